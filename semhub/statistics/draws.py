"""Random orders and draws of items; every layer and every metric sees the same ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

MOST_DRAWN = 10_000
"""Items that one draw of a bootstrap holds at most; see `bootstrap_indices`."""


@lru_cache(maxsize=4)
def permutations(n: int, count: int, seed: int) -> np.ndarray:
    """(count, n): that many random orders of n items; remembered, and so not to be written to."""
    orders = np.tile(np.arange(n), (count, 1))
    np.random.default_rng(seed).permuted(orders, axis=1, out=orders)
    orders.flags.writeable = False
    return orders


@lru_cache(maxsize=4)
def bootstrap_indices(n: int, count: int, seed: int, size: int | None = None) -> np.ndarray:
    """(count, size): that many draws of `size` out of n items, by default of n, with replacement;
    remembered, and so not to be written to."""
    draws = np.random.default_rng(seed).integers(0, n, (count, size or n))
    draws.flags.writeable = False
    return draws


def drawn_items(n: int) -> int:
    """How many of n items a bootstrap draws: all, or `MOST_DRAWN` of them.

    What a draw of m out of n items is off by is sqrt(n / m) times what a draw of n is: the m out of
    n bootstrap of Bickel, Götze & van Zwet, "Resampling Fewer than n Observations: Gains, Losses,
    and Remedies for Losses", Statistica Sinica 1997. `scale_of_draws` takes it off again.
    """
    return min(n, MOST_DRAWN)


def scale_of_draws(n: int) -> float:
    """By what errors of draws of `drawn_items(n)` items are multiplied to be those of n items."""
    return float((drawn_items(n) / n) ** 0.5)


def note_of_draws(n: int) -> str | None:
    """The sentence that says that bootstraps draw some of n pairs; None where they draw all."""
    if n <= MOST_DRAWN:
        return None
    return (
        f"Bootstraps draw {MOST_DRAWN:,} of the {n:,} pairs at a time, and what the draws differ "
        "by is scaled down to that of all pairs."
    )
