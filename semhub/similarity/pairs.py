"""Both sides at one layer, and the cosines and ranks that several metrics share."""

from __future__ import annotations

import numpy as np

from semhub.errors import InputError
from semhub.once import once

TIE = 1e-9
"""Cosines closer than this are the same: true duplicates differ by rounding error only."""

ROUNDING = 1e-12
"""What is left after centring counts as zero below this share of what was there before."""


class Pair:
    """Both sides of n items at one layer, with what more than one metric needs, made once.

    `x` (n, d) and `y` (n, e); cka and mknn allow e != d. Raises InputError for sides of unequal
    length and for states that are not finite.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        if self.x.ndim != 2 or self.y.ndim != 2 or len(self.x) != len(self.y):
            raise InputError(
                f"Give both sides as (items, width) with equally many items; "
                f"these are {self.x.shape} and {self.y.shape}."
            )
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise InputError(
                "Some states are infinite or not a number; load the model in float32 and try again."
            )
        self.n = len(self.x)

    @once
    def similarity(self) -> np.ndarray:
        """S (n, n) of the states as they are."""
        return cosine(self.x, self.y)

    @once
    def within(self) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n): the cosines within each side, with minus infinity for an item with itself."""
        return without_self(cosine(self.x, self.x)), without_self(cosine(self.y, self.y))

    @once
    def centred_x(self) -> np.ndarray:
        return centred(self.x)

    @once
    def centred_y(self) -> np.ndarray:
        return centred(self.y)

    @once
    def centred_similarity(self) -> np.ndarray:
        """S (n, n) after each side's own mean is taken off."""
        return cosine(self.centred_x, self.centred_y)

    @once
    def kernels(self) -> tuple[np.ndarray, np.ndarray]:
        """(n, n) each: products of the centred states, within x and within y."""
        return self.centred_x @ self.centred_x.T, self.centred_y @ self.centred_y.T

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
    def within(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(own[self._at] for own in self._whole.within)

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
    def kernels(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(_recentred(kernel[self._at]) for kernel in self._whole.kernels)


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


def without_self(s: np.ndarray) -> np.ndarray:
    """`s` (n, n), its diagonal set to minus infinity in place."""
    np.fill_diagonal(s, -np.inf)
    return s


def largest_without(s: np.ndarray) -> np.ndarray:
    """(n, m): the largest entry of each row of `s` (n, m) once the column is left out."""
    rows = np.arange(len(s))
    first, rest = s.argmax(1), s.copy()
    rest[rows, first] = -np.inf
    found = np.repeat(s[rows, first, None], s.shape[1], axis=1)
    found[rows, first] = rest.max(1)
    return found


def centred(x: np.ndarray) -> np.ndarray:
    """`x` (n, d) less the mean of its rows; a row that only differs by rounding becomes 0."""
    x = np.asarray(x, np.float64)
    rest = x - x.mean(0)
    before, after = np.linalg.norm(x, axis=1), np.linalg.norm(rest, axis=1)
    rest[after <= ROUNDING * before] = 0
    return rest


def unit_rows(x: np.ndarray) -> np.ndarray:
    """`x` (n, d) in float64, its rows of length 1; a zero row stays zero."""
    x = np.asarray(x, np.float64)
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(norms > 0, norms, 1)


def _ranks_in_rows(s: np.ndarray) -> np.ndarray:
    """(n, m): how many entries of the same row are at least as large, ties within TIE included."""
    order = np.argsort(s, axis=1)
    ordered, m = np.take_along_axis(s, order, axis=1), s.shape[1]
    ranks = np.empty(s.shape, dtype=np.intp)
    np.put_along_axis(ranks, order, np.arange(m, 0, -1)[None], axis=1)
    # The place in the order is the rank, but in the few rows in which entries tie.
    tied = (ordered[:, :-1] >= ordered[:, 1:] - TIE).any(1)
    for row in np.flatnonzero(tied):
        ranks[row] = m - np.searchsorted(ordered[row], s[row] - TIE)
    return ranks
