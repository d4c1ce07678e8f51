"""Joint retrieval by rows."""

from __future__ import annotations

import numpy as np

from semhub.similarity.blocks import over_blocks, own_entries, row_blocks, set_own
from semhub.similarity.pairs import TIE, unit_rows
from semhub.similarity.sweep.retrieval import Scored, partners_first, summed


def joined(x: np.ndarray, y: np.ndarray, partners: np.ndarray) -> Scored:
    """Of the queries x (n, d) among all other x and all y, as `JointAcc1` has it; partners: (n, K)
    of each x_i under each re-pairing."""
    x, y = unit_rows(x), unit_rows(y)

    def work(rows: slice) -> Scored:
        across, within = x[rows] @ y.T, x[rows] @ x.T
        set_own(within, rows, -np.inf)
        found = np.take_along_axis(across, partners[rows], axis=1)
        nearer = found > within.max(1, keepdims=True) + TIE
        repaired = np.count_nonzero(partners_first(across, found) & nearer, axis=0)

        last = own_entries(across, rows)[:, None] - TIE
        ahead = (across >= last).astype(np.int8)
        set_own(ahead, rows, 0)
        ahead += within >= last
        left = ahead.sum(1, dtype=np.int64)
        right, near = left == 0, (left == 1) | (left == 2)
        without = np.count_nonzero(ahead[near] == left[near, None], axis=0)
        without += np.count_nonzero(right)
        without[rows] -= right
        return Scored(right.astype(float), without, repaired)

    return summed(over_blocks(work, row_blocks(len(x), 2 * len(x))))
