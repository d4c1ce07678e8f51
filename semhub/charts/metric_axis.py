"""The vertical axis of a metric."""

from __future__ import annotations

import altair as alt

from semhub.charts.style import value_axis
from semhub.experiments.verdict import METRIC
from semhub.similarity import METRICS


def metric_axis(metric: str) -> alt.Axis:
    """Return the axis of a metric, or of any other number over layers. Retrieval is counted in
    items of a hundred, as its sentence does."""
    if metric == METRIC:
        hundredths = "format(100 * datum.value, 'd')"
        return value_axis("found of 100", tickCount=5, grid=True, labelExpr=hundredths)
    name = METRICS[metric].axis if metric in METRICS else "value"
    return value_axis(name, tickCount=5, grid=True)
