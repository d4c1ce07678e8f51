"""Where do the spokes meet? The layers at which most pairs are in their own band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.experiments.hub.matrix import Cell
from semhub.experiments.meeting import band_of_draws
from semhub.statistics.curve import Curve
from semhub.statistics.influence import drawn_errors
from semhub.threads import one_for_products

SHARE = 0.8
"""The share of pairs in whose own band a layer must be to be in the band of all."""


@dataclass(frozen=True)
class End:
    """One end of the band: a layer, and the layers that hold it in 95% of draws of other items."""

    layer: int
    low: int
    high: int


@dataclass(frozen=True)
class Band:
    """The layers that are in the own band of at least `SHARE` of the pairs.

    A pair's own band is where it stands above both ends of the model and above its nulls (see
    `semhub.experiments.meeting`): there it meets, and parts again.
    share: (layers,) the share of pairs. pairs: how many there are; those with too few items for an
        interval are not counted.
    layers: the longest unbroken run of layers with at least `SHARE`, the first of equals; empty
        where there is none.
    first, last: its ends with their intervals; None where it is empty.
    found: the share of draws in which there is a band at all.

    The intervals are over items: the items of each set of rows are drawn with replacement, the
    same ones for all pairs, and the band is found again. They say how far the ends would move with
    other items of the same kind in the same model and the same spokes; they say nothing of other
    spokes, other models, or a threshold other than `SHARE`. How values move in a draw is told
    by `semhub.statistics.curve.drawn_errors`; nulls and widths stay those of all items.
    """

    share: np.ndarray
    pairs: int
    layers: list[int]
    first: End | None
    last: End | None
    found: float

    @classmethod
    def from_dict(cls, recorded: Mapping) -> Band:
        """Return what `Findings.to_dict` wrote of one."""
        first, last = (recorded[end] and End(**recorded[end]) for end in ("first", "last"))
        share = np.array(recorded["share"])
        return cls(share, recorded["pairs"], recorded["layers"], first, last, recorded["found"])


def band(cells: Sequence[Cell], *, resamples: int = 1000, seed: int = 0) -> Band:
    """Return the band of some cells that know their retrieval, all of the same layers. Without
    cells it is empty."""
    cells = [cell for cell in cells if _retrieval(cell).influence is not None]
    if not cells:
        return Band(np.array([]), 0, [], None, None, 0.0)
    layers = cells[0].comparison.layers
    share = np.mean([cell.inside for cell in cells], axis=0)
    begin, end = longest_runs(share[None] >= SHARE)[0]
    runs = longest_runs(_drawn_shares(cells, resamples, seed) >= SHARE)
    runs = runs[runs[:, 0] >= 0]
    found = len(runs) / resamples
    if begin < 0:
        return Band(share, len(cells), [], None, None, found)
    first, last = (_end(layers, at, drawn) for at, drawn in zip((begin, end), runs.T, strict=True))
    return Band(share, len(cells), layers[begin : end + 1], first, last, found)


def longest_runs(inside: np.ndarray) -> np.ndarray:
    """Return (rows, 2): first and last column of each row's longest run of true, the first of
    equals; -1 twice for a row without any. inside: (rows, columns) of truth."""
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
    """Return (resamples, layers): the share of pairs in whose band each layer is, in each draw."""
    sets = list(dict.fromkeys(cell.rows for cell in cells))
    inside = np.zeros((resamples, len(cells[0].comparison.layers)))
    with one_for_products():
        for cell in cells:  # all pairs of a set of rows see the same items
            retrieval = _retrieval(cell)
            assert retrieval.influence is not None  # `band` leaves out cells without
            errors = drawn_errors(retrieval.influence, resamples, seed + sets.index(cell.rows))
            inside += band_of_draws(retrieval, errors)
    return inside / len(cells)


def _retrieval(cell: Cell) -> Curve:
    assert cell.retrieval is not None, "a cell that was read from a file knows no retrieval"
    return cell.retrieval


def _end(layers: list[int], at: int, drawn: np.ndarray) -> End:
    """Return one end of the band, from where it is and where it lies in the draws that have a
    band."""
    if not len(drawn):
        return End(layers[at], layers[0], layers[-1])
    low, high = np.percentile(drawn, [2.5, 97.5], method="inverted_cdf").astype(int)
    return End(layers[at], layers[min(low, at)], layers[max(high, at)])
