"""Items of any number -> their pooled states in a folder, a shard at a time.

Rows are read as they are needed and forgotten with their shard, so that memory does not grow with
their number. A shard is made under another name, moved, and noted in the seal; what is noted is
never made again. Killed at any moment, the next run therefore repeats at most one shard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock, Timeout

from semhub import cache
from semhub.errors import InputError
from semhub.inputs import Input, LeftOut
from semhub.inputs.door import one_of, path_of, shown, whole_number
from semhub.inputs.folder import size_of
from semhub.inputs.row import Row
from semhub.models.protocol import Model, require_model
from semhub.pools import AUTO, Pool, require_suffix_fits
from semhub.states.extraction import pool_all, pool_of, with_suffix
from semhub.states.memory import require_unhooked
from semhub.states.store import manifest, seal, shard
from semhub.states.store.files import writing
from semhub.states.store.manifest import Entry, Manifest
from semhub.states.store.resume import Where, indexed, lost, opened
from semhub.states.store.source import DTYPES, Dtype, source_of

SHARD_BYTES = 64 << 20
"""States of a shard in memory, about; more would be lost with a run that is killed."""

SHARD_ITEMS = (64, 2048)
"""Items of a shard, at least and at most, where their number is left open."""

ITEM_BYTES = 256 << 20
"""Pixels and samples that may wait for their shard: a shard of pictures may have fewer items."""

_LOCK = ".lock"


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
    ):
        require_model(model)
        require_unhooked(model, "What is extracted")
        self._model, self._folder, self._progress = model, path_of(folder), progress
        pool = pool_of(model, pool)
        require_suffix_fits(pool, suffix)
        one_of(dtype, DTYPES, "type of states on disk")
        size = shard_items(model) if shard_size is None else shard_size
        self._shard_size = whole_number(size, "The number of items in a shard", 1)
        self._seal = seal.Seal(source_of(model, pool, suffix, dtype), command)
        self._written, self._sides = Written(), {}
        self._where: Where = {}
        self._waiting: dict[bytes, tuple[Input, list[Entry]]] = {}
        self._waiting_bytes = 0

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
        try:
            self._seal = opened(self._folder, self._seal)
            with writing(self._folder):
                self._seal, self._where = indexed(self._folder, self._seal)
                self._next = 1 + max(map(shard.number_of, self._seal.shards), default=-1)
                self._manifest = Manifest(self._folder)
        except BaseException:
            self._lock.release()
            raise
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
        self._run()
        self._carry_over()
        for side, known in self._sides.items():
            left_out = self._written.left_out[side]
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
        if digest in self._where:
            self._written.found += 1
            return self._note(entry)
        if digest in self._waiting:
            self._written.found += 1
            self._waiting[digest][1].append(entry)
            return None
        self._waiting[digest] = item, [entry]
        self._waiting_bytes += size_of(item)
        if len(self._waiting) >= self._shard_size or self._waiting_bytes > ITEM_BYTES:
            self._run()
        return None

    def _note(self, entry: Entry) -> None:
        """The manifest's entry of an item whose states are there."""
        number, place, tokens = self._where[bytes.fromhex(entry.digest)]
        own = replace(entry, tokens=tokens, shard=shard.name_of(number), place=place)
        with writing(self._folder):
            self._manifest.add(own)

    def _run(self) -> None:
        """Run what waits, and write its shard."""
        while self._waiting:
            items = [item for item, _ in self._waiting.values()]
            try:
                states, tokens = self._states(items)
                break
            except InputError as error:
                self._leave_out(error)
        else:
            return
        with writing(self._folder):
            name = shard.name_of(self._next)
            digests, dtype = [digest.hex() for digest in self._waiting], self._seal.source.dtype
            mark = shard.write(self._folder / "shards" / name, states, digests, tokens, dtype)
            self._seal = self._seal.with_shard(name, mark)
            seal.write(self._folder, self._seal)
        for place, (digest, (_, entries)) in enumerate(self._waiting.items()):
            self._where[digest] = self._next, place, tokens[place]
            for entry in entries:
                self._note(entry)
        self._next += 1
        self._written.computed += len(items)
        self._waiting, self._waiting_bytes = {}, 0

    def _states(self, items: list[Input]) -> tuple[np.ndarray, list[int]]:
        """(items, layers, width) float32, and how many tokens each item has."""
        source = self._seal.source
        states = np.empty((len(items), source.layers, source.width), dtype=np.float32)
        tokens = [0] * len(items)
        done = self._written.computed + self._written.found

        def keep(i: int, state: np.ndarray, span: int) -> None:
            states[i], tokens[i] = state, span

        def report(now: int, _total: int) -> None:
            self._progress(done + now // self._model.n_layers)

        read = with_suffix(items, source.suffix)
        ends = source.suffix is not None
        pool_all(self._model, read, source.pool, ends, keep, self._progress and report)
        if source.suffix:  # which is no part of an item's length
            tokens = [sum(encoded.content) for encoded in self._model.encode(items)]
        return states, tokens

    def _leave_out(self, error: InputError) -> None:
        """Take out what the model cannot encode, such as a text that is too long for it. Raises the
        `error` where that is none of them, or all."""
        faults = {}
        for digest, (item, _) in self._waiting.items():
            try:
                self._model.encode([item])
            except InputError as own:
                faults[digest] = str(own)
        if len(faults) in (0, len(self._waiting)):
            raise error
        for digest, why in faults.items():
            for entry in self._waiting.pop(digest)[1]:
                told = f"{entry.side}, row {entry.row}: {why}"
                self._written.left_out[entry.side].append(LeftOut(entry.row, told))

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
                self._note(one)
