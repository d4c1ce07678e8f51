"""One side at one layer: what metrics make of its states alone, whatever stands beside it."""

from __future__ import annotations

import numpy as np

from semhub.once import once

TIE = 1e-9
"""Cosines closer than this are the same: true duplicates differ by rounding error only."""

ROUNDING = 1e-12
"""What is left after centring counts as zero below this share of what was there before."""


class Side:
    """States (n, d) of n items at one layer, with what is made of them once for all pairs in which
    the side stands."""

    def __init__(self, states: np.ndarray) -> None:
        self.states = np.asarray(states, np.float64)
        self._nearest: dict[int, np.ndarray] = {}

    @once
    def finite(self) -> bool:
        """Whether all states are finite numbers."""
        return bool(np.isfinite(self.states).all())

    @once
    def unit(self) -> np.ndarray:
        """(n, d): the states at length 1."""
        return unit_rows(self.states)

    @once
    def centred(self) -> np.ndarray:
        """(n, d): the states less their mean."""
        return centred(self.states)

    @once
    def centred_unit(self) -> np.ndarray:
        """(n, d): these at length 1."""
        return unit_rows(self.centred)

    @once
    def within(self) -> np.ndarray:
        """(n, n): the cosines, with minus infinity for an item with itself."""
        return without_self(self.unit @ self.unit.T)

    @once
    def kernel(self) -> np.ndarray:
        """(n, n): products of the centred states."""
        return self.centred @ self.centred.T

    @once
    def unit_kernel(self) -> np.ndarray:
        """(n, n): the U-centred form of the kernel."""
        return unit_kernel(self.kernel)

    def nearest(self, k: int) -> np.ndarray:
        """(n, n): how far j is among the k nearest of i, by cosine of the states as they are."""
        if k not in self._nearest:
            self._nearest[k] = membership(self.within, k)
        return self._nearest[k]


def unit_rows(x: np.ndarray) -> np.ndarray:
    """`x` (n, d) in float64, its rows of length 1; a zero row stays zero."""
    x = np.asarray(x, np.float64)
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(norms > 0, norms, 1)


def centred(x: np.ndarray) -> np.ndarray:
    """`x` (n, d) less the mean of its rows; a row that only differs by rounding becomes 0."""
    x = np.asarray(x, np.float64)
    rest = x - x.mean(0)
    before, after = np.linalg.norm(x, axis=1), np.linalg.norm(rest, axis=1)
    rest[after <= ROUNDING * before] = 0
    return rest


def without_self(s: np.ndarray) -> np.ndarray:
    """`s` (n, n), its diagonal set to minus infinity in place."""
    np.fill_diagonal(s, -np.inf)
    return s


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


def membership(s: np.ndarray, k: int) -> np.ndarray:
    """(n, n): how far j is among the k nearest of i: 1, 0, or an equal share of the last places."""
    last = np.partition(s, -k, axis=1)[:, -k, None]
    sure, tied = s > last + TIE, np.abs(s - last) <= TIE
    places = k - sure.sum(1, keepdims=True)
    return sure + tied * (places / tied.sum(1, keepdims=True))
