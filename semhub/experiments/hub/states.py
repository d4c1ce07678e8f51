"""The states of all spokes: every item is run once, however many pairs it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.errors import InputError
from semhub.experiments.hub.spokes import Spokes
from semhub.experiments.wrong_partners import lengths, matching_lengths, wrong_partners

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.states.extraction import Memory

Progress = Callable[[float, str], None]
"""Called with the share of a stage that is done, and what the stage is called."""


@dataclass(frozen=True)
class States:
    """Pooled states of every item of every spoke that the model takes.

    spokes: those that were read. sets: set of rows -> spoke -> (n_layers + 1, n, width) float32.
    lengths: set of rows -> spoke -> (n,) how long its items are; empty where
        that is not known.
    """

    model: str
    pool: Pool
    spokes: Spokes
    sets: dict[str, dict[str, np.ndarray]]
    lengths: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    _wrong: dict[tuple[str, str, int, int], np.ndarray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def layers(self) -> list[int]:
        columns = next(iter(self.sets.values()))
        return list(range(len(next(iter(columns.values())))))

    def pair(self, a: str, b: str) -> tuple[np.ndarray, np.ndarray]:
        """Return both spokes (layers, n, width) on the set that they share."""
        rows = self.spokes.shared(a, b)
        assert rows is not None, f"{a} and {b} share no rows"
        columns = self.sets[rows]
        return columns[a], columns[b]

    def wrong(self, a: str, b: str, count: int, seed: int) -> np.ndarray | None:
        """Return (count, n) wrong partners of like length for the items of two spokes that share
        rows; None where lengths are not known. Those matched by one spoke's lengths are the
        same array."""
        rows = self.spokes.shared(a, b)
        known = None if rows is None else self.lengths.get(rows)
        if rows is None or known is None:
            return None
        by = matching_lengths(known[a], known[b])
        key = rows, b if by is known[b] else a, count, seed
        if key not in self._wrong:
            self._wrong[key] = wrong_partners(by, count, seed)
        return self._wrong[key]


def take(
    model: Model,
    spokes: Spokes,
    *,
    pool: Pool | Literal["auto"] = "auto",
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> States:
    """Run every item of `spokes` that the model takes, once. Spokes with a text that it does not
    take, such as one too long, are left out with the sentence on it.

    memory: as for `extract`. Raises `InputError` on an unknown pool, where no two of the spokes
    that the model takes share rows, and as `extract` does.
    """
    from semhub.states.extraction import extract, pool_of

    pool = pool_of(model, pool)
    spokes, long = _readable(model, spokes.read_by(model.name, model.modalities))
    places = [
        (name, spoke, items)
        for name, columns in spokes.sets.items()
        for spoke, items in columns.items()
    ]
    states = extract(
        model,
        [item for _name, _spoke, items in places for item in items],
        pool=pool,
        memory=memory,
        progress=progress and (lambda done, total: progress(done / total, "Reading")),
    )
    found: dict[str, dict[str, np.ndarray]] = {name: {} for name in spokes.sets}
    start = 0
    for name, spoke, items in places:
        found[name][spoke] = states[:, start : start + len(items)]
        start += len(items)
    return States(model.name, pool, spokes, found, long)


def _readable(model: Model, spokes: Spokes) -> tuple[Spokes, dict[str, dict[str, np.ndarray]]]:
    """Leave out the spokes with a text that cannot be encoded; and set of rows -> spoke -> (n,) how
    long its items are."""
    found: dict[tuple[str, str], np.ndarray] = {}
    why: dict[str, str] = {}
    for name, columns in spokes.sets.items():
        for spoke, items in columns.items():
            try:
                found[name, spoke] = lengths(model, items)
            except InputError as error:
                why.setdefault(spoke, str(error))
    kept = spokes.without(why)
    if not kept.sets:
        raise InputError(
            next(iter(why.values()), "")
            or f"{model.name} takes no two of these data types on the same rows; choose others, or "
            "another model."
        )
    long = {
        name: {spoke: found[name, spoke] for spoke in columns}
        for name, columns in kept.sets.items()
    }
    return kept, long
