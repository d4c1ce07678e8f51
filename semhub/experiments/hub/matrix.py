"""Every pair of spokes at every layer, by the statistics of `compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from semhub.experiments.comparison import RESAMPLES, WRONG_PARTNERS, Comparison, comparison_of
from semhub.experiments.hub.sides import Place, Sides, shared_nulls
from semhub.experiments.hub.states import Progress, States
from semhub.experiments.points import Asked, LayerPoints, layer_points, with_nulls
from semhub.experiments.verdict import METRIC
from semhub.similarity import require_metric
from semhub.statistics.curve import Curve, repairings
from semhub.statistics.points import Point
from semhub.threads import one_for_products

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

    Layer by layer, so that what is made of a spoke's states is made once for all its pairs.
    resamples, seed: as for `compare`, so that each cell is what `compare` gives for its spokes.
    Raises `InputError` on an unknown metric.
    """
    require_metric(metric)
    metrics = tuple(dict.fromkeys((metric, METRIC)))
    pairs = [(*pair, rows) for pair, rows in states.spokes.pairs().items() if rows]
    asked = _asked(states, pairs, resamples, seed)
    points: dict[Place, list[dict[str, Point]]] = {pair: [] for pair in pairs}
    # Those that are re-paired alike one after the other, whose re-pairings are remembered.
    alike = sorted(pairs, key=lambda pair: (pair[2], pair[1]))
    # One BLAS thread a worker: together they would only wait for each other.
    with one_for_products(), ThreadPoolExecutor(WORKERS) as workers:
        for layer in states.layers:
            sides, found = Sides(states, layer), {}

            def at(pair: Place, sides: Sides = sides) -> LayerPoints:
                return layer_points(*sides.of(pair), metrics, asked[pair])

            for pair, one in zip(alike, workers.map(at, alike), strict=True):
                if not sides.kept:
                    [whole] = with_nulls([one], asked[pair].again)
                    one = LayerPoints(whole, {})
                found[pair] = one
                if progress:
                    done = layer * len(pairs) + len(found)
                    progress(done / (len(states.layers) * len(pairs)), "Comparing every pair")
            for pair, nulls in shared_nulls(found, asked, workers).items():
                points[pair].append(found[pair].with_nulls(nulls))
        return [_cell(states, pair, points[pair], asked[pair], metrics) for pair in pairs]


def _asked(states: States, pairs: Sequence[Place], resamples: int, seed: int) -> dict[Place, Asked]:
    """What is asked of each pair; pairs that are re-paired alike share the arrays."""
    known: dict[tuple[str, int], Asked] = {}
    asked = {}
    for a, b, rows in pairs:
        wrong = states.wrong(a, b, WRONG_PARTNERS, seed)
        if (rows, id(wrong)) not in known:
            again = repairings(states.spokes.rows(rows), resamples, seed, wrong)
            known[rows, id(wrong)] = Asked(again, resamples, seed)
        asked[a, b, rows] = known[rows, id(wrong)]
    return asked


def _cell(
    states: States,
    pair: Place,
    points: Sequence[Mapping[str, Point]],
    asked: Asked,
    metrics: Sequence[str],
) -> Cell:
    a, b, rows = pair
    metric = metrics[0]
    comparison = comparison_of(
        points, asked, states.spokes.rows(rows), states.layers, model=states.model,
        pool=states.pool, metrics=metrics, lead=metric,
    )  # fmt: skip
    shown = replace(comparison, metrics={metric: comparison.metrics[metric]})
    return Cell(a, b, rows, shown, comparison.metrics[METRIC])
