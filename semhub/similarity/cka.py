"""Centred kernel alignment, debiased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.once import once
from semhub.similarity.fused import TIED, Circle, all_products, circled_sums, different
from semhub.similarity.metric import Null, PairMetric
from semhub.similarity.pairs import ROUNDING
from semhub.similarity.permuting import repaired_sum
from semhub.similarity.products import FEWER, repaired

ALL_SHUFFLED = 500
"""Items up to which the null is all shuffles; above, it is fewer and a curve fitted to them."""

LOOK_UP = 100
"""Products in float32 that cost as much as two look-ups in a kernel."""


CROSSED = 4
"""Products of all sides with all cost no more than those of pairs where they are so many times as
many."""


class CKA(PairMetric):
    """Linear centred kernel alignment, debiased.

    HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with the unbiased HSIC of Song et al., "Feature
    Selection via Dependence Maximization", JMLR 2012, eq. 5, as in Nguyen et al., "Do Wide and
    Deep Networks Learn the Same Things?", ICLR 2021, on all items at once. That HSIC is the inner
    product of U-centred kernels (Szekely & Rizzo, "Partial Distance Correlation", Annals of
    Statistics 2014), which bounds the value by 1 and makes a permutation a mere re-indexing.
    A side whose U-centred kernel vanishes (all items alike, or all equally far apart) gives 0.
    """

    key = "cka"
    label = "CKA"
    axis = "CKA"
    sentence = "How alike the two sides' own geometries are (linear, debiased): 1 is the same."
    interval = "jackknife"
    bounds = (-1.0, 1.0)
    minimum_items = 4

    @staticmethod
    def chance(n: int) -> float:
        return 0.0

    @once
    def _rows(self) -> np.ndarray:
        """(n,): what each row adds to the sum of products of both kernels."""
        return np.einsum("ij,ij->i", *self._pair.unit_kernels)

    @property
    def value(self) -> float:
        return float(self._rows.sum())

    @property
    def by_item(self) -> np.ndarray:
        return self.n * self._rows

    def leave_one_out(self) -> np.ndarray:
        """(n,): the CKA with item i left out; needs one item more than `minimum_items`.

        The rows of a U-centred kernel sum to zero, so that the HSIC without item i is the sum of
        all products less 2 (n - 2) / (n - 3) times those of row i, up to a factor that cancels.
        """
        k, m = self._pair.unit_kernels
        share = 2 * (self.n - 2) / (self.n - 3)
        both, own_k, own_m = (
            rows.sum() - share * rows
            for rows in (self._rows, np.einsum("ij,ij->i", k, k), np.einsum("ij,ij->i", m, m))
        )
        norm = np.sqrt(np.clip(own_k, 0, None) * np.clip(own_m, 0, None))
        return np.divide(both, norm, out=np.zeros(self.n), where=norm > ROUNDING)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the CKA when x_i is paired with y_p[i], for each row p of `permutations` (K, n).

        Above `ALL_SHUFFLED` items, the first `FEWER` of them only: each takes n d e products, or
        n^2 / 2 look-ups where states are wide.
        """
        if self.n > ALL_SHUFFLED:
            permutations = permutations[:FEWER]
            x, y = self._pair.centred_x, self._pair.centred_y
            if x.shape[1] * y.shape[1] < LOOK_UP * self.n:
                return repaired(x, y, permutations)
        return _repaired(*self._pair.unit_kernels, permutations)

    def null(self) -> Null | None:
        return KernelNull(*self._pair.unit_kernels) if self.n <= ALL_SHUFFLED else None


@dataclass(frozen=True)
class KernelNull(Null):
    """k, m: (n, n) each, both sides' U-centred kernels of norm 1."""

    k: np.ndarray
    m: np.ndarray

    @staticmethod
    def together(nulls: Sequence[KernelNull], permutations: np.ndarray) -> np.ndarray:
        ks, ms = different([null.k for null in nulls]), different([null.m for null in nulls])
        if len(ks) * len(ms) <= CROSSED * len(nulls):  # many pairs of few sides
            found = _crossed(ks, ms, [(id(null.k), id(null.m)) for null in nulls], permutations)
        else:
            found = circled_sums(
                [null.k for null in nulls], [null.m for null in nulls], permutations
            )
        values = np.array([(null.k * null.m).sum() for null in nulls])
        return told_apart(found, values, permutations, lambda layer, some: _repaired(
            nulls[layer].k, nulls[layer].m, some))  # fmt: skip


def _crossed(
    ks: Mapping[int, np.ndarray],
    ms: Mapping[int, np.ndarray],
    pairs: Sequence[tuple[int, int]],
    permutations: np.ndarray,
) -> np.ndarray:
    """(pairs, K): the sums of products of some of `ks` with some of `ms`, by their numbers."""
    at_k, at_m = list(ks), list(ms)
    places = [(at_k.index(k), at_m.index(m)) for k, m in pairs]
    wanted = np.zeros((len(ks), len(ms)), dtype=bool)
    wanted[tuple(zip(*places, strict=True))] = True
    # Side by side, those that stand in the same pairs.
    order_k, order_m = np.lexsort(wanted.T[::-1]), np.lexsort(wanted[::-1])
    a, b = np.stack([*ks.values()])[order_k], np.stack([*ms.values()])[order_m]
    every = all_products(
        a, b, permutations, symmetric=True, wanted=wanted[np.ix_(order_k, order_m)]
    )
    from_k, from_m = np.argsort(order_k), np.argsort(order_m)
    return np.stack([every[:, from_k[one], from_m[other]] for one, other in places])


def told_apart(
    found: np.ndarray,
    values: np.ndarray,
    permutations: np.ndarray,
    exactly: Callable[[int, np.ndarray], np.ndarray],
) -> np.ndarray:
    """`found` (layers, K) in place, with those that lie near one of the observed `values` worked
    out in float64: whether a re-pairing reaches what was observed is no matter of rounding.

    exactly: a layer's number and some re-pairings -> their values.
    """
    for layer, null in enumerate(found):
        near = (np.abs(null[:, None] - values) < TIED).any(axis=1)
        if near.any():
            null[near] = exactly(layer, permutations[near])
    return found


def _repaired(k: np.ndarray, m: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): the sum of the products of k and of m re-paired, in float64."""
    circle = Circle(len(k))
    return repaired_sum(circle.of(k), circle.partners, m, permutations)
