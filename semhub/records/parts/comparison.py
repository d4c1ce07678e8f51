"""Paired similarity over layers: `semhub.experiments.comparison.Comparison`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from semhub.charts.curve import answer, layer_curve
from semhub.experiments.verdict import METRIC
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import curve_rows
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison


def part(result: Comparison, name: str, sides: tuple[str, str] = ("A", "B")) -> Part:
    """Make the part of a comparison. sides: what its sides are called. The chart of the metric that
    the sentence speaks of comes first."""
    told = [one for one in result.metrics if not np.isnan(result.metrics[one].value).all()]
    lead = METRIC if METRIC in told else result.peak[0]
    figures = [
        Figure(
            f"{name}-{metric}",
            layer_curve(result, metric, *sides).to_dict(),
            METRICS[metric].sentence,
            label=METRICS[metric].label,
        )
        for metric in sorted(told, key=lambda metric: metric != lead)
    ]
    sentence = (
        f"{sides[0]} and {sides[1]}: {answer(result, lead)}" if lead in told else
        f"{result.n} pairs of {sides[0]} and {sides[1]} are too few to tell anything."
    )  # fmt: skip
    return Part("comparison", name, [*_rows(result, sides)], figures, sentence, result.to_dict())


def _rows(result: Comparison, sides: tuple[str, str]) -> Iterator[dict[str, Any]]:
    common = {"side_a": sides[0], "side_b": sides[1]}
    for metric, curve in result.metrics.items():
        yield from curve_rows(metric, curve, result.layers, **common)
