"""Is it the meaning? Matched pairs beside hard negatives, controls and mere strangers.

A high similarity of matched pairs may come from what they share on the surface. So each item is
also compared with partners of other kinds: the same template with one meaning changed, the same
meaning in another order, another sum with the same result. This file joins similarity and
statistics; it runs no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.result import Result
from semhub.similarity import centred, cosine
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval, wilson_interval

RESAMPLES = 1000
MINIMUM_ITEMS = 4
"""Below this an interval over items means nothing (see `semhub.statistics.curve`)."""


@dataclass(frozen=True, repr=False)
class Contrast(Result):
    """How near each kind of partner is.

    n: number of items. layers: their numbers.
    nearness: kind -> mean cosine, centred by default, of an item with its partners of that kind.
    ahead: (kind, other kind) -> the share of items that are nearer to the one than to the other;
        0.5 where neither counts for more. counted: the same -> items that have partners of both.
    """

    n: int
    layers: list[int]
    nearness: dict[str, Band]
    ahead: dict[tuple[str, str], Band]
    counted: dict[tuple[str, str], int]

    def to_dict(self) -> dict:
        return {
            "n": self.n,
            "layers": self.layers,
            "nearness": {kind: band.to_dict() for kind, band in self.nearness.items()},
            "ahead": [
                {"nearer": a, "than": b, "n": self.counted[a, b], "chance": 0.5, **band.to_dict()}
                for (a, b), band in self.ahead.items()
            ],
        }


def contrast(
    x: np.ndarray,
    y: np.ndarray,
    owners: np.ndarray,
    kinds: Mapping[str, np.ndarray],
    questions: Sequence[tuple[str, str]],
    *,
    centre: bool = True,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Contrast:
    """Compare items with their partners of every kind, layer by layer.

    x: (layers, n, width) states of the items. y: (layers, m, width) states of all partners.
    owners: (m,) the item from which each partner was made; an item that is drawn twice in the
        bootstrap brings its partners with it twice.
    kinds: name -> (n, m), which partners of that kind each item has.
    questions: pairs of kinds; the share of items that are nearer to the first is told.
    centre: whether each side's own mean is taken off before cosines are taken; the paper takes
        them of the states as they are.

    Intervals are at 95%, at each layer
    by itself: percentile bootstrap over items for nearness, Wilson's for shares.
    Raises `InputError` below `MINIMUM_ITEMS` items.
    """
    n = x.shape[1]
    if n < MINIMUM_ITEMS:
        raise InputError(
            f"Hard negatives tell nothing with fewer than {MINIMUM_ITEMS} pairs; "
            f"there {'is' if n == 1 else 'are'} {n}."
        )
    draws = bootstrap_indices(n, resamples, seed)
    weights = np.apply_along_axis(np.bincount, 1, draws, minlength=n).astype(float)
    nearness: dict[str, list] = {kind: [] for kind in kinds}
    ahead: dict[tuple[str, str], list[np.ndarray]] = {question: [] for question in questions}
    for x_k, y_k in zip(x, y, strict=True):
        cosines = cosine(centred(x_k), centred(y_k)) if centre else cosine(x_k, y_k)
        rows = {kind: _mean_of_rows(cosines, mask) for kind, mask in kinds.items()}
        for kind, mask in kinds.items():
            nearness[kind].append(_resampled(cosines, mask, owners, weights))
        for first, second in questions:
            told = ~np.isnan(rows[first] - rows[second])
            ahead[first, second].append(rows[first][told] > rows[second][told])
    return Contrast(
        n,
        list(range(len(x))),
        {kind: _band(parts) for kind, parts in nearness.items()},
        {question: share(np.array(hits)) for question, hits in ahead.items()},
        {question: len(hits[0]) for question, hits in ahead.items()},
    )


def share(hits: np.ndarray) -> Band:
    """Return the share of `hits` (layers, n) at every layer, with Wilson's interval."""
    values, n = hits.mean(axis=1), hits.shape[1]
    ends = [wilson_interval(v, n, (v * (1 - v) / n) ** 0.5) for v in values]
    return _band([(v, *end) for v, end in zip(values, ends, strict=True)])


def _band(parts: Sequence[tuple[float, float, float]]) -> Band:
    return Band(*np.array(parts, dtype=float).T)


def _mean_of_rows(cosines: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return (n,) each item's mean over its partners; NaN for one that has none."""
    count = mask.sum(axis=1)
    total = np.where(mask, cosines, 0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def _resampled(
    cosines: np.ndarray, mask: np.ndarray, owners: np.ndarray, weights: np.ndarray
) -> tuple[float, float, float]:
    """Return the mean over all pairs of a kind, and its bootstrap interval over items.

    weights: (B, n) how often each item is drawn. A pair within an item counts as often as the
    item is drawn, one between two items as often as both are.
    """
    n = len(cosines)
    belongs = np.zeros((cosines.shape[1], n))
    belongs[np.arange(len(owners)), owners] = 1
    sums, counts = (np.where(mask, part, 0.0) @ belongs for part in (cosines, 1.0))
    top, bottom = (_weighted(table, weights) for table in (sums, counts))
    drawn = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    return float(sums.sum() / counts.sum()), *percentile_interval(drawn)


def _weighted(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return (B,) sum over item pairs (n, n), each as often as `weights` (B, n) says."""
    own = np.diag(table)
    between = table - np.diag(own)
    return weights @ own + ((weights @ between) * weights).sum(axis=1)
