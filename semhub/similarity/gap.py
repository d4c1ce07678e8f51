"""Matched minus mismatched similarity: the paper's measure, as it is and centred."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from semhub.similarity.metric import PairMetric
from semhub.similarity.permuting import BLOCK, matched_sum


class Gap(PairMetric):
    """Matched minus mismatched: mean_i S_ii - mean_(i != j) S_ij.

    Equation 1 of Wu et al., "The Semantic Hub Hypothesis", ICLR 2025, on the states as they are.
    A large common offset hides the signal in it: lead with `CentredGap`.
    """

    key = "gap"
    label = "Gap, as in the paper"
    axis = "gap, as in the paper"
    sentence = (
        "The paper's Eq. 1: matched minus mismatched cosine of the states as they are; it mixes "
        "meaning with the common offset of each side."
    )
    interval = "bootstrap"
    bounds = (-2.0, 2.0)
    minimum_items = 2

    @property
    def _similarity(self) -> np.ndarray:
        return self._pair.similarity

    @staticmethod
    def chance(n: int) -> float:
        return 0.0

    @property
    def value(self) -> float:
        return float(gap_of(np.trace(self._similarity), self._similarity.sum(), self.n))

    @property
    def by_item(self) -> np.ndarray:
        s, own = self._similarity, np.diag(self._similarity)
        return own - (s.sum(0) + s.sum(1) - 2 * own) / (2 * (self.n - 1))

    def leave_one_out(self) -> np.ndarray:
        """(n,): the gap with item i left out."""
        s, own = self._similarity, np.diag(self._similarity)
        total = s.sum() - s.sum(0) - s.sum(1) + own
        return gap_of(own.sum() - own, total, self.n - 1)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the gap when x_i is paired with y_p[i], for each row p of `permutations` (K, n)."""
        matched = matched_sum(self._similarity, permutations)
        return gap_of(matched, self._similarity.sum(), self.n)

    def resampled(self, indices: np.ndarray) -> np.ndarray:
        """(B,): the gap of the items drawn in each row of `indices` (B, n), with replacement.

        Two copies of one item are never taken for different items, which would put a 'matched'
        pair among the mismatched. NaN where a row draws one item only.
        """
        s = self._similarity
        own = np.diag(s)
        blocks = range(0, len(indices), BLOCK)  # whose weights stay in a core's cache
        return np.concatenate([
            drawn_gaps(
                indices[first : first + BLOCK], own, lambda w: np.einsum("bi,bi->b", w @ s, w)
            )
            for first in blocks
        ])  # fmt: skip


class CentredGap(Gap):
    """`Gap` after each side's own mean is taken off, so that a common offset changes nothing.

    Two centred items are each other's negative, which leaves one number: three are the least.
    """

    key = "centred_gap"
    label = "Centred gap"
    axis = "centred gap"
    sentence = (
        "How much more alike matched pairs are than mismatched ones (cosine), after each side's "
        "own mean is taken off."
    )
    minimum_items = 3

    @property
    def _similarity(self) -> np.ndarray:
        return self._pair.centred_similarity


def gap_of(matched: np.ndarray, total: np.ndarray, n: int) -> np.ndarray:
    """From the sum of the matched and of all n * n similarities."""
    return matched / n - (total - matched) / (n * (n - 1))


def drawn_gaps(
    indices: np.ndarray, own: np.ndarray, products: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """(B,): the gap of the items drawn in each row of `indices` (B, m), NaN where that is one item.

    own: (n,) similarities of the matched. products: how often each item is drawn, (B, n) -> (B,)
    the sum of the similarities of all that is drawn with all that is drawn.
    """
    (draws, count), n = indices.shape, len(own)
    flat = indices + np.arange(draws)[:, None] * n
    weights = np.bincount(flat.ravel(), minlength=draws * n).reshape(draws, n).astype(float)
    squares = weights**2
    different = products(weights) - squares @ own
    pairs = count**2 - squares.sum(1)
    means = np.divide(different, pairs, out=np.full(draws, np.nan), where=pairs > 0)
    return weights @ own / count - means
