"""The states of all spokes: every item is run once, however many pairs it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.hub.spokes import Spokes

if TYPE_CHECKING:
    from semhub.extraction import Memory, Pool
    from semhub.models.protocol import Model

Progress = Callable[[float, str], None]
"""Called with the share of a stage that is done, and what the stage is called."""


@dataclass(frozen=True)
class States:
    """Pooled states of every item of every spoke that the model takes.

    spokes: those that were read. sets: set of rows -> spoke -> (n_layers + 1, n, width) float32.
    """

    model: str
    pool: Pool
    spokes: Spokes
    sets: dict[str, dict[str, np.ndarray]]

    @property
    def layers(self) -> list[int]:
        columns = next(iter(self.sets.values()))
        return list(range(len(next(iter(columns.values())))))

    def pair(self, a: str, b: str) -> tuple[np.ndarray, np.ndarray]:
        """Both spokes (layers, n, width) on the set that they share."""
        columns = self.sets[self.spokes.shared(a, b)]
        return columns[a], columns[b]


def take(
    model: Model,
    spokes: Spokes,
    *,
    pool: Pool = "mean",
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> States:
    """Run every item of `spokes` that the model takes, once.

    memory: as for `extract`. Raises `InputError` on an unknown pool, where no two of the spokes
    that the model takes share rows, and as `extract` does.
    """
    from semhub.extraction import extract, require_pool

    require_pool(pool)
    spokes = spokes.read_by(model.name, model.modalities)
    if not spokes.sets:
        raise InputError(
            f"{model.name} takes no two of these data types on the same rows; choose others, or "
            "another model."
        )
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
    return States(model.name, pool, spokes, found)
