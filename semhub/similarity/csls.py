"""Retrieval that does not reward a candidate for being near to everything."""

from __future__ import annotations

import numpy as np

from semhub.once import once
from semhub.similarity.pairs import TIE, largest_without, without_self
from semhub.similarity.retrieval import ScoredPairs, first_alone


class CSLSAcc1(ScoredPairs):
    """Retrieval at 1 by cross-domain similarity local scaling (CSLS) on the centred S.

    CSLS(x_i, y_j) = 2 S[i, j] - r(x_i) - r(y_j), where r is the mean cosine of a state with its
    k = 10 nearest on the other side: Conneau et al., "Word Translation Without Parallel Data",
    ICLR 2018, section 2.3. So a candidate that is near to everything loses by it (such candidates:
    `semhub.similarity.hubness`). Ties count against.
    """

    key = "csls_acc1"
    label = "Retrieval by CSLS"
    axis = "retrieval by CSLS"
    sentence = "Retrieval in which a neighbour that is near to everything loses by it."
    k = 10
    minimum_items = k  # a state needs that many on the other side

    @staticmethod
    def chance(n: int) -> float:
        return 1 / n

    @once
    def similarity(self) -> np.ndarray:
        """(n, n): the CSLS of every x_i with every y_j."""
        s = self._pair.centred_similarity
        return 2 * s - _near(s, self.k)[:, None] - _near(s.T, self.k)

    @once
    def _scores(self) -> np.ndarray:
        return (first_alone(self.similarity, 1) + first_alone(self.similarity, 0)) / 2

    def leave_one_out(self) -> np.ndarray:
        """(n,): the accuracy with item i left out; needs one item more than `minimum_items`."""
        s = self._pair.centred_similarity
        right = _right_without(s, self.k) + _right_without(s.T, self.k)
        return right / (2 * (self.n - 1))


def _near(s: np.ndarray, k: int) -> np.ndarray:
    """(n,): the mean of the k largest entries of each row."""
    return np.partition(s, -k, axis=1)[:, -k:].mean(1)


def _right_without(s: np.ndarray, k: int) -> np.ndarray:
    """(n,): how many queries (rows) find their partner when item m is left out, for each m.

    What is taken off a row as a whole changes no order within it, so a candidate (column) competes
    by its `score`, 2 S - r. Without item m it gains only if m was one of its k nearest. So the best
    rival is either the best of the old scores, or one of those few that gained.
    """
    n = len(s)
    columns = np.sort(s, axis=0)[::-1]
    score = 2 * s - columns[:k].mean(0)
    # gain[m, j]: what y_j's score gains without x_m; its next nearest moves up.
    gain = np.clip(s - columns[k], 0, None) / k
    own = np.diag(score) + gain  # (m, i)
    old = largest_without(without_self(score.copy())).T  # (m, i)

    gone, gaining = np.nonzero(gain)
    gained = score.T[gaining] + gain[gone, gaining, None]  # (pairs, i)
    gained[np.arange(len(gaining)), gaining] = -np.inf  # a partner is no rival
    gained[gone == gaining] = -np.inf  # and left out itself
    new = np.full((n, n), -np.inf)
    if len(gone):
        missing, starts = np.unique(gone, return_index=True)
        new[missing] = np.maximum.reduceat(gained, starts, axis=0)

    right = own > np.maximum(old, new) + TIE
    np.fill_diagonal(right, False)
    return right.sum(1)
