"""How sure a curve over layers is: intervals, chance, and the null of shuffled pairs.

Nothing here knows what a metric means: whatever answers the `Metric` protocol gets a `Curve`.
All intervals are at 95%, over items or over clusters of them, and for one layer at a time; the
nulls are for all layers at once, so that picking the best layer is paid for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, cast

import numpy as np

from semhub.statistics.clusters import Clusters, doubt, student95
from semhub.statistics.draws import (
    bootstrap_indices,
    drawn_items,
    permutations,
    scale_of_draws,
)
from semhub.statistics.points import Curve, Point, joined
from semhub.steps import part

Z95 = 1.959963984540054
"""The standard normal's 97.5th percentile."""

INTERVAL_ITEMS = 4
"""The fewest items for any interval: in simulations a bootstrap of three covers 78%, not 95%."""


class Counted(Protocol):
    """What is of n items, and means nothing of fewer than `minimum_items`."""

    n: int
    minimum_items: int


class Metric(Counted, Protocol):
    """One metric, prepared for one layer of n paired items.

    `interval` names how its interval is made: "bootstrap" (it then answers `resampled` too),
    "wilson" (a score in [0, 1]) or "jackknife" (any other). Below `minimum_items` items its
    answers mean nothing and are not asked for. `bounds`: the range of its values, beyond which no
    interval goes.
    """

    interval: str
    bounds: tuple[float, float]

    def chance(self, n: int) -> float: ...

    @property
    def value(self) -> float: ...

    def leave_one_out(self) -> np.ndarray:
        """(n,): the value with item i left out."""
        ...

    def leave_out(self, groups: Iterable[np.ndarray]) -> np.ndarray:
        """(groups,): the value without each group of items, given by their numbers."""
        ...

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the value under each re-pairing, given as a row of (K, n). A metric to which they
        are dear may answer for the first few only, the same number at every layer."""
        ...


class Resampled(Metric, Protocol):
    """A metric whose value can be had for items drawn with replacement."""

    def resampled(self, indices: np.ndarray) -> np.ndarray:
        """(B,): the value for each draw, given as a row of (B, m)."""
        ...


def curve(
    prepared: Iterable[Metric],
    resamples: int = 1000,
    seed: int = 0,
    *,
    wrong: np.ndarray | None = None,
    clusters: Clusters | None = None,
) -> Curve:
    """The curve of one metric, prepared once for each layer, in order, over the same n items.

    `resamples` is both the number of shuffles and the number of bootstrap draws; every layer sees
    the same ones. `prepared` is gone through once, so a generator keeps one layer in memory.
    wrong: (K, n) re-pairings with wrong partners that are like the right ones in something that is
        no meaning (see `semhub.experiments.wrong_partners`): a second null. `null95` and `p` are
        those of the null that is harder to beat.
    clusters: what an interval is over; by default each item by itself.

    Below the metric's `minimum_items` everything is NaN. The interval needs as many items without
    the largest cluster, or without one item, since it asks for the value of those; and
    `INTERVAL_ITEMS` in any case.
    """
    points: list[Point] = []
    asked: list[np.ndarray] = []
    for metric in prepared:
        asked = repairings(metric.n, resamples, seed, wrong)
        points.append(at_layer(metric, asked, resamples, seed, clusters))
    return joined(points, [len(one) for one in asked])


def repairings(n: int, resamples: int, seed: int, wrong: np.ndarray | None) -> list[np.ndarray]:
    """Of n items the shuffles, and the wrong partners where there are some; (K, n) each, not to be
    written to."""
    shuffles = permutations(n, resamples, seed)
    if wrong is None:
        return [shuffles]
    wrong = wrong.view()
    wrong.flags.writeable = False
    return [shuffles, wrong]


def at_layer(
    metric: Metric,
    repairings: Sequence[np.ndarray],
    resamples: int,
    seed: int,
    clusters: Clusters | None = None,
) -> Point:
    """One point of a curve, with all that the whole curve needs of it; arguments as for `curve`."""
    nothing = float("nan")
    if metric.n < metric.minimum_items:
        return Point(nothing, nothing, nothing, nothing, None, [])
    low, high, influence = _interval(metric, resamples, seed, clusters)
    nulls, count = [], sum(map(len, repairings))
    for one in repairings:
        with part(len(one) / count):
            nulls.append(metric.permuted(one))
    return Point(metric.value, low, high, metric.chance(metric.n), influence, nulls)


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


def clustered_share(hits: np.ndarray, clusters: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """The mean of `hits` (n,) in [0, 1], and its 95% interval over clusters of items (numbers).

    Wilson's interval with the error of the jackknife that leaves out a cluster at a time, and
    Student's t for the number of clusters.
    """
    value, total, n = float(hits.mean()), hits.sum(), len(hits)
    without = [(total - hits[own].sum()) / (n - len(own)) for own in clusters]
    count = len(clusters)
    error, z = jackknife_error(np.array(without)), student95(count)
    return value, *wilson_interval(value, doubt(n, count), error, z)


def normal_interval(
    value: float,
    standard_error: float,
    z: float = Z95,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[float, float]:
    """Return the value plus and minus z standard errors, cut to `bounds`, the range of values."""
    least, largest = bounds
    return max(value - z * standard_error, least), min(value + z * standard_error, largest)


def wilson_interval(
    value: float, n: float, standard_error: float, z: float = Z95
) -> tuple[float, float]:
    """Wilson's score interval for a mean in [0, 1], which stays inside and keeps a width at 1.

    The standard error sets how many independent trials the n items are worth, v (1 - v) / se^2.
    Near 0 and 1 both parts vanish and the ratio says nothing, so one more item's worth of doubt,
    1/n and 1/n^2, is added to them: negligible elsewhere, and n trials at the boundary itself.
    """
    spread = value * (1 - value)
    trials = (spread + 1 / n) / (standard_error**2 + 1 / n**2)
    pull = z**2 / trials
    centre = (value + pull / 2) / (1 + pull)
    half = z * np.sqrt((spread + pull / 4) / trials) / (1 + pull)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def has_interval(metric: Counted, clusters: Clusters | None = None) -> bool:
    """Whether there are items enough to say how sure the metric's value is."""
    largest = 1 if clusters is None else clusters.largest
    return metric.n >= max(metric.minimum_items + largest, INTERVAL_ITEMS)


def _interval(
    metric: Metric, resamples: int, seed: int, clusters: Clusters | None
) -> tuple[float, float, list[np.ndarray] | None]:
    """Low and high end, and of each way of grouping the influence of its clusters."""
    if not has_interval(metric, clusters):
        return float("nan"), float("nan"), None
    if clusters is None and metric.interval == "bootstrap":
        return *_bootstrapped(cast(Resampled, metric), resamples, seed), None
    left_out = (
        [metric.leave_one_out()]
        if clusters is None
        else [metric.leave_out(groups) for groups in clusters.groups]
    )
    error = _joint_error(metric, [jackknife_error(values) for values in left_out])
    count: float = metric.n
    z = Z95
    if clusters is not None:
        count, z = doubt(metric.n, clusters.fewest), student95(clusters.fewest)
    ends = (
        wilson_interval(metric.value, count, error, z)
        if metric.interval == "wilson"
        else normal_interval(metric.value, error, z, metric.bounds)
    )
    return *ends, [(len(values) - 1) * (values.mean() - values) for values in left_out]


def _bootstrapped(metric: Resampled, resamples: int, seed: int) -> tuple[float, float]:
    drawn = metric.resampled(bootstrap_indices(metric.n, resamples, seed, drawn_items(metric.n)))
    low, high = percentile_interval(drawn)
    scale = scale_of_draws(metric.n)
    if scale == 1:
        return low, high
    value = metric.value
    return value + scale * (low - value), value + scale * (high - value)


def _joint_error(metric: Metric, errors: Sequence[float]) -> float:
    """The standard error where items are grouped in several ways: the variances of all, less that
    of single items, which is in each of them; never below the largest.

    Cameron, Gelbach & Miller, "Robust Inference With Multiway Clustering", Journal of Business &
    Economic Statistics 2011, with items as the cells in which the ways cross.
    """
    if len(errors) == 1:
        return errors[0]
    alone = jackknife_error(metric.leave_one_out())
    joint = sum(error**2 for error in errors) - (len(errors) - 1) * alone**2
    return max(float(np.sqrt(max(joint, 0.0))), *errors)
