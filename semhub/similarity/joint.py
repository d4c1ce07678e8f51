"""Retrieval in one pool: is the partner nearer than all other states of both sides?"""

from __future__ import annotations

import numpy as np

from semhub.once import once
from semhub.similarity.pairs import TIE
from semhub.similarity.permuting import matched_sum
from semhub.similarity.retrieval import ScoredPairs, first_alone


class JointAcc1(ScoredPairs):
    """Retrieval at 1 among all 2n states as they are: the share of states, of both sides, to which
    their partner alone is nearest (cosine; ties count against).

    Nothing is centred, so a state competes with the other states of its own side too. Where each
    side keeps to itself this is 0, although the centred `Acc1` may be 1.

    Chance, 1 / (2n - 1), is that of a pool in which neither meaning nor side counts. Shuffling the
    pairs keeps the sides, and scores on average 1/n times the share of states to which one of the
    other side is nearest: 0 where the sides lie apart, at most 1/n.
    """

    key = "joint_acc1"
    label = "Joint retrieval"
    axis = "joint retrieval"
    sentence = (
        "How often the right partner alone is the nearest of all other states of both sides, as "
        "they are."
    )
    minimum_items = 2

    @staticmethod
    def chance(n: int) -> float:
        return 1 / (2 * n - 1)

    @once
    def _scores(self) -> np.ndarray:
        s = self._pair.similarity
        near_x, near_y = (own.max(1) + TIE for own in self._pair.within)
        from_x = first_alone(s, 1) * (s > near_x[:, None])
        from_y = first_alone(s, 0) * (s > near_y)
        return (from_x + from_y) / 2

    def leave_one_out(self) -> np.ndarray:
        """(n,): the share with item i left out. That takes two candidates from every other query,
        which is right if no other than these two was ahead of its partner."""
        s = self._pair.similarity
        total = np.zeros(self.n)
        for across, own in zip((s, s.T), self._pair.within, strict=True):
            last = np.diag(s)[:, None] - TIE
            ahead = (across >= last).astype(np.int8)
            np.fill_diagonal(ahead, 0)
            ahead += own >= last
            left = ahead.sum(1, dtype=np.int64)
            right, near = left == 0, (left == 1) | (left == 2)
            total += np.count_nonzero(right) - right
            total += (ahead[near] == left[near, None]).sum(0)
        return total / (2 * (self.n - 1))

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the share when x_i's partner is y_p[i], for each row of `permutations` (K, n). A
        query's nearest state stays what it is, and only whether it is the partner changes."""
        return matched_sum(self._scores, permutations) / self.n
