"""Take off the states what can be told from something else that is known of each item."""

from __future__ import annotations

import numpy as np

from semhub.errors import InputError


def partial_out(x: np.ndarray, covariates: np.ndarray) -> np.ndarray:
    """`x` (..., n, d) less what a linear regression with intercept on `covariates` (n, c) explains.

    One regression for each component, over the n items, by least squares. The mean of `x` stays:
    only what varies with the covariates goes, and two sides that lie apart stay apart. A covariate
    that is the same for all items takes nothing off, and one that repeats another nothing more.
    Raises `InputError` for covariates of other items, and for fewer than 4 items for each of them
    and the intercept, where a regression takes off much by accident.
    """
    x, covariates = np.asarray(x, np.float64), np.asarray(covariates, np.float64)
    if covariates.ndim != 2 or len(covariates) != x.shape[-2]:
        raise InputError(
            f"Give one row of covariates for each of the {x.shape[-2]} items; these are "
            f"{covariates.shape}."
        )
    n, known = covariates.shape
    if n < 4 * (known + 1):
        raise InputError(
            f"To take {known} covariates off the states takes at least {4 * (known + 1)} items, "
            f"and there are {n}; give more."
        )
    spread = covariates - covariates.mean(0)
    size = np.linalg.norm(spread, axis=0)
    spread = spread / np.where(size > 1e-12 * np.abs(covariates).max(0), size, np.inf)
    return x - spread @ (np.linalg.pinv(spread, rcond=1e-9) @ x)


def length_covariates(tokens: np.ndarray) -> np.ndarray:
    """(n, 2): 1/tokens and tokens, from each item's number of pooled tokens (n,).

    These two, since a mean over T tokens holds a state that stands once in every item, such as an
    attention sink's, 1/T times, and a drift that grows with the position T/2 times on average.
    """
    tokens = np.asarray(tokens, np.float64)
    if (tokens < 1).any():
        raise InputError("An item without tokens has no length; leave it out.")
    return np.stack([1 / tokens, tokens], axis=1)
