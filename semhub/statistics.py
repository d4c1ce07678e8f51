"""How sure a curve over layers is: intervals, chance, and the null of shuffled pairs.

Nothing here knows what a metric means: whatever answers the `Metric` protocol gets a `Curve`.
All intervals are at 95%, over items, and for one layer at a time; the null is for all layers at
once, so that picking the best layer is paid for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

Z95 = 1.959963984540054
"""The standard normal's 97.5th percentile."""

ROUNDING = 1e-9
"""Values closer than this are the same: a re-pairing that changes nothing must count as a tie."""

INTERVAL_ITEMS = 4
"""The fewest items for any interval: in simulations a bootstrap of three covers 78%, not 95%."""


class Metric(Protocol):
    """One metric, prepared for one layer of n paired items.

    `interval` names how its interval is made: "bootstrap" (it then answers `resampled` too),
    "wilson" (a score in [0, 1]) or "jackknife" (any other). Below `minimum_items` items its
    answers mean nothing and are not asked for.
    """

    n: int
    interval: str
    minimum_items: int

    def chance(self, n: int) -> float: ...

    @property
    def value(self) -> float: ...

    def leave_one_out(self) -> np.ndarray:
        """(n,): the value with item i left out."""
        ...

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the value under each re-pairing, given as a row of (K, n)."""
        ...


class Resampled(Metric, Protocol):
    """A metric whose value can be had for items drawn with replacement."""

    def resampled(self, indices: np.ndarray) -> np.ndarray:
        """(B,): the value for each draw, given as a row of (B, n)."""
        ...


@dataclass(frozen=True)
class Curve:
    """One metric over all layers. What too few items cannot tell is NaN."""

    value: np.ndarray  # (layers,)
    low: np.ndarray  # (layers,) lower end of the 95% interval
    high: np.ndarray  # (layers,) upper end
    chance: float  # the mean over shuffled pairs, in theory
    null95: float  # 95% of shuffles stay below this at every layer
    p: float  # how often a shuffle's best layer reaches the observed best layer


def curve(prepared: Iterable[Metric], resamples: int = 1000, seed: int = 0) -> Curve:
    """The curve of one metric, prepared once for each layer, in order, over the same n items.

    `resamples` is both the number of shuffles and the number of bootstrap draws; every layer sees
    the same ones. `prepared` is gone through once, so a generator keeps one layer in memory.
    Below the metric's `minimum_items` everything is NaN. The interval needs one item more than
    that, since it asks for the value of one item fewer, and `INTERVAL_ITEMS` in any case.
    """
    nothing = float("nan")
    values, intervals, nulls, chance = [], [], [], nothing
    for metric in prepared:
        n = metric.n
        if n < metric.minimum_items:
            values.append(nothing)
            intervals.append((nothing, nothing))
            continue
        if not nulls:
            chance = metric.chance(n)
            shuffles = permutations(n, resamples, seed)
            draws = bootstrap_indices(n, resamples, seed)
        values.append(metric.value)
        intervals.append(_interval(metric, draws))
        nulls.append(metric.permuted(shuffles))
    value, (low, high) = np.array(values), np.array(intervals).reshape(-1, 2).T
    if not nulls:
        return Curve(value, low, high, chance, null95=nothing, p=nothing)
    null = maximum_null(nulls)
    return Curve(value, low, high, chance, null95(null), p_value(value.max(), null))


@lru_cache(maxsize=4)
def permutations(n: int, count: int, seed: int) -> np.ndarray:
    """(count, n): that many random orders of n items; remembered, and so not to be written to."""
    orders = np.tile(np.arange(n), (count, 1))
    np.random.default_rng(seed).permuted(orders, axis=1, out=orders)
    orders.flags.writeable = False
    return orders


@lru_cache(maxsize=4)
def bootstrap_indices(n: int, count: int, seed: int) -> np.ndarray:
    """(count, n): that many draws of n out of n items, with replacement; remembered, and so not to
    be written to."""
    draws = np.random.default_rng(seed).integers(0, n, (count, n))
    draws.flags.writeable = False
    return draws


def maximum_null(permuted: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """(K,): the best layer of each shuffle, from the values (layers, K) under the same shuffles.

    The maximum statistic of Westfall & Young, "Resampling-Based Multiple Testing", 1993: compared
    with it, the best of many layers is no likelier to stand out than a single layer would be.
    """
    return np.max(np.asarray(permuted), axis=0)


def null95(null: np.ndarray) -> float:
    """The 95th percentile of a null distribution (K,)."""
    return float(np.percentile(null, 95))


def p_value(observed: float, null: np.ndarray) -> float:
    """(1 + #{null >= observed}) / (K + 1): never 0, and ties count against.

    Phipson & Smyth, "Permutation P-values Should Never Be Zero", 2010.
    """
    return float((1 + np.count_nonzero(null >= observed - ROUNDING)) / (len(null) + 1))


def jackknife_error(leave_one_out: np.ndarray) -> float:
    """The standard error from the values (n,) with each item left out in turn.

    Never too small on average, and too large for a metric that turns on a few neighbours (Efron &
    Stein, "The Jackknife Estimate of Variance", Annals of Statistics 1981).
    """
    n = len(leave_one_out)
    return float(np.sqrt((n - 1) * np.var(leave_one_out)))


def percentile_interval(samples: np.ndarray) -> tuple[float, float]:
    """The middle 95% of bootstrap values (B,); those that are NaN are left out."""
    low, high = np.nanpercentile(samples, [2.5, 97.5])
    return float(low), float(high)


def normal_interval(value: float, standard_error: float) -> tuple[float, float]:
    """The value plus and minus 1.96 standard errors."""
    return value - Z95 * standard_error, value + Z95 * standard_error


def wilson_interval(value: float, n: int, standard_error: float) -> tuple[float, float]:
    """Wilson's score interval for a mean in [0, 1], which stays inside and keeps a width at 1.

    The standard error sets how many independent trials the n items are worth, v (1 - v) / se^2.
    Near 0 and 1 both parts vanish and the ratio says nothing, so one more item's worth of doubt,
    1/n and 1/n^2, is added to them: negligible elsewhere, and n trials at the boundary itself.
    """
    spread = value * (1 - value)
    trials = (spread + 1 / n) / (standard_error**2 + 1 / n**2)
    pull = Z95**2 / trials
    centre = (value + pull / 2) / (1 + pull)
    half = Z95 * np.sqrt((spread + pull / 4) / trials) / (1 + pull)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def has_interval(metric: Metric) -> bool:
    """Whether there are items enough to say how sure the metric's value is."""
    return metric.n >= max(metric.minimum_items + 1, INTERVAL_ITEMS)


def _interval(metric: Metric | Resampled, draws: np.ndarray) -> tuple[float, float]:
    if not has_interval(metric):
        return float("nan"), float("nan")
    if metric.interval == "bootstrap":
        return percentile_interval(metric.resampled(draws))
    error = jackknife_error(metric.leave_one_out())
    if metric.interval == "wilson":
        return wilson_interval(metric.value, metric.n, error)
    return normal_interval(metric.value, error)
