"""Centred kernel alignment, debiased."""

from __future__ import annotations

import numpy as np

from semhub.once import once
from semhub.similarity.metric import PairMetric
from semhub.similarity.pairs import ROUNDING
from semhub.similarity.permuting import repaired_sum
from semhub.similarity.products import FEWER, repaired

ALL_SHUFFLED = 500
"""Items up to which the null is all shuffles; above, it is fewer and a curve fitted to them."""

LOOK_UP = 100
"""Products in float32 that cost as much as two look-ups in a kernel."""


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
    def _kernels(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(unit_kernel(kernel) for kernel in self._pair.kernels)

    @property
    def value(self) -> float:
        k, m = self._kernels
        return float((k * m).sum())

    @property
    def by_item(self) -> np.ndarray:
        k, m = self._kernels
        return self.n * (k * m).sum(1)

    def leave_one_out(self) -> np.ndarray:
        """(n,): the CKA with item i left out; needs one item more than `minimum_items`.

        The rows of a U-centred kernel sum to zero, so that the HSIC without item i is the sum of
        all products less 2 (n - 2) / (n - 3) times those of row i, up to a factor that cancels.
        """
        k, m = self._kernels
        share = 2 * (self.n - 2) / (self.n - 3)
        both, own_k, own_m = (
            (a * b).sum() - share * (a * b).sum(1) for a, b in ((k, m), (k, k), (m, m))
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
        k, m = self._kernels
        items = np.arange(self.n)[:, None]
        # Each unordered pair once, as (i, i + step) around a circle, and then doubled: half the
        # work. With n even the last step meets every pair twice.
        steps = np.arange(1, self.n // 2 + 1)
        partners = (items + steps) % self.n
        weights = np.where(2 * steps == self.n, 1.0, 2.0) * k[items, partners]
        return repaired_sum(weights, partners, m, permutations)


def unit_kernel(kernel: np.ndarray) -> np.ndarray:
    """The U-centred form of a kernel (n, n) of centred states, of norm 1; 0 if nothing is left."""
    n, kernel = len(kernel), kernel.copy()
    whole = np.linalg.norm(kernel)
    np.fill_diagonal(kernel, 0)
    rows = kernel.sum(1) / (n - 2)
    kernel += rows.sum() / (n - 1) - rows[:, None] - rows
    np.fill_diagonal(kernel, 0)
    norm = np.linalg.norm(kernel)
    return kernel / norm if norm > ROUNDING * whole else np.zeros_like(kernel)
