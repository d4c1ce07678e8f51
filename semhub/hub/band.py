"""Where do the spokes meet? The layers at which most pairs stand above their null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.hub.matrix import Cell
from semhub.statistics import bootstrap_indices

SHARE = 0.8
"""The share of pairs that must stand above their null for a layer to be in the band."""


@dataclass(frozen=True)
class End:
    """One end of the band: a layer, and the layers that hold it in 95% of draws of other items."""

    layer: int
    low: int
    high: int


@dataclass(frozen=True)
class Band:
    """The layers at which at least `SHARE` of the pairs stand above their null.

    share: (layers,) the share of pairs whose 95% interval lies wholly above the null of shuffled
        pairs. pairs: how many pairs there are; those with too few items for an interval are not
        counted.
    layers: the longest unbroken run of layers with at least `SHARE`, the first of equals; empty
        where there is none.
    first, last: its ends with their intervals; None where it is empty.
    found: the share of draws in which there is a band at all.

    The intervals are over items: the items of each set of rows are drawn with replacement, the
    same ones for all pairs, and the band is found again. They say how far the ends would move with
    other items of the same kind in the same model and the same spokes; they say nothing of other
    spokes, other models, or a threshold other than `SHARE`. A draw's values are the linear part of
    the bootstrap (each value plus the mean influence of the drawn items: Efron, "The Jackknife,
    the Bootstrap and Other Resampling Plans", 1982, section 5), since two copies of one item would
    be each other's nearest neighbours; null and width of a pair's interval stay those of all items.
    """

    share: np.ndarray
    pairs: int
    layers: list[int]
    first: End | None
    last: End | None
    found: float

    @classmethod
    def from_dict(cls, recorded: Mapping) -> Band:
        """What `Findings.to_dict` wrote of one."""
        first, last = (recorded[end] and End(**recorded[end]) for end in ("first", "last"))
        share = np.array(recorded["share"])
        return cls(share, recorded["pairs"], recorded["layers"], first, last, recorded["found"])


def band(cells: Sequence[Cell], *, resamples: int = 1000, seed: int = 0) -> Band:
    """The band of some cells that know their influence, all of the same layers. Without cells it is
    empty."""
    cells = [cell for cell in cells if np.isfinite(cell.influence).all()]
    if not cells:
        return Band(np.array([]), 0, [], None, None, 0.0)
    layers = cells[0].comparison.layers
    share = np.mean([cell.above for cell in cells], axis=0)
    begin, end = longest_runs(share[None] >= SHARE)[0]
    runs = longest_runs(_drawn_shares(cells, resamples, seed) >= SHARE)
    runs = runs[runs[:, 0] >= 0]
    found = len(runs) / resamples
    if begin < 0:
        return Band(share, len(cells), [], None, None, found)
    ends = (_end(layers, at, drawn) for at, drawn in zip((begin, end), runs.T, strict=True))
    return Band(share, len(cells), layers[begin : end + 1], *ends, found)


def longest_runs(inside: np.ndarray) -> np.ndarray:
    """(rows, 2): first and last column of each row's longest run of true, the first of equals; -1
    twice for a row without any. inside: (rows, columns) of truth."""
    runs = np.full((len(inside), 2), -1)
    longest = np.zeros(len(inside), dtype=int)
    current = np.zeros(len(inside), dtype=int)
    for column, here in enumerate(inside.T):
        current = np.where(here, current + 1, 0)
        longer = current > longest
        longest[longer] = current[longer]
        runs[longer] = np.stack([column + 1 - current[longer], [column] * longer.sum()], axis=1)
    return runs


def _drawn_shares(cells: Sequence[Cell], resamples: int, seed: int) -> np.ndarray:
    """(resamples, layers): the share of pairs above their null among the items of each draw."""
    above = 0
    sets = dict.fromkeys(cell.rows for cell in cells)
    for number, rows in enumerate(sets):
        own = [cell for cell in cells if cell.rows == rows]
        influence = np.stack([cell.influence for cell in own])  # (pairs, layers, n)
        weights = _weights(influence.shape[-1], resamples, seed + number)
        curves = [cell.comparison.metrics[cell.metric] for cell in own]
        low = np.stack([curve.low for curve in curves])
        null = np.array([curve.null95 for curve in curves])
        drawn = low + np.einsum("bi,pli->bpl", weights, influence, optimize=True)
        above = above + (drawn > null[:, None]).sum(axis=1)
    return above / len(cells)


def _weights(n: int, resamples: int, seed: int) -> np.ndarray:
    """(resamples, n): the share that each item has of each draw with replacement."""
    draws = bootstrap_indices(n, resamples, seed) + np.arange(resamples)[:, None] * n
    counts = np.bincount(draws.ravel(), minlength=resamples * n)
    return counts.reshape(resamples, n) / n


def _end(layers: list[int], at: int, drawn: np.ndarray) -> End:
    """One end of the band, from where it is and where it lies in the draws that have a band."""
    if not len(drawn):
        return End(layers[at], layers[0], layers[-1])
    low, high = np.percentile(drawn, [2.5, 97.5], method="inverted_cdf").astype(int)
    return End(layers[at], layers[min(low, at)], layers[max(high, at)])
