"""What is found of one model's hub: the matrix of all pairs, and the band in which most meet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from semhub.comparison import RESAMPLES, similarity_matrix
from semhub.hub.band import SHARE, Band, band
from semhub.hub.matrix import Cell, matrix
from semhub.hub.spokes import Spokes
from semhub.hub.states import Progress, States, take
from semhub.similarity import require_metric

if TYPE_CHECKING:
    from semhub.extraction import Memory, Pool
    from semhub.models.protocol import Model

METRIC = "acc1"
"""The metric where none was asked for: of one scale for every pair, from chance to 1, and of a kind
that can be said aloud: how often an item finds its partner."""


@dataclass(frozen=True)
class Hub:
    """All spokes of one model against each other, by one metric, at every layer.

    states: what everything was computed of, for `project` and for similarity matrices.
    cells: the pairs that share rows, in the order of the spokes.
    band: where the spokes meet.
    """

    states: States
    metric: str
    cells: list[Cell]
    band: Band

    @property
    def model(self) -> str:
        return self.states.model

    @property
    def layers(self) -> list[int]:
        return self.states.layers

    @property
    def spokes(self) -> Spokes:
        """Those that the model takes; what it does not take is in `spokes.left_out`."""
        return self.states.spokes

    @cached_property
    def _by_pair(self) -> dict[frozenset[str], Cell]:
        return {frozenset((cell.a, cell.b)): cell for cell in self.cells}

    def cell(self, a: str, b: str) -> Cell | None:
        """The cell of two spokes in either order; None where they share no rows."""
        return self._by_pair.get(frozenset((a, b)))

    def similarity(self, a: str, b: str, layer: int) -> np.ndarray:
        """(n, n) centred cosines of the items of two spokes that share rows, at one layer."""
        x, y = self.states.pair(a, b)
        return similarity_matrix(x[layer], y[layer])

    def best_layer(self) -> int | None:
        """The layer with the largest mean value over all pairs; None where none could be told."""
        values = [cell.comparison.metrics[self.metric].value for cell in self.cells]
        told = [value for value in values if np.isfinite(value).all()]
        return self.layers[int(np.mean(told, axis=0).argmax())] if told else None

    def to_dict(self) -> dict:
        """The `hub --json` contract; a number that could not be told is None.

        {"model", "pool", "metric", "layers": [0, 1, ...],
         "spokes": [NAME, ...], "rows": {SET: {"n": N, "spokes": [NAME, ...]}},
         "left_out": {NAME: SENTENCE}, "best_layer": K,
         "pairs": [{"a", "b", "rows": SET, "n", "value": [...], "low": [...], "high": [...],
                    "chance", "null95", "p"}, ...], one number a layer in every list,
         "apart": [[NAME, NAME], ...] pairs that share no rows,
         "band": {"threshold": 0.8, "pairs": N, "share": [...], "layers": [...],
                  "first": {"layer", "low", "high"}, "last": {...}, "found": share of draws}}
        """
        sets = {
            name: {"n": self.spokes.rows(name), "spokes": list(columns)}
            for name, columns in self.spokes.sets.items()
        }
        return {
            "model": self.model,
            "pool": self.states.pool,
            "metric": self.metric,
            "layers": self.layers,
            "spokes": list(self.spokes.names),
            "rows": sets,
            "left_out": dict(self.spokes.left_out),
            "best_layer": self.best_layer(),
            "pairs": [_told(cell) for cell in self.cells],
            "apart": [list(pair) for pair, rows in self.spokes.pairs().items() if not rows],
            "band": {
                "threshold": SHARE,
                **asdict(self.band),
                "share": [float(share) for share in self.band.share],
            },
        }


def hub_of(
    model: Model,
    spokes: Spokes,
    *,
    metric: str = METRIC,
    pool: Pool = "mean",
    resamples: int = RESAMPLES,
    seed: int = 0,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Hub:
    """Run every item of the spokes that the model takes once, and compare all with all.

    Raises `InputError` on an unknown metric, and as `take` does.
    """
    require_metric(metric)  # before the model is run
    states = take(model, spokes, pool=pool, memory=memory, progress=progress)
    return measure(states, metric, resamples=resamples, seed=seed, progress=progress)


def measure(
    states: States,
    metric: str = METRIC,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Hub:
    """The hub of states already taken. Raises `InputError` on an unknown metric."""
    cells = matrix(states, metric, resamples=resamples, seed=seed, progress=progress)
    return Hub(states, metric, cells, band(cells, resamples=resamples, seed=seed))


def _told(cell: Cell) -> dict:
    recorded = cell.comparison.to_dict()
    return {
        "a": cell.a,
        "b": cell.b,
        "rows": cell.rows,
        "n": recorded["n"],
        **recorded["metrics"][cell.metric],
    }
