"""Both sides at one layer, and the cosines and ranks that several metrics share."""

from __future__ import annotations

import numpy as np

from semhub.errors import InputError
from semhub.once import once
from semhub.similarity.sides import (
    ROUNDING,
    TIE,
    Side,
    centred,
    membership,
    unit_kernel,
    unit_rows,
    without_self,
)

__all__ = [
    "ROUNDING",
    "TIE",
    "Pair",
    "centred",
    "cosine",
    "largest_without",
    "require_one_width",
    "unit_rows",
    "without_self",
]


class Pair:
    """Both sides of n items at one layer, with what more than one metric needs, made once.

    `x` (n, d) and `y` (n, e), or a `Side` of either, which other pairs may share; cka and mknn
    allow e != d. Raises InputError for sides of unequal length and for states that are not finite.
    """

    def __init__(self, x: np.ndarray | Side, y: np.ndarray | Side) -> None:
        self.a, self.b = (side if isinstance(side, Side) else Side(side) for side in (x, y))
        self.x, self.y = self.a.states, self.b.states
        if self.x.ndim != 2 or self.y.ndim != 2 or len(self.x) != len(self.y):
            raise InputError(
                f"Give both sides as (items, width) with equally many items; "
                f"these are {self.x.shape} and {self.y.shape}."
            )
        if not (self.a.finite and self.b.finite):
            raise InputError(
                "Some states are infinite or not a number; load the model in float32 and try again."
            )
        self.n = len(self.x)

    @once
    def similarity(self) -> np.ndarray:
        """S (n, n) of the states as they are."""
        require_one_width(self.x, self.y)
        return self.a.unit @ self.b.unit.T

    @property
    def within(self) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n): the cosines within each side, with minus infinity for an item with itself."""
        return self.a.within, self.b.within

    def nearest(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n): how far j is among the k nearest of i, within each side."""
        return self.a.nearest(k), self.b.nearest(k)

    @property
    def centred_x(self) -> np.ndarray:
        return self.a.centred

    @property
    def centred_y(self) -> np.ndarray:
        return self.b.centred

    @once
    def centred_similarity(self) -> np.ndarray:
        """S (n, n) after each side's own mean is taken off."""
        require_one_width(self.x, self.y)
        return self.a.centred_unit @ self.b.centred_unit.T

    @property
    def kernels(self) -> tuple[np.ndarray, np.ndarray]:
        """(n, n) each: products of the centred states, within x and within y."""
        return self.a.kernel, self.b.kernel

    @property
    def unit_kernels(self) -> tuple[np.ndarray, np.ndarray]:
        """(n, n) each: their U-centred forms, of norm 1."""
        return self.a.unit_kernel, self.b.unit_kernel

    @once
    def products(self) -> np.ndarray:
        """(n, n) products of the centred states, x with y."""
        return self.centred_x @ self.centred_y.T

    def without(self, left_out: np.ndarray) -> Pair:
        """The pair of the other items alone, as if those in `left_out` (numbers) had never been
        there: each side's mean, too, is that of the items that stay."""
        kept = np.setdiff1d(np.arange(self.n), left_out)
        return _Kept(self, kept)

    @once
    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n) int matrices: the rank that y_j has for x_i, and that x_i has for y_j.

        On the centred S. A rank counts every candidate at least as near, itself included, so that
        1 is the best and ties count against.
        """
        s = self.centred_similarity
        return _ranks_in_rows(s), _ranks_in_rows(s.T).T

    @once
    def ahead(self) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n) of truth: which y_j is at least as near to x_i as its partner, ties within TIE
        included, and which x_j is to y_i."""
        s = self.centred_similarity
        last = np.diag(s)[:, None] - TIE
        return s >= last, np.less_equal(last, s.T)


class _Kept(Pair):
    """Some items of a pair, from products of states that are taken once for all such parts.

    Centring again is a matter of the products alone, so that a part costs n^2 and not n^2 d.
    """

    def __init__(self, whole: Pair, kept: np.ndarray) -> None:
        self._whole, self._at = whole, np.ix_(kept, kept)
        self.x, self.y = whole.x[kept], whole.y[kept]
        self.n = len(kept)

    @once
    def similarity(self) -> np.ndarray:
        return self._whole.similarity[self._at]

    @once
    def within(self) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[override]
        return tuple(own[self._at] for own in self._whole.within)

    def nearest(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        x, y = self.within
        return membership(x, k), membership(y, k)

    @once
    def centred_similarity(self) -> np.ndarray:
        norms = [np.sqrt(np.clip(np.diag(kernel), 0, None)) for kernel in self.kernels]
        # Below this share of its length before, what is left of a state is rounding.
        before = [np.sqrt(np.diag(kernel)[self._at[0][:, 0]]) for kernel in self._whole.kernels]
        x, y = (
            np.where(after > np.sqrt(ROUNDING) * length, after, np.inf)
            for after, length in zip(norms, before, strict=True)
        )
        return _recentred(self._whole.products[self._at]) / x[:, None] / y

    @once
    def kernels(self) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[override]
        return tuple(_recentred(kernel[self._at]) for kernel in self._whole.kernels)

    @property
    def unit_kernels(self) -> tuple[np.ndarray, np.ndarray]:
        k, m = self.kernels
        return unit_kernel(k), unit_kernel(m)


def _recentred(products: np.ndarray) -> np.ndarray:
    """Products (n, n) of two sides after the means of these n items are taken off."""
    return products - products.mean(0) - products.mean(1, keepdims=True) + products.mean()


def cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, m): the cosine of every row of `x` (n, d) with every row of `y` (m, d).

    A zero vector is like nothing: its cosines are 0. Raises InputError for unequal widths.
    """
    require_one_width(x, y)
    return unit_rows(x) @ unit_rows(y).T


def require_one_width(x: np.ndarray, y: np.ndarray) -> None:
    """Raises `InputError` for states (n, d) and (m, e) of unequal widths."""
    if x.shape[1] != y.shape[1]:
        raise InputError(
            f"Cosines need states of one width, but these are {x.shape[1]} and {y.shape[1]} wide; "
            "use cka or mknn instead."
        )


def largest_without(s: np.ndarray) -> np.ndarray:
    """(n, m): the largest entry of each row of `s` (n, m) once the column is left out."""
    rows = np.arange(len(s))
    first, rest = s.argmax(1), s.copy()
    rest[rows, first] = -np.inf
    found = np.repeat(s[rows, first, None], s.shape[1], axis=1)
    found[rows, first] = rest.max(1)
    return found


def _ranks_in_rows(s: np.ndarray) -> np.ndarray:
    """(n, m): how many entries of the same row are at least as large, ties within TIE included."""
    n, m = s.shape
    # Each cosine and its place as one whole number, which sort faster than places by cosines; 2**52
    # is as far as float64 counts, and what is cut off a cosine is far below TIE.
    places = 2.0 ** (m - 1).bit_length()
    units = 2.0**50 / places
    keys = np.floor((s + 2) * units) * places + np.arange(m)
    keys.sort(axis=1)
    ordered = np.floor(keys / places)
    order = (keys - ordered * places).astype(np.intp) + np.arange(n)[:, None] * m
    ranks = np.empty(s.shape, dtype=np.intp)
    ranks.ravel()[order] = np.arange(m, 0, -1)
    # The place in the order is the rank, but in the few rows in which entries may tie.
    near = ordered[:, 1:] - ordered[:, :-1] <= TIE * units + 2
    for row in np.flatnonzero(near.any(1)):
        ranks[row] = m - np.searchsorted(np.sort(s[row]), s[row] - TIE)
    return ranks
