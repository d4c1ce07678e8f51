"""Do both sides agree on which items are near each other?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.similarity.fused import counts, different
from semhub.similarity.metric import Null, PairMetric
from semhub.similarity.permuting import repaired_sum
from semhub.similarity.sides import membership


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

    @property
    def value(self) -> float:
        in_x, in_y = self._pair.nearest(self.k)
        return float((in_x * in_y).sum() / (self.n * self.k))

    @property
    def by_item(self) -> np.ndarray:
        in_x, in_y = self._pair.nearest(self.k)
        return (in_x * in_y).sum(1) / self.k

    def leave_one_out(self) -> np.ndarray:
        """(n,): the overlap with item i left out; needs one item more than `minimum_items`.

        Without item i the neighbours of item j are one of three, on either side: as before (i was
        none of them), the nearest k + 1 less i (i had a sure place), or the same sure places with
        the last ones shared among fewer (i was one of several that tied for them).
        """
        if (overlap := self._untied_without()) is not None:
            return overlap
        which, cases = zip(*(self._cases_without(s) for s in self._pair.within), strict=True)
        overlap = np.zeros((self.n, self.n))
        for a, in_x in enumerate(cases[0]):
            for b, in_y in enumerate(cases[1]):
                product = in_x * in_y
                without = product.sum(1, keepdims=True) - product
                overlap += np.where((which[0] == a) & (which[1] == b), without, 0)
        np.fill_diagonal(overlap, 0)
        return overlap.sum(0) / ((self.n - 1) * self.k)

    def _untied_without(self) -> np.ndarray | None:
        """The same where nothing ties for a last place, in which case one is next after the nearest
        and takes the place of an item that is left out; None where something does."""
        n, k = self.n, self.k
        usual, wider = self._pair.nearest(k), self._pair.nearest(k + 1)
        if not all(map(_whole, (*usual, *wider), (k, k, k + 1, k + 1))):
            return None
        x, y = usual
        next_x, next_y = ((more - side).argmax(1) for more, side in zip(wider, usual, strict=True))
        items, both = np.arange(n), x * y
        overlap = both.sum(1)
        gains_x, gains_y = y[items, next_x], x[items, next_y]
        without = overlap.sum() - overlap + gains_x @ x + gains_y @ y
        # An item that both sides hold is lost; one that comes next on both is gained.
        without += ((next_x == next_y) - 1.0) @ both
        return without / ((n - 1) * k)

    def _cases_without(self, s: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """Which case (n, n) holds for item j (row) without item i (column), and all three."""
        usual, wider = membership(s, self.k), membership(s, self.k + 1)
        shared = (usual > 0) & (usual < 1)
        ties = shared.sum(1, keepdims=True)
        fewer = np.where(shared, usual * ties / np.maximum(ties - 1, 1), usual)
        return np.where(shared, 2, np.where(usual > 0, 1, 0)), (usual, wider, fewer)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the overlap when x_i is paired with y_p[i], for each row of `permutations`."""
        in_x, in_y = self._pair.nearest(self.k)
        longest = np.count_nonzero(in_x, axis=1).max()
        neighbours = np.argsort(-in_x, axis=1, kind="stable")[:, :longest]
        weights = np.take_along_axis(in_x, neighbours, axis=1) / (self.n * self.k)
        return repaired_sum(weights, neighbours, in_y, permutations)

    def null(self) -> Null | None:
        sides = self._pair.nearest(self.k)
        if not all(_whole(side, self.k) for side in sides):
            return None
        return SharedNull(*sides, self.k)


@dataclass(frozen=True)
class SharedNull(Null):
    """x, y: (n, n) 1 where j is one of the k nearest of i, else 0: nothing ties for them."""

    x: np.ndarray
    y: np.ndarray
    k: int

    @staticmethod
    def together(nulls: Sequence[SharedNull], permutations: np.ndarray) -> np.ndarray:
        xs, ys = [null.x for null in nulls], [null.y for null in nulls]
        if len(different(ys)) < len(different(xs)):
            xs, ys, permutations = ys, xs, np.argsort(permutations, axis=1)
        # Layers of one row that ask for the same neighbours look up fewer.
        order = sorted(range(len(nulls)), key=lambda at: id(xs[at]))
        found = np.empty((len(nulls), len(permutations)))
        found[order] = counts([xs[at] for at in order], [ys[at] for at in order], permutations)
        return found / (len(nulls[0].x) * nulls[0].k)


def _whole(nearest: np.ndarray, k: int) -> bool:
    """Whether everyone has k nearest, of which none is shared."""
    return np.count_nonzero(nearest) == len(nearest) * k
