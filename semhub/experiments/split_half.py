"""Choose the best layer on half of the pairs, and measure it on the other half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.similarity import METRICS, prepared, require_metric
from semhub.statistics.curve import (
    INTERVAL_ITEMS,
    Metric,
    jackknife_error,
    normal_interval,
    wilson_interval,
)


@dataclass(frozen=True)
class SplitHalf:
    """A metric at its best layer, which choosing the best does not flatter.

    metric: its name. n: the pairs in each half, the smaller where they differ.
    layers: the layer that was best on the first half, and the one that was best on the second.
    value: the mean of both layers' values, each on the half that had no part in choosing it.
    low, high: its 95% interval over items.
    chosen: the mean of both layers' values, each on the half that chose it: by so much higher as
        choosing flatters.
    chance: of n pairs, since each half competes within itself.
    """

    metric: str
    n: int
    layers: tuple[int, int]
    value: float
    low: float
    high: float
    chosen: float
    chance: float


def split_half_peak(
    metric: str, x: np.ndarray, y: np.ndarray, layers: Sequence[int], *, seed: int = 0
) -> SplitHalf:
    """Return the value at the best layer, chosen on one half of the pairs and measured on the
    other, both ways round and averaged.

    metric: any of `METRICS`. x, y: states (layers, n, width) whose rows mean the same, `layers`
    their numbers. The halves are drawn at random by `seed` and share nothing, neither candidates
    nor a mean. The interval is Wilson's for a share and a normal one for any other metric, with the
    mean of both jackknife errors, as one half alone has it: where several layers are about as good,
    the two directions hang together (both are high when both halves choose the same layer). Raises
    `InputError` for an unknown metric, and for fewer pairs than two intervals take.
    """
    require_metric(metric)
    kind, n = METRICS[metric], x.shape[1]
    least = 2 * max(kind.minimum_items + 1, INTERVAL_ITEMS)
    if n < least:
        raise InputError(
            f"Choosing a layer on half of the pairs takes at least {least} of them for {metric}, "
            f"and there are {n}; give more."
        )
    order = np.random.default_rng(seed).permutation(n)
    halves = order[: n // 2], order[n // 2 :]

    def at(layer: int, half: np.ndarray) -> Metric:
        return prepared(x[layer, half], y[layer, half], [metric])[metric]

    values = np.array([[at(k, half).value for k in range(len(x))] for half in halves])
    best = values.argmax(1)
    measured = at(best[0], halves[1]), at(best[1], halves[0])
    value = (measured[0].value + measured[1].value) / 2
    error = sum(jackknife_error(half.leave_one_out()) for half in measured) / 2
    interval = (
        wilson_interval(value, n // 2, error)
        if kind.interval == "wilson"
        else normal_interval(value, error, bounds=kind.bounds)
    )
    first, second = (layers[k] for k in best)
    chosen = float(values.max(1).mean())
    return SplitHalf(metric, n // 2, (first, second), value, *interval, chosen, kind.chance(n // 2))
