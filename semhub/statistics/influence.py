"""How values at all layers move together when items, or clusters of them, are drawn anew."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np

from semhub.statistics.clusters import Influence
from semhub.statistics.draws import bootstrap_indices, drawn_items, scale_of_draws

KEPT = 2**20
"""Weights of one seed that are remembered at most: 8 MB. A hub asks for the same ones twice a pair.
"""


def bootstrap_weights(n: int, count: int, seed: int) -> np.ndarray:
    """(count, n): the share that each of n items has of each draw with replacement; may be
    remembered, and so not to be written to."""
    return (_remembered if n * count <= KEPT else _weights)(n, count, seed)


def _weights(n: int, count: int, seed: int) -> np.ndarray:
    size = drawn_items(n)
    draws = bootstrap_indices(n, count, seed, size) + np.arange(count)[:, None] * n
    return np.bincount(draws.ravel(), minlength=count * n).reshape(count, n) / size


@lru_cache(maxsize=4)
def _remembered(n: int, count: int, seed: int) -> np.ndarray:
    found = _weights(n, count, seed)
    found.flags.writeable = False
    return found


def drawn_errors(influence: Influence, resamples: int, seed: int) -> np.ndarray:
    """(resamples, layers): by how much the values move when clusters are drawn anew.

    The linear part of the bootstrap: the mean influence of what is drawn (Efron, "The Jackknife,
    the Bootstrap and Other Resampling Plans", 1982, section 5). Two copies of one item would be
    each other's nearest neighbours, so that values themselves cannot be had of a draw. Several ways
    of grouping are drawn independently, and their errors added.
    """
    errors = (
        bootstrap_weights(way.shape[1], resamples, seed + number)
        @ (way.T * scale_of_draws(way.shape[1]))
        for number, way in enumerate(influence)
    )
    return reduce(np.add, errors)
