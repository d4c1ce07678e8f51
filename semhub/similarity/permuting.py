"""Sums under many re-pairings at once, kept in a core's cache."""

from __future__ import annotations

import numpy as np

from semhub.steps import step

BLOCK = 256
"""Permutations worked on at once, so that their buffers stay in a core's cache."""


def matched_sum(matrix: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): sum over i of matrix[i, p[i]] for each row p of `permutations` (K, n)."""
    n, flat = len(matrix), matrix.ravel()
    sums, where, values = [], np.empty((BLOCK, n), dtype=np.intp), np.empty((BLOCK, n))
    for first in range(0, len(permutations), BLOCK):
        block = permutations[first : first + BLOCK]
        places, found = where[: len(block)], values[: len(block)]
        np.add(block, np.arange(n) * n, out=places)
        np.take(flat, places, out=found, mode="clip")
        sums.append(found.sum(1))
        step(len(block) / len(permutations))
    return np.concatenate(sums)


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
