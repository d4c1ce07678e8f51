"""Sums under re-pairings at many layers at once.

A re-pairing meets the same pairs of items at every layer, so that where they stand is worked out
once, and numpy fetches the entries of `ROW` layers by one look-up, in float32. Sums are added up in
float64 over short runs: they were seen within 1e-8 of those in float64. Where that decides a tie,
the caller asks again in float64 (`TIED`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from semhub.steps import step

ROW = 8
"""Layers of one look-up: 32 bytes of float32, which `numpy.take` copies at once. So it does 16."""

TIED = 1e-5
"""Values that are this close to the observed one are worked out again in float64."""

TOGETHER = 16
"""Re-pairings of which products are taken together."""

MOST, MANY = 255, 128
"""Bytes that are added up in a byte; and re-pairings that are counted together."""

FETCHED = 2**15
"""Pairs of items, of all re-pairings together, whose entries are fetched at once: 1 MB."""

RUN = 256
"""Pairs of items of one product: OpenBLAS has a way of its own for small products, which was seen
twice as fast here as the usual one."""


@dataclass(frozen=True)
class Circle:
    """Each unordered pair of n items once, as (i, i + step) around a circle: half the work of all.

    partners: (n, n // 2) each item's. twice: (n // 2,) how often a pair counts: 2, or 1 at the last
    step of an even circle, which meets every pair twice.
    """

    n: int

    @property
    def partners(self) -> np.ndarray:
        return (np.arange(self.n)[:, None] + np.arange(1, self.n // 2 + 1)) % self.n

    @property
    def twice(self) -> np.ndarray:
        return np.where(2 * np.arange(1, self.n // 2 + 1) == self.n, 1.0, 2.0)

    def of(self, matrix: np.ndarray) -> np.ndarray:
        """(..., n, n // 2): entries of symmetric matrices (..., n, n), as often as they count."""
        return self.twice * matrix[..., np.arange(self.n)[:, None], self.partners]


def different(matrices: Sequence[np.ndarray]) -> dict[int, np.ndarray]:
    """Those that are not the same array, by their `id`."""
    return {id(matrix): matrix for matrix in matrices}


def tables(matrices: Sequence[np.ndarray]) -> Iterator[tuple[slice, np.ndarray]]:
    """Some layers of (layers, n, n), and their entries (n * n, ROW) float32, zeros after them; one
    layer alone is one column, and few are half a row."""
    n = len(matrices[0])
    for first in range(0, len(matrices), ROW):
        some = matrices[first : first + ROW]
        width = 1 if len(some) == 1 else ROW // 2 if len(some) <= ROW // 2 else ROW
        found = np.zeros((n * n, width), dtype=np.float32)
        for column, matrix in enumerate(some):
            found[:, column] = matrix.ravel()
        yield slice(first, first + len(some)), found


def circled_sums(
    a: Sequence[np.ndarray], b: Sequence[np.ndarray], permutations: np.ndarray
) -> np.ndarray:
    """(layers, K): at each layer the sum over i != j of a[i, j] * b[p[i], p[j]], for each row p of
    `permutations` (K, n); a, b: symmetric matrices (n, n), one a layer."""
    n, circle = len(a[0]), Circle(len(a[0]))
    sums = np.empty((len(a), len(permutations)))
    where = np.empty((n, n // 2), dtype=np.intp)
    for layers, table in tables(b):
        width = table.shape[1]
        weights = np.zeros((*where.shape, width), dtype=np.float32)
        for column, matrix in enumerate(a[layers]):
            weights[..., column] = circle.of(matrix)
        found = np.empty_like(weights)
        for k, p in enumerate(permutations):
            following = sliding_window_view(np.concatenate([p, p])[1:], n // 2)[:n]
            np.add(p[:, None] * n, following, out=where)
            np.take(table, where, axis=0, out=found, mode="clip")
            np.multiply(found, weights, out=found)
            by_step = found.reshape(n, -1).sum(0).reshape(-1, width)
            sums[layers, k] = by_step.sum(0, dtype=np.float64)[: layers.stop - layers.start]
            step((layers.stop - layers.start) / (len(a) * len(permutations)))
    return sums


def counts(
    a: Sequence[np.ndarray], b: Sequence[np.ndarray], permutations: np.ndarray
) -> np.ndarray:
    """(layers, K): at each layer how often both a[i, j] and b[p[i], p[j]] hold, for each row p of
    `permutations` (K, n); a, b: (n, n) of truth, one a layer.

    The truth of `ROW` layers are the bytes of one number, which are looked up, compared and added
    up as one: `MOST` of them at a time, so that no byte runs over.
    """
    n, found = len(a[0]), np.zeros((len(a), len(permutations)), dtype=np.int64)
    for first in range(0, len(a), ROW):
        layers = slice(first, first + ROW)
        wanted, other = (np.zeros((n * n, ROW), dtype=np.uint8) for _side in range(2))
        for column, (own, beside) in enumerate(zip(a[layers], b[layers], strict=True)):
            wanted[:, column], other[:, column] = own.ravel(), beside.ravel()
        table, asked = other.view(np.uint64)[:, 0], wanted.view(np.uint64)[:, 0]
        pairs = np.flatnonzero(asked)
        rows, columns = np.divmod(pairs, n)
        both = asked[pairs, None]
        for start in range(0, len(permutations), MANY):
            block = slice(start, start + MANY)
            places = np.ascontiguousarray(permutations[block].T)
            starts = places * n
            for at in range(0, len(pairs), MOST):
                some = slice(at, at + MOST)
                where = np.take(starts, rows[some], axis=0, mode="clip")
                where += np.take(places, columns[some], axis=0, mode="clip")
                held = np.take(table, where, mode="clip")
                held &= both[some]
                by_layer = held.sum(0).view(np.uint8).reshape(-1, ROW).T
                found[layers, block] += by_layer[: len(a) - first]
            step(len(a[layers]) * places.shape[1] / (len(a) * len(permutations)))
    return found


def all_products(
    a: np.ndarray,
    b: np.ndarray,
    permutations: np.ndarray,
    *,
    symmetric: bool,
    wanted: np.ndarray | None = None,
) -> np.ndarray:
    """(K, layers of a, layers of b): the sum over i, j of a[i, j] * b[p[i], p[j]], for each row p
    of `permutations` (K, n); a, b: (layers, n, n), all symmetric or not.

    wanted: (layers of a, layers of b) which of them are asked for, by default all; others may be 0.
    The more alike those of neighbours in `b` are, the fewer are worked out.
    """
    n = len(a[0])
    wanted = np.ones((len(a), len(b)), dtype=bool) if wanted is None else wanted
    if symmetric and len(a) < len(b):  # fewer layers are fetched, and as many multiplied
        back = np.argsort(permutations, axis=1)
        return all_products(b, a, back, symmetric=True, wanted=wanted.T).swapaxes(1, 2)
    if symmetric:
        circle = Circle(n)
        rows, columns = np.repeat(np.arange(n), n // 2), circle.partners.ravel()
        weights = circle.of(a).reshape(len(a), -1).astype(np.float32)
        diagonals = [np.einsum("lii->li", side) for side in (a, b)]
    else:
        rows, columns = np.nonzero(a.any(axis=0))
        weights, diagonals = a[:, rows, columns].astype(np.float32), []
    weights, rows, columns = _in_runs(weights, rows, columns)
    runs = len(weights)
    sums = np.zeros((len(permutations), len(a), len(b)))
    at_once = max(1, FETCHED // TOGETHER // RUN)
    for layers, table in tables(b):
        width, count = table.shape[1], layers.stop - layers.start
        asked = np.flatnonzero(wanted[:, layers].any(axis=1))
        of_asked = weights[:, asked]
        for first in range(0, len(permutations), TOGETHER):
            places = np.ascontiguousarray(permutations[first : first + TOGETHER].T)
            starts, some = places * n, places.shape[1]
            # Buffers are taken once: fresh ones would cost more than the look-ups.
            where = np.empty((2, min(at_once, runs) * RUN, some), dtype=np.intp)
            found = np.empty((*where.shape[1:], width), dtype=np.float32)
            total = np.zeros((len(asked), some * width))
            for start in range(0, runs, at_once):
                own = of_asked[start : start + at_once]
                pairs = slice(start * RUN, (start + len(own)) * RUN)
                at, beside = where[:, : len(own) * RUN]
                starts.take(rows[pairs], axis=0, out=at, mode="clip")
                places.take(columns[pairs], axis=0, out=beside, mode="clip")
                at += beside
                entries = table.take(at, axis=0, out=found[: len(at)], mode="clip")
                total += (own @ entries.reshape(len(own), RUN, -1)).sum(0, dtype=np.float64)
            whole = total.reshape(len(asked), some, width)[..., :count]
            if diagonals and diagonals[0].any():
                own, other = diagonals
                whole = whole + np.einsum("li,mik->lkm", own[asked], other[layers][:, places])
            sums[first : first + some, asked, layers] = whole.swapaxes(0, 1)
            step(count * some / (len(b) * len(permutations)))
    return sums


def _in_runs(
    weights: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut pairs of items into runs: their weights (layers, pairs) into (runs, layers, RUN), and
    where they stand. Pairs that fill up the last run have no weight."""
    runs = -(-len(rows) // RUN)
    weights = np.pad(weights, ((0, 0), (0, runs * RUN - len(rows))))
    weights = np.ascontiguousarray(weights.reshape(len(weights), runs, RUN).swapaxes(0, 1))
    return weights, np.resize(rows, runs * RUN), np.resize(columns, runs * RUN)
