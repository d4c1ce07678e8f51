"""Items of any number -> their pooled states in a folder, a shard at a time.

Rows are read as they are needed and forgotten with their shard, so that memory does not grow with
their number. A shard is made under another name, moved, and noted in the seal; what is noted is
never made again. Killed at any moment, the next run therefore repeats at most one shard; or, where
several are run together by an engine that takes more, those that were not yet written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from semhub import cache
from semhub.errors import InputError
from semhub.inputs import Input, LeftOut
from semhub.inputs.door import one_of, path_of, shown, whole_number
from semhub.inputs.folder import size_of
from semhub.inputs.row import Row
from semhub.models.protocol import Model, require_model
from semhub.pools import AUTO, Pool, require_suffix_fits
from semhub.states.extraction import pool_of
from semhub.states.memory import require_unhooked
from semhub.states.store import manifest, seal, shard
from semhub.states.store.files import writing
from semhub.states.store.manifest import Entry, Manifest
from semhub.states.store.passes import Engine, OneProcess, Passed
from semhub.states.store.resume import Where, indexed, lost, opened
from semhub.states.store.source import DTYPES, Dtype, source_of

SHARD_BYTES = 64 << 20
"""States of a shard in memory, about; more would be lost with a run that is killed."""

SHARD_ITEMS = (64, 2048)
"""Items of a shard, at least and at most, where their number is left open."""

ITEM_BYTES = 256 << 20
"""Pixels and samples that may wait for their shard: a shard of pictures may have fewer items."""

QUEUE_BYTES = 4 * ITEM_BYTES
"""Pixels and samples of all shards that wait to be run together."""

_LOCK = ".lock"

_Shard = dict[bytes, tuple[Input, list[Entry]]]
"""Digest of an item -> the item, and the entries of its rows."""


@dataclass
class Written:
    """items: of all sides, with those that were there. computed: items that were run now.
    found: items whose states were there, from an earlier run or an earlier row.
    left_out: side -> its rows that could not be read. dropped: sides of an earlier run that are no
    longer there, since their states were damaged.
    """

    items: int = 0
    computed: int = 0
    found: int = 0
    left_out: dict[str, list[LeftOut]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def shard_items(model: Model) -> int:
    """Items of a shard that suit the size of a model's states."""
    least, most = SHARD_ITEMS
    return max(least, min(most, SHARD_BYTES // (4 * (model.n_layers + 1) * model.width)))


class StateWriter:
    """Writes the states of sides into a folder, to be read by `StateFolder`.

    with StateWriter(model, folder) as writer:
        writer.add("en", rows)
        written = writer.finish()

    pool, suffix: as for `extract`. dtype: of the states on disk. shard_size: items of a shard.
    command: what makes the folder again, for those who read it.
    progress: called with the number of items that are done.
    engine: what runs the shards; by default the model, in this process. The folder is the same
    whichever runs them.

    Sides that are in the folder already stay, unless one of the same name is written. Nothing that
    is there is run again. Raises `InputError` where the folder holds anything else, is written by
    another run, is of another model, pooling, suffix or type, or cannot be written.
    """

    def __init__(
        self,
        model: Model,
        folder: Path,
        *,
        pool: Pool | Literal["auto"] = AUTO,
        suffix: str | None = None,
        dtype: Dtype = "float32",
        shard_size: int | None = None,
        command: str = "semhub extract",
        progress: Callable[[int], None] | None = None,
        engine: Engine | None = None,
    ):
        require_model(model)
        require_unhooked(model, "What is extracted")
        self._folder, self._progress = path_of(folder), progress
        self._engine = OneProcess(model) if engine is None else engine
        pool = pool_of(model, pool)
        require_suffix_fits(pool, suffix)
        one_of(dtype, DTYPES, "type of states on disk")
        size = shard_items(model) if shard_size is None else shard_size
        self._shard_size = whole_number(size, "The number of items in a shard", 1)
        self._seal = seal.Seal(source_of(model, pool, suffix, dtype), command)
        self._written, self._sides = Written(), {}
        self._where: Where = {}
        self._waiting: _Shard = {}
        self._waiting_bytes = self._queued_bytes = 0
        self._queue: list[_Shard | Entry] = []
        """Shards to be run, and between them the rows whose items stand in one before."""
        self._queued: set[bytes] = set()
        self._faults: dict[bytes, str] = {}

    def __enter__(self) -> StateWriter:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self._folder / _LOCK)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise InputError(
                    f"Another run is writing into {shown(str(self._folder))}; wait until it has "
                    "ended, or choose another folder."
                ) from None
        with ExitStack() as undone:
            undone.callback(self._lock.release)
            self._seal = opened(self._folder, self._seal)
            with writing(self._folder):
                self._seal, self._where = indexed(self._folder, self._seal)
                self._next = 1 + max(map(shard.number_of, self._seal.shards), default=-1)
                self._manifest = Manifest(self._folder)
            undone.pop_all()  # all is well: the lock is held until the end
        return self

    def __exit__(self, *_error: object) -> None:
        self._manifest.drop()
        self._lock.release()

    def add(self, side: str, rows: Iterable[Row]) -> None:
        """Write the states of a side's rows. Raises `InputError` where none can be read."""
        known = self._sides[side] = {"rows": 0, "items": 0, "left_out": []}
        left_out = self._written.left_out[side] = []
        for item, row in enumerate(rows):
            known["rows"] += 1
            if row.item is None:
                left_out.append(LeftOut(row.number, row.why))
                continue
            self._take(manifest.entry(side, item, row, 0, "", 0), row.item)
        if known["rows"] == len(left_out):
            raise InputError(left_out[0].why if left_out else f"The side {side} has no items.")

    def finish(self) -> Written:
        """Write what waits, then the manifest, and seal the folder."""
        self._close()
        self._run()
        self._carry_over()
        for side, known in self._sides.items():
            left_out = self._written.left_out[side]
            left_out.sort(key=lambda one: one.row)
            known["left_out"] = [[one.row, one.why] for one in left_out]
            known["items"] = known["rows"] - len(left_out)
        sides = {**{name: self._seal.sides[name] for name in self._kept_sides()}, **self._sides}
        with writing(self._folder):
            path = self._manifest.finish()
            mark = path.stat().st_size, cache.digest(path)
            self._seal = replace(self._seal, manifest=mark, sides=sides)
            seal.write(self._folder, self._seal)
        self._written.items = sum(known["items"] for known in sides.values())
        return self._written

    def _take(self, entry: Entry, item: Input) -> None:
        digest = bytes.fromhex(entry.digest)
        if digest in self._where or digest in self._queued or digest in self._faults:
            self._queue.append(entry)
            if not self._queued:
                self._run()
            return
        self._waiting.setdefault(digest, (item, []))[1].append(entry)
        if len(self._waiting[digest][1]) == 1:
            self._waiting_bytes += size_of(item)
        if len(self._waiting) >= self._shard_size or self._waiting_bytes > ITEM_BYTES:
            self._close()

    def _close(self) -> None:
        """Queue what waits as a shard, and run the queue where it is long enough."""
        if not self._waiting:
            return
        self._queue.append(self._waiting)
        self._queued |= self._waiting.keys()
        self._queued_bytes += self._waiting_bytes
        self._waiting, self._waiting_bytes = {}, 0
        shards = sum(isinstance(one, dict) for one in self._queue)
        if shards >= self._engine.shards or self._queued_bytes > QUEUE_BYTES:
            self._run()

    def _run(self) -> None:
        """Run the queue's shards, and write each as soon as it is there."""
        done = self._written.computed + self._written.found
        shards = [[i for i, _ in one.values()] for one in self._queue if isinstance(one, dict)]
        report = self._progress and (lambda now: self._progress(done + now))
        found = self._engine.run(self._seal.source, shards, report)
        for one in self._queue:
            if isinstance(one, dict):
                self._write(one, next(found))
                done = self._written.computed + self._written.found
                if self._progress:
                    self._progress(done)
            else:
                self._note(one, bytes.fromhex(one.digest))
        self._queue, self._queued, self._queued_bytes = [], set(), 0

    def _write(self, own: _Shard, found: Passed) -> None:
        """Write a shard, and note its rows."""
        digests = list(own)
        self._faults.update({digests[i]: why for i, why in found.faults.items()})
        kept = [digest for digest in digests if digest not in self._faults]
        with writing(self._folder):
            name, dtype = shard.name_of(self._next), self._seal.source.dtype
            path, hexadecimal = self._folder / "shards" / name, [one.hex() for one in kept]
            mark = shard.write(path, found.states, hexadecimal, found.tokens, dtype)
            self._seal = self._seal.with_shard(name, mark)
            seal.write(self._folder, self._seal)
        for place, digest in enumerate(kept):
            self._where[digest] = self._next, place, found.tokens[place]
        self._next += 1
        self._written.computed += len(kept)
        self._written.found -= len(kept)  # of each item, the first row is none that was there
        for digest, (_, entries) in own.items():
            for entry in entries:
                self._note(entry, digest)

    def _note(self, entry: Entry, digest: bytes) -> None:
        """Write the manifest's entry of a row whose item was run, or list the row as left out."""
        if digest in self._faults:
            told = f"{entry.side}, row {entry.row}: {self._faults[digest]}"
            self._written.left_out[entry.side].append(LeftOut(entry.row, told))
            return
        self._written.found += 1
        self._keep(entry, digest)

    def _keep(self, entry: Entry, digest: bytes) -> None:
        number, place, tokens = self._where[digest]
        own = replace(entry, tokens=tokens, shard=shard.name_of(number), place=place)
        with writing(self._folder):
            self._manifest.add(own)

    def _kept_sides(self) -> list[str]:
        """Those of an earlier run that are not written anew."""
        gone = {*self._sides, *self._written.dropped}
        return [name for name in self._seal.sides if name not in gone]

    def _carry_over(self) -> None:
        """The entries of sides that are not written anew; a side that lost states is dropped."""
        self._written.dropped = lost(self._folder, self._kept_sides(), self._where)
        kept = self._kept_sides()
        for one in manifest.entries(self._folder) if kept else ():
            if one.side in kept:
                self._keep(one, bytes.fromhex(one.digest))
