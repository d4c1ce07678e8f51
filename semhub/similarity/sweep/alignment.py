"""Debiased CKA from products of width x width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from semhub.similarity.products import FEWER, VANISHED, norm, repaired, row_products, side
from semhub.similarity.sweep.answers import Tally


def alignment_tally(x: np.ndarray, y: np.ndarray, sets: Sequence[np.ndarray]) -> Tally:
    """As `CKA` has it, of centred states (n, d) and (n, e); sets: (K, n) re-pairings each, of which
    `FEWER` are made."""
    made = [_first(repaired(x, y, one[:FEWER]), len(one)) for one in sets]
    again = np.concatenate([np.zeros(0), *made])
    a, b = side(x), side(y)
    n, norms = len(x), norm(a) * norm(b)
    if not norms:
        return Tally(np.zeros(n), np.zeros(n), again)
    both, own_a, own_b = row_products(a, b), row_products(a, a), row_products(b, b)
    share = 2 * (n - 2) / (n - 3)
    both_left, a_left, b_left = (row.sum() - share * row for row in (both, own_a, own_b))
    left = np.sqrt(np.clip(a_left, 0, None) * np.clip(b_left, 0, None))
    without = np.divide(both_left, left, out=np.zeros(n), where=left > VANISHED**2 * norms)
    return Tally(n * both / norms, without, again)


def _first(values: np.ndarray, count: int) -> np.ndarray:
    """(count,): the values, and NaN after them."""
    return np.append(values, np.full(count - len(values), np.nan))
