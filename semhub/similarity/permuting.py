"""Sums under many re-pairings at once, kept in a core's cache."""

from __future__ import annotations

from collections import deque
from weakref import ref

import numpy as np
import scipy

from semhub.steps import step

BLOCK = 256
"""Permutations worked on at once, so that their buffers stay in a core's cache."""


_matches: deque[tuple[ref[np.ndarray], scipy.sparse.csr_array]] = deque(maxlen=4)
"""Re-pairings that are asked about again at every layer, and what `_matching` made of them."""


def matched_sum(matrix: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): sum over i of matrix[i, p[i]] for each row p of `permutations` (K, n)."""
    found = _matching(permutations) @ matrix.ravel()
    step(1.0)
    return found


def _matching(permutations: np.ndarray) -> scipy.sparse.csr_array:
    """(K, n * n): 1 where a re-pairing matches two items. Remembered of what is not written to."""
    for known, made in tuple(_matches):
        if known() is permutations:
            return made
    count, n = permutations.shape
    places = (permutations + np.arange(n) * n).astype(np.int32).ravel()
    starts = np.arange(0, count * n + 1, n, dtype=np.int32)
    made = scipy.sparse.csr_array((np.ones(count * n), places, starts), shape=(count, n * n))
    if not permutations.flags.writeable:
        _matches.append((ref(permutations), made))
    return made


def repaired_sum(
    weights: np.ndarray, columns: np.ndarray, other: np.ndarray, permutations: np.ndarray
) -> np.ndarray:
    """(K,): sum over i, c of weights[i, c] * other[p[i], p[columns[i, c]]] for each row p.

    `weights` and `columns` are (n, m), a sparse form of one side's matrix; `other` (n, n) is the
    side that is re-paired. A block of permutations goes together, one column at a time, through
    the same two buffers: fresh ones would cost more than the sums.
    """
    n, flat = len(other), other.ravel()
    sums = []
    for first in range(0, len(permutations), BLOCK):
        places = np.ascontiguousarray(permutations[first : first + BLOCK].T)
        rows = places * n
        where, values = np.empty_like(rows), np.empty(rows.shape)
        total = np.zeros(rows.shape[1])
        for weight, column in zip(weights.T, columns.T, strict=True):
            np.take(places, column, axis=0, out=where, mode="clip")
            where += rows
            np.take(flat, where, out=values, mode="clip")
            total += weight @ values
            step(len(total) / (len(permutations) * len(weights.T)))
        sums.append(total)
    return np.concatenate(sums)
