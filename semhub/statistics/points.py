"""The points of a curve, and the curve that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from semhub.statistics.clusters import Influence
from semhub.statistics.null import PearsonIII, maximum_null, null95, p_value


@dataclass(frozen=True)
class Curve:
    """One metric over all layers. What too few items cannot tell is NaN.

    influence: None where no item was left out: for a bootstrap over items, for too few items, and
        for a curve that was read from a file.
    fitted: 0, or of how few re-pairings the null is, with a Pearson III curve fitted to them.
    """

    value: np.ndarray  # (layers,)
    low: np.ndarray  # (layers,) lower end of the 95% interval
    high: np.ndarray  # (layers,) upper end
    chance: float  # the mean where nothing tells the pairs, in theory
    null95: float  # 95% of re-pairings stay below this at every layer
    p: float  # how often a re-pairing's best layer reaches the observed best layer
    influence: Influence | None = field(default=None, repr=False, compare=False)
    fitted: int = field(default=0, repr=False, compare=False)


@dataclass(frozen=True)
class Point:
    """One metric at one layer: what its curve is made of. NaN where too few items cannot tell.

    nulls: (K,) the values under each set of re-pairings; empty for too few items.
    """

    value: float
    low: float
    high: float
    chance: float
    influence: list[np.ndarray] | None
    nulls: list[np.ndarray]


def joined(points: Sequence[Point], asked: Sequence[int]) -> Curve:
    """The curve of its points, in order; asked: how many re-pairings there were in each set."""
    value, low, high = (
        np.array([getattr(point, part) for point in points], dtype=float)
        for part in ("value", "low", "high")
    )
    nothing = float("nan")
    if not any(point.nulls for point in points):
        return Curve(value, low, high, nothing, null95=nothing, p=nothing)
    found: list[tuple[float, float]] = []
    fitted = 0
    for permuted, count in zip(zip(*(p.nulls for p in points), strict=True), asked, strict=True):
        best = maximum_null(permuted)
        if len(best) < count:
            fitted, tail = len(best), PearsonIII.of(best)
            found.append((tail.null95, tail.p_value(value.max(), count)))
        else:
            found.append((null95(best), p_value(value.max(), best)))
    levels, ps = zip(*found, strict=True)
    return Curve(
        value, low, high, points[0].chance,
        null95=max(levels),
        p=max(ps),
        influence=_stacked([point.influence for point in points if point.influence is not None]),
        fitted=fitted,
    )  # fmt: skip


def _stacked(influences: Sequence[list[np.ndarray]]) -> Influence | None:
    """(layers, clusters) of each way, from each layer's; None where there are none."""
    return tuple(np.stack(way) for way in zip(*influences, strict=True)) or None
