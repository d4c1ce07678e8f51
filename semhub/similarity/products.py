"""Debiased CKA from products of width x width, in place of kernels of items x items.

With K = X X' of centred states X, <K, L> = ||X' Y||^2, and K's row sums vanish. What takes the
diagonal off, and centres what is left (U-centring), is then a matter of sums over single items.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.similarity.blocks import over_blocks
from semhub.steps import step

VANISHED = 1e-7
"""A U-centred kernel counts as zero below this share of the kernel's norm: from products of widths
its square is known to some 1e-15 of the kernel's."""

FEWER = 200
"""Re-pairings of one set that are made of many items."""

TOGETHER = 16
"""Re-pairings that one thread works on before it hands them back."""


@dataclass(frozen=True)
class Side:
    """Centred states x (n, d) with what U-centring takes off: square (n,) of each state's length,
    rows (n,) each row's sum without the diagonal, over n - 2; whole: their sum over n - 1."""

    x: np.ndarray
    square: np.ndarray
    rows: np.ndarray
    whole: float


def side(x: np.ndarray) -> Side:
    """Of centred states (n, d)."""
    square = np.einsum("id,id->i", x, x)
    rows = (x @ x.sum(0) - square) / (len(x) - 2)
    return Side(x, square, rows, rows.sum() / (len(x) - 1))


def row_products(a: Side, b: Side) -> np.ndarray:
    """(n,): sum over j of the products of both U-centred kernels at i, j."""
    n, r, q = len(a.x), a.rows, b.rows
    products = np.einsum("id,id->i", a.x @ (a.x.T @ b.x), b.x) - a.square * b.square
    products -= a.x @ (a.x.T @ q) - a.square * q
    products -= b.x @ (b.x.T @ r) - b.square * r
    products += r @ q - r * q
    return products + (b.whole - q) * ((n - 2) * r - r.sum() + r)


def norm(a: Side) -> float:
    """Of the U-centred kernel; 0 where it vanishes."""
    found = np.sqrt(max(row_products(a, a).sum(), 0.0))
    return float(found) if found > VANISHED * np.linalg.norm(a.x.T @ a.x) else 0.0


def repaired(x: np.ndarray, y: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): the CKA of centred states (n, d) and (n, e) when x_i is paired with y_p[i].

    Each takes n d e products, in float32: rounding is thousands of times smaller than what one
    re-pairing differs from the next by.
    """
    a, b = side(x), side(y)
    norms = norm(a) * norm(b)
    if not norms:
        return np.zeros(len(permutations))
    n, scale = len(x), np.sqrt(a.square.mean() * b.square.mean())
    left = np.ascontiguousarray((x / np.sqrt(a.square.mean())).T, dtype=np.float32)
    right = (y / np.sqrt(b.square.mean())).astype(np.float32)

    def work(part: slice) -> np.ndarray:
        found = []
        for p in permutations[part]:
            z = (left @ right[p]).ravel()
            found.append(z @ z)
            step(1 / len(permutations))
        return np.array(found, dtype=np.float64)

    parts = [slice(k, k + TOGETHER) for k in range(0, len(permutations), TOGETHER)]
    squares = np.concatenate(list(over_blocks(work, parts))) * scale**2
    single = np.array([a.square @ b.square[p] + 2 * (n - 2) * (a.rows @ b.rows[p])
                       for p in permutations])  # fmt: skip
    constant = a.rows.sum() * b.rows.sum() * (n - 2) / (n - 1)
    return (squares - single + constant) / norms
