"""A side read back from a folder of states, without the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from semhub import cache
from semhub.errors import InputError
from semhub.inputs import LeftOut
from semhub.inputs.door import one_of, path_of, shown
from semhub.states.store import manifest, seal, shard
from semhub.states.store.source import Source


@dataclass(frozen=True)
class StoredItem:
    """What is known of an item whose states are stored, beside them."""

    digest: str
    modality: str
    label: str


@dataclass(frozen=True, eq=False)
class StoredSide:
    """A side whose states are on disk.

    called: the folder and the side's name. places: (n,) each item's place among the side's rows,
    from 0: two sides pair where these agree, since rows that could not be read are missing.
    lengths: (n,) tokens of a text, seconds of a sound, 0 for a picture.
    count: rows of the side. left_out: those that could not be read.
    """

    called: str
    folder: StateFolder
    items: Sequence[StoredItem]
    places: np.ndarray
    lengths: np.ndarray
    count: int
    left_out: Sequence[LeftOut]
    shards: np.ndarray
    rows: np.ndarray

    @property
    def source(self) -> Source:
        return self.folder.source

    def states(self) -> np.ndarray:
        """(layers, n, width) float32, in the order of `items`. Raises `InputError` where a shard is
        missing or damaged."""
        source = self.source
        found = np.empty((source.layers, len(self.items), source.width), dtype=np.float32)
        for name in np.unique(self.shards):
            own = np.flatnonzero(self.shards == name)
            found[:, own] = self.folder.shard(name, self.rows[own])
        return found

    def at(self, places: Sequence[int]) -> StoredSide:
        """The same with the items at some places alone, in the order of `places`."""
        where = {place: i for i, place in enumerate(self.places.tolist())}
        kept = np.array([where[place] for place in places], dtype=int)
        return replace(
            self,
            items=[self.items[i] for i in kept],
            **{name: getattr(self, name)[kept] for name in ("places", "lengths", "shards", "rows")},
        )


class StateFolder:
    """A folder that `StateWriter` wrote.

    Raises `InputError` for a folder of anything else, one of a later version, and one that is not
    finished.
    """

    def __init__(self, path: Path):
        self.path = path_of(path)
        self._seal = seal.read(self.path)
        called = shown(str(self.path))
        mark = self._seal.manifest
        if mark is None:
            raise InputError(
                f"{called} is not finished; run `{self._seal.command}` again, which goes on where "
                "it stopped."
            )
        file = self.path / manifest.NAME
        if not file.is_file() or (file.stat().st_size, cache.digest(file)) != mark:
            raise InputError(
                f"The file {manifest.NAME} in {called} is missing or damaged; run "
                f"`{self._seal.command}` again, which makes it anew."
            )

    @property
    def source(self) -> Source:
        return self._seal.source

    @property
    def sides(self) -> list[str]:
        """Names of the sides, in the order in which they were written."""
        return list(self._seal.sides)

    def side(self, name: str | None = None) -> StoredSide:
        """A side by its name, which may be left out where there is one. Raises `InputError` for an
        unknown one."""
        called = shown(str(self.path))
        if name is None:
            if len(self.sides) > 1:
                raise InputError(
                    f"{called} holds the sides {', '.join(self.sides)}; name one of them, as in "
                    f"{called}:{self.sides[0]}."
                )
            [name] = self.sides
        one_of(name, self.sides, f"side in {called} called")
        known = self._seal.sides[name]
        found = sorted(manifest.entries(self.path, name), key=lambda entry: entry.item)
        return StoredSide(
            f"{called}:{name}",
            self,
            [StoredItem(one.digest, one.modality, one.text or one.file or "") for one in found],
            np.array([one.item for one in found]),
            np.array([_length(one) for one in found], dtype=float),
            known["rows"],
            [LeftOut(row, why) for row, why in known["left_out"]],
            np.array([one.shard for one in found]),
            np.array([one.place for one in found]),
        )

    def shard(self, name: str, rows: np.ndarray) -> np.ndarray:
        """(layers, rows, width) float32 of some rows of a shard."""
        path, mark = self.path / "shards" / name, self._seal.shards.get(name)
        return shard.read(path, mark, rows, self._seal.command)


def is_state_folder(path: Path) -> bool:
    """Whether it is a folder with the seal of one."""
    return (path / seal.NAME).is_file()


def _length(entry: manifest.Entry) -> float:
    if entry.modality == "text":
        return entry.tokens
    return entry.seconds or 0
