"""Retrieval: does each item find its partner on the other side?"""

from __future__ import annotations

import numpy as np

from semhub.once import once
from semhub.similarity.metric import PairMetric
from semhub.similarity.permuting import matched_sum
from semhub.similarity.sides import TIE


class ScoredPairs(PairMetric):
    """A metric that is the mean over items of a score, from 0 to 1, of being paired as they are."""

    interval = "wilson"
    bounds = (0.0, 1.0)

    @once
    def _scores(self) -> np.ndarray:
        """(n, n): what the pair (x_i, y_j) would score if it were the right one."""
        raise NotImplementedError

    @once
    def by_item(self) -> np.ndarray:
        return np.diag(self._scores)

    @property
    def value(self) -> float:
        return float(self.by_item.mean())

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the mean when x_i's right partner is y_p[i], for each row of `permutations`."""
        return matched_sum(self._scores, permutations) / self.n


class _Retrieval(ScoredPairs):
    """The mean over items, and over both directions, of a score of the right partner's rank."""

    minimum_items = 3  # as for CentredGap

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    @once
    def _scores(self) -> np.ndarray:
        from_x, from_y = self._pair.ranks
        return (self._score(from_x) + self._score(from_y)) / 2

    def leave_one_out(self) -> np.ndarray:
        """(n,): the score with item i left out, as a query and as a candidate."""
        total = np.zeros(self.n)
        for ahead in self._pair.ahead:
            ranks = np.count_nonzero(ahead, axis=1)
            scores = self._score(ranks)
            # A query's rank falls by one without an item that was ahead of its partner.
            gain = self._score(np.maximum(ranks - 1, 1)) - scores
            total += gain @ ahead - gain + scores.sum() - scores
        return total / (2 * (self.n - 1))


class Acc1(_Retrieval):
    """Retrieval accuracy at 1 on the centred S: how often the right partner alone is nearest."""

    key = "acc1"
    label = "Retrieval"
    axis = "retrieval"
    sentence = "How often the right partner, and no other, is the nearest one."

    @staticmethod
    def chance(n: int) -> float:
        return 1 / n

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        return (ranks == 1).astype(np.float64)

    @once
    def _scores(self) -> np.ndarray:
        # Who is first can be told without ranking all, which costs far more.
        s = self._pair.centred_similarity
        return (first_alone(s, 1) + first_alone(s, 0)) / 2


class MRR(_Retrieval):
    """Mean reciprocal rank of the right partner on the centred S."""

    key = "mrr"
    label = "Reciprocal rank"
    axis = "reciprocal rank"
    sentence = "One over the rank of the right partner, on average."

    @staticmethod
    def chance(n: int) -> float:
        return float((1 / np.arange(1, n + 1)).sum() / n)

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        return 1 / ranks


def first_alone(s: np.ndarray, axis: int) -> np.ndarray:
    """(n, m): 1.0 where an entry is the largest along `axis` and no other ties with it, else 0."""
    nearest = s >= s.max(axis, keepdims=True) - TIE
    return (nearest & (nearest.sum(axis, keepdims=True) == 1)).astype(np.float64)
