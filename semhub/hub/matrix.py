"""Every pair of spokes at every layer, by the statistics of `compare`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.comparison import RESAMPLES, Comparison, peak_of
from semhub.hub.states import Progress, States
from semhub.similarity import METRICS, Pair, require_metric
from semhub.statistics import Metric, curve, has_interval

WORKERS = 2
"""Pairs worked on at once: numpy lets other threads run while it counts."""


@dataclass(frozen=True)
class Cell:
    """Two spokes that share rows.

    a, b: the spokes. rows: name of the set that they are compared on.
    comparison: one metric over all layers, what `compare` gives for the two.
    influence: (layers, n) by how much each item moves the value: the jackknife's pseudo-values
        less their mean (Efron & Stein 1981); NaN where there are too few items for an interval;
        None for a cell that was read from a file.
    """

    a: str
    b: str
    rows: str
    comparison: Comparison
    influence: np.ndarray | None = None

    @property
    def metric(self) -> str:
        return self.comparison.peak[0]

    @property
    def above(self) -> np.ndarray:
        """(layers,) whether the interval lies wholly above the null of shuffled pairs."""
        return np.isin(self.comparison.layers, self.comparison.hub(self.metric))


def matrix(
    states: States,
    metric: str,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[Cell]:
    """A cell for every two spokes that share rows, in the order of `Spokes.pairs`.

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
    x, y = states.pair(a, b)
    influence: list[np.ndarray] = []
    prepared = (METRICS[metric](Pair(*sides)) for sides in zip(x, y, strict=True))
    found = curve(_observed(prepared, influence), resamples, seed)
    peak = metric, peak_of(found, states.layers)
    comparison = Comparison(
        states.model, states.pool, x.shape[1], states.layers, {metric: found}, peak
    )
    return Cell(a, b, rows, comparison, np.stack(influence))


def _observed(prepared: Iterable[Metric], influence: list[np.ndarray]) -> Iterator[Metric]:
    """The same metrics one after the other, the influence of each layer's items noted."""
    for metric in map(_Once, prepared):
        if has_interval(metric):
            without = metric.leave_one_out()
            influence.append((metric.n - 1) * (without.mean() - without))
        else:
            influence.append(np.full(metric.n, np.nan))
        yield metric


class _Once:
    """A metric whose values without each item are worked out once: influence and interval need
    them both, and they are the most of its work."""

    def __init__(self, metric: Metric):
        self._metric = metric

    def __getattr__(self, name: str):
        return getattr(self._metric, name)

    def leave_one_out(self) -> np.ndarray:
        return self._without

    @cached_property
    def _without(self) -> np.ndarray:
        return self._metric.leave_one_out()
