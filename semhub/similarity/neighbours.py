"""Do both sides agree on which items are near each other?"""

from __future__ import annotations

import numpy as np

from semhub.once import once
from semhub.similarity.metric import PairMetric
from semhub.similarity.pairs import TIE
from semhub.similarity.permuting import repaired_sum


class MutualNeighbours(PairMetric):
    """Mutual k-nearest neighbours: mean_i |N_k^X(i) & N_k^Y(i)| / k, k = 10.

    Huh et al., "The Platonic Representation Hypothesis", ICML 2024. Neighbours are found within a
    side, by cosine of the states as they are, self left out. Where several items tie for the last
    places, each gets an equal share of them: the expectation when every side breaks its ties at
    random. So items that are all alike agree by chance only, k / (n - 1).
    """

    key = "mknn"
    label = "Shared neighbours"
    axis = "shared neighbours"
    sentence = "The share of the ten nearest neighbours that both sides agree on."
    k = 10
    interval = "wilson"
    bounds = (0.0, 1.0)
    minimum_items = k + 2  # with k + 1, everything is everything's neighbour

    @classmethod
    def chance(cls, n: int) -> float:
        return cls.k / (n - 1)

    @once
    def _memberships(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(membership(s, self.k) for s in self._pair.within)

    @property
    def value(self) -> float:
        in_x, in_y = self._memberships
        return float((in_x * in_y).sum() / (self.n * self.k))

    @property
    def by_item(self) -> np.ndarray:
        in_x, in_y = self._memberships
        return (in_x * in_y).sum(1) / self.k

    def leave_one_out(self) -> np.ndarray:
        """(n,): the overlap with item i left out; needs one item more than `minimum_items`.

        Without item i the neighbours of item j are one of three, on either side: as before (i was
        none of them), the nearest k + 1 less i (i had a sure place), or the same sure places with
        the last ones shared among fewer (i was one of several that tied for them).
        """
        which, cases = zip(*(self._cases_without(s) for s in self._pair.within), strict=True)
        overlap = np.zeros((self.n, self.n))
        for a, in_x in enumerate(cases[0]):
            for b, in_y in enumerate(cases[1]):
                product = in_x * in_y
                without = product.sum(1, keepdims=True) - product
                overlap += np.where((which[0] == a) & (which[1] == b), without, 0)
        np.fill_diagonal(overlap, 0)
        return overlap.sum(0) / ((self.n - 1) * self.k)

    def _cases_without(self, s: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """Which case (n, n) holds for item j (row) without item i (column), and all three."""
        usual, wider = membership(s, self.k), membership(s, self.k + 1)
        shared = (usual > 0) & (usual < 1)
        ties = shared.sum(1, keepdims=True)
        fewer = np.where(shared, usual * ties / np.maximum(ties - 1, 1), usual)
        return np.where(shared, 2, np.where(usual > 0, 1, 0)), (usual, wider, fewer)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the overlap when x_i is paired with y_p[i], for each row of `permutations`."""
        in_x, in_y = self._memberships
        longest = np.count_nonzero(in_x, axis=1).max()
        neighbours = np.argsort(-in_x, axis=1, kind="stable")[:, :longest]
        weights = np.take_along_axis(in_x, neighbours, axis=1) / (self.n * self.k)
        return repaired_sum(weights, neighbours, in_y, permutations)


def membership(s: np.ndarray, k: int) -> np.ndarray:
    """(n, n): how far j is among the k nearest of i: 1, 0, or an equal share of the last places."""
    last = np.partition(s, -k, axis=1)[:, -k, None]
    sure, tied = s > last + TIE, np.abs(s - last) <= TIE
    places = k - sure.sum(1, keepdims=True)
    return sure + tied * (places / tied.sum(1, keepdims=True))
