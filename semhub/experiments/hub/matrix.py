"""Every pair of spokes at every layer, by the statistics of `compare`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.experiments.comparison import RESAMPLES, WRONG_PARTNERS, Comparison, compare_states
from semhub.experiments.hub.states import Progress, States
from semhub.experiments.verdict import METRIC
from semhub.similarity import require_metric
from semhub.statistics.curve import Curve

WORKERS = 2
"""Pairs worked on at once: numpy lets other threads run while it counts."""


@dataclass(frozen=True)
class Cell:
    """Two spokes that share rows.

    a, b: the spokes. rows: name of the set that they are compared on.
    comparison: over all layers, what `compare` gives for the two; its first metric is the one that
        was asked for.
    retrieval: the curve by which it was told where they meet; None for a cell from a file.
    """

    a: str
    b: str
    rows: str
    comparison: Comparison
    retrieval: Curve | None = None

    @property
    def metric(self) -> str:
        return self.comparison.peak[0]

    @property
    def curve(self) -> Curve:
        return self.comparison.metrics[self.metric]

    @property
    def above(self) -> np.ndarray:
        """(layers,) whether the interval lies wholly above the null: the two are related at all."""
        return np.isin(self.comparison.layers, self.comparison.related(self.metric))

    @property
    def inside(self) -> np.ndarray:
        """(layers,) whether each layer is in the band in which the two meet."""
        return np.isin(self.comparison.layers, self.comparison.hub.band)


def matrix(
    states: States,
    metric: str,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[Cell]:
    """Return a cell for every two spokes that share rows, in the order of `Spokes.pairs`.

    resamples, seed: as for `compare`, so that each cell is what `compare` gives for its spokes.
    Raises `InputError` on an unknown metric.
    """
    require_metric(metric)
    pairs = [(*pair, rows) for pair, rows in states.spokes.pairs().items() if rows]

    def cell(pair: tuple[str, str, str]) -> Cell:
        return _cell(states, *pair, metric, resamples, seed)

    cells = []
    # One BLAS thread a worker: together they would only wait for each other.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(WORKERS) as workers:
        for found in workers.map(cell, pairs):
            cells.append(found)
            if progress:
                progress(len(cells) / len(pairs), "Comparing every pair")
    return cells


def _cell(
    states: States, a: str, b: str, rows: str, metric: str, resamples: int, seed: int
) -> Cell:
    comparison = compare_states(
        *states.pair(a, b),
        states.layers,
        model=states.model,
        pool=states.pool,
        wrong=states.wrong(a, b, WRONG_PARTNERS, seed),
        metrics=dict.fromkeys((metric, METRIC)),
        resamples=resamples,
        seed=seed,
        lead=metric,
    )
    shown = replace(comparison, metrics={metric: comparison.metrics[metric]})
    return Cell(a, b, rows, shown, comparison.metrics[METRIC])
