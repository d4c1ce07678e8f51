"""What a curve has to beat: its values where pairs mean nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

ROUNDING = 1e-9
"""Values closer than this are the same: a re-pairing that changes nothing must count as a tie."""

SYMMETRIC = 1e-3
"""Below this skewness a Pearson III curve is a normal one, to five digits."""


def maximum_null(permuted: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """(K,): the best layer of each shuffle, from the values (layers, K) under the same shuffles.

    The maximum statistic of Westfall & Young, "Resampling-Based Multiple Testing", 1993: compared
    with it, the best of many layers is no likelier to stand out than a single layer would be.
    """
    return np.max(np.asarray(permuted), axis=0)


def null95(null: np.ndarray) -> float:
    """The 95th percentile of a null distribution (K,)."""
    return float(np.percentile(null, 95))


def p_value(observed: float, null: np.ndarray) -> float:
    """(1 + #{null >= observed}) / (K + 1): never 0, and ties count against.

    Phipson & Smyth, "Permutation P-values Should Never Be Zero", 2010.
    """
    return float((1 + np.count_nonzero(null >= observed - ROUNDING)) / (len(null) + 1))


@dataclass(frozen=True)
class PearsonIII:
    """A null with the mean, spread and skewness of a few shuffles: a shifted gamma distribution.

    Permutation distributions of products of matrices are near to it: Kazi-Aoual, Hitier, Sabatier
    & Lebreton, "Refined Approximations to Permutation Tests for Multivariate Inference", 1995, and
    Josse, Pagès & Husson, "Testing the Significance of the RV Coefficient", 2008, both in
    Computational Statistics & Data Analysis.
    """

    mean: float
    spread: float
    skewness: float

    @classmethod
    def of(cls, null: np.ndarray) -> PearsonIII:
        """With the moments of the values (K,), K > 2."""
        count, rest = len(null), null - null.mean()
        spread = float(null.std(ddof=1))
        if spread <= ROUNDING * max(1.0, float(np.abs(null).max())):
            return cls(float(null.mean()), 0.0, 0.0)
        unbiased = count**2 / ((count - 1) * (count - 2))
        return cls(float(null.mean()), spread, float(unbiased * (rest**3).mean() / spread**3))

    @property
    def null95(self) -> float:
        """Its 95th percentile."""
        if abs(self.skewness) < SYMMETRIC:
            return self.mean + self.spread * float(scipy.special.ndtri(0.95))
        shape = 4 / self.skewness**2
        quantile = scipy.special.gammaincinv(shape, 0.95 if self.skewness > 0 else 0.05)
        standard = np.sign(self.skewness) * (quantile - shape) / np.sqrt(shape)
        return self.mean + self.spread * float(standard)

    def p_value(self, observed: float, asked: int) -> float:
        """How much of it reaches `observed`; no less than what `asked` shuffles could tell."""
        least = 1 / (asked + 1)
        if not self.spread:
            return 1.0 if observed <= self.mean + ROUNDING else least
        z = (observed - ROUNDING - self.mean) / self.spread
        if abs(self.skewness) < SYMMETRIC:
            return max(float(scipy.special.ndtr(-z)), least)
        shape = 4 / self.skewness**2
        at = max(0.0, shape + np.sign(self.skewness) * z * np.sqrt(shape))
        above = float(scipy.special.gammaincc(shape, at))
        return max(above if self.skewness > 0 else 1 - above, least)
