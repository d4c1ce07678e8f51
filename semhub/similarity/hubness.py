"""How popular is the most popular neighbour? Where a few items are nearest to everything, retrieval
misses what is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma

import numpy as np
import scipy

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair
from semhub.similarity.sides import membership

K = 10
"""Neighbours counted for the skewness, as in Radovanović et al. 2010."""


@dataclass(frozen=True)
class Popularity:
    """How the n items of one side share the n items of the other among them.

    counts: (n,) how many items of the other side have it as their nearest; one that has several
        nearest, which tie, is shared among them.
    share: the largest count over n. low, high: its simultaneous 95% interval, see `popularity`.
    chance: the share that the most popular of n gets on average when each item of the other side
        names one of them at random. chance95: it stays at or below this in 95% of such draws.
    skewness: of N_k, how many items of the other side have it among their k = 10 nearest; 0 is
        symmetric, and above 1 a few items are much more popular than most (Radovanović, Nanopoulos
        & Ivanović, "Hubs in Space", JMLR 2010, section 2). NaN below 11 items.
    """

    counts: np.ndarray
    share: float
    low: float
    high: float
    chance: float
    chance95: float
    skewness: float

    @property
    def most(self) -> int:
        """The number of the most popular item, the first of equals."""
        return int(self.counts.argmax())


def popularity(pair: Pair, *, csls: bool = False) -> tuple[Popularity, Popularity]:
    """How popular the items of y are among those of x, and those of x among those of y.

    By the centred cosine, or by CSLS. The interval is for the share of other items like these that
    would name the same neighbour among the same candidates. It holds for all n candidates at once,
    so that picking the largest of them is paid for: the exact interval of Clopper & Pearson, "The
    Use of Confidence or Fiducial Limits", Biometrika 1934, at 1 - .05 / n by Bonferroni. Raises
    `InputError` for too few items.
    """
    least = METRICS["csls_acc1" if csls else "acc1"].minimum_items
    if pair.n < least:
        raise InputError(
            f"How popular a neighbour is takes at least {least} pairs, and there are {pair.n}; "
            "give more."
        )
    s = METRICS["csls_acc1"](pair).similarity if csls else pair.centred_similarity
    return _popularity(s), _popularity(s.T)


def _popularity(s: np.ndarray) -> Popularity:
    """Of the columns of `s` (n, n) among its rows."""
    n = len(s)
    counts = membership(s, 1).sum(0)
    largest = float(counts.max())
    skewness = _skewness(membership(s, K).sum(0)) if n > K else float("nan")
    at_most = largest_count(n)
    chance = float((1 - at_most).sum() / n)
    chance95 = float(np.searchsorted(at_most, 0.95) / n)
    return Popularity(counts, largest / n, *_interval(largest, n), chance, chance95, skewness)


def _interval(count: float, n: int) -> tuple[float, float]:
    """Clopper & Pearson's exact interval of a count of n trials, at 1 - .05 / n."""
    tail = 0.05 / (2 * n)
    low = scipy.special.betaincinv(count, n - count + 1, tail)
    high = scipy.special.betaincinv(count + 1, n - count, 1 - tail) if count < n else 1.0
    return float(low), float(high)


def _skewness(counts: np.ndarray) -> float:
    rest = counts - counts.mean()
    spread = np.sqrt((rest**2).mean())
    return float((rest**3).mean() / spread**3) if spread > 1e-9 else 0.0


@lru_cache(maxsize=8)
def largest_count(n: int) -> np.ndarray:
    """(n + 1,): the chance that, of n choices among n items at random, no item gets more than
    m; remembered, and so not to be written to.

    Such counts are independent Poisson counts of mean 1, given that they sum to n: Levin, "A
    Representation for Multinomial Cumulative Distribution Functions", Annals of Statistics 1981.
    """
    poisson = np.array([exp(-1 - lgamma(m + 1)) for m in range(n + 1)])
    whole = exp(n * np.log(n) - n - lgamma(n + 1))  # the sum is Poisson of mean n
    found = np.ones(n + 1)
    for m in range(n):
        found[m] = _power(np.where(np.arange(n + 1) <= m, poisson, 0), n)[n] / whole
        if found[m] > 1 - 1e-12:
            break
    found.flags.writeable = False
    return found


def _power(series: np.ndarray, exponent: int) -> np.ndarray:
    """The product of `exponent` copies of a power series, as far as the series goes."""
    found, square = np.eye(1, len(series))[0], series
    while exponent:
        if exponent % 2:
            found = np.convolve(found, square)[: len(series)]
        square = np.convolve(square, square)[: len(series)]
        exponent //= 2
    return found
