"""Similarity over layers: the curve, how sure it is, and what chance would give."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.control_lines import ROOM, control_lines, strongest, tooltip_columns
from semhub.charts.metric_axis import metric_axis
from semhub.charts.palette import CURVE
from semhub.charts.shades import hub_shade, null_shade
from semhub.charts.style import LABEL, ink, layer_axis, layer_scale, title, value_axis
from semhub.charts.text_format import number, of_hundred, one_in, verdict
from semhub.experiments.verdict import MEETS, METRIC
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.experiments.controls import Control

HEIGHT = 390
LINE = alt.ExprRef(CURVE)
PICK = "pick"
"""Name of the selection: a click anywhere in a layer's column picks that layer."""

NEAR_AN_END = 0.04
"""Share of the layers from either end within which the name of the peak would leave the chart."""


def layer_curve(
    result: Comparison,
    metric: str,
    side_a: str,
    side_b: str,
    chosen: int | None = None,
    controls: Mapping[str, Control] | None = None,
) -> alt.LayerChart:
    """Draw the curve of one metric with interval, chance, null and hub; `chosen` gets a thin rule.

    controls: name -> control of the same metric at the same layers; an empty mapping keeps the room
    of their legend.
    """
    curve = result.metrics[metric]
    frame = _frame(result, metric)
    if controls:
        frame = frame.assign(**{name: line.value for name, line in controls.items()})
    low, high = _range(frame, curve.chance, curve.null95)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=metric_axis(metric),
    )
    line = alt.Chart(frame).encode(x=_x(len(frame)), y=y)
    parts = [
        *hub_shade(result.hub.band, high, int(np.nanargmax(curve.value)), len(frame)),
        *null_shade(curve, low, high, len(frame)),
        *([] if controls is None else control_lines(controls, result.layers, line.encoding)),
        line.mark_area(color=LINE, opacity=0.22, tooltip=None).encode(
            y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        line.mark_line(color=LINE, strokeWidth=3, tooltip=None),
        line.mark_point(color=LINE, filled=True, size=60, opacity=1, tooltip=None),
        *_rule(frame, chosen, low),
        *_peak(frame, int(np.nanargmax(curve.value)), metric),
        _columns(frame, low, high, tooltip_columns(controls or {})),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT if controls is None else HEIGHT + ROOM,
        title=title(question(side_a, side_b), answer(result, metric, controls)),
    )


def cosine_curve(
    cosines: np.ndarray, pairs: int, side_a: str, side_b: str, chosen: int | None = None
) -> alt.LayerChart:
    """Draw the plain cosine of matched states (layers,): what too few pairs can tell."""
    frame = pd.DataFrame({"layer": range(len(cosines)), "value": np.round(cosines, 4)})
    low = min(0.0, float(cosines.min()))
    line = alt.Chart(frame).encode(
        x=_x(len(frame)),
        y=alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[low, 1], nice=False),
            axis=value_axis("plain cosine", tickCount=5, grid=True),
        ),
    )
    parts = [
        line.mark_line(color=LINE, strokeWidth=3, strokeDash=[2, 3], tooltip=None),
        line.mark_point(color=LINE, filled=True, size=60, opacity=1, tooltip=None),
        *_rule(frame, chosen, low),
        _columns(frame, low, 1.0, {}),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT, title=title(question(side_a, side_b), cosine_answer(pairs))
    )


def cosine_answer(pairs: int) -> str:
    return f"Plain cosine, {_pairs(pairs)}: no interval, no chance level, so no evidence yet"


def question(side_a: str, side_b: str) -> str:
    return f"Where do {side_a} and {side_b} meet?"


def answer(result: Comparison, metric: str, controls: Mapping[str, Control] | None = None) -> str:
    """Return the subtitle: the best layer, chance, the strongest control there, and the verdict.

    The verdict is retrieval's, and says so beside the numbers of another metric.
    """
    best = int(np.nanargmax(result.metrics[metric].value))
    found = at_layer(result, metric, best)
    if metric != METRIC:
        return f"{found}. {verdict(result.hub)} (by retrieval)."
    if controls:
        name, value = strongest(controls, best)
        found += f", by {name} {of_hundred(value)}"
    meets = ": higher there than at both ends" if result.hub.verdict == MEETS else ""
    return f"{found}. {verdict(result.hub)}{meets}."


def at_layer(result: Comparison, metric: str, layer: int) -> str:
    """Return the value of a metric at one layer with its interval and chance; of retrieval, how
    many of a hundred find their partner. layer: its place among the result's layers."""
    curve = result.metrics[metric]
    low, high = curve.low[layer], curve.high[layer]
    where, over = f"at layer {result.layers[layer]}", " over other words" if result.over else ""
    wrote = of_hundred if metric == METRIC else number
    sure = (
        f"95% interval {wrote(low)} to {wrote(high)}{over}" if math.isfinite(low)
        else "too few for an interval"
    ) + f", {_pairs(result.n)}"  # fmt: skip
    if metric == METRIC:
        count, chance = of_hundred(curve.value[layer]), one_in(curve.chance)
        return f"{count} of 100 find their partner {where} ({sure}); by chance {chance}"
    value = f"{METRICS[metric].label} {number(curve.value[layer])} {where}"
    return f"{value} ({sure}); chance {number(curve.chance)}"


def _pairs(n: int) -> str:
    return f"{n} pair" + ("s" if n != 1 else "")


def _frame(result: Comparison, metric: str) -> pd.DataFrame:
    curve = result.metrics[metric]
    return pd.DataFrame(
        {"layer": result.layers, "value": curve.value, "low": curve.low, "high": curve.high}
    )


def _range(frame: pd.DataFrame, chance: float, null95: float) -> tuple[float, float]:
    """Return the range from zero, or below it, to a height that small numbers do not fill, with
    room for labels."""
    drawn = frame.drop(columns="layer").to_numpy().ravel()
    numbers = np.array([*drawn, chance, null95, 0.0])
    low, high = float(np.nanmin(numbers)), max(float(np.nanmax(numbers)), 0.25)
    return low, high + 0.18 * (high - low)


def _x(count: int) -> alt.X:
    return alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count))


def _peak(frame: pd.DataFrame, best: int, metric: str) -> list[alt.Chart]:
    value = frame["value"][best]
    text = f"{of_hundred(value)} of 100" if metric == METRIC else f"peak: {number(value)}"
    row = frame.iloc[[best]].assign(text=text)
    share = (best + 0.5) / len(frame)
    align = "left" if share < NEAR_AN_END else "right" if share > 1 - NEAR_AN_END else "center"
    base = alt.Chart(row).encode(x=alt.X("layer:Q"), y=alt.Y("value:Q"))
    ring = base.mark_point(size=220, color=LINE, strokeWidth=3, filled=False, tooltip=None)
    text = base.mark_text(
        color=ink(), fontSize=LABEL + 1, fontWeight=700, align=align, baseline="bottom", dy=-14,
        tooltip=None,
    )  # fmt: skip
    return [ring, text.encode(text=alt.Text("text:N"))]


def _rule(frame: pd.DataFrame, chosen: int | None, low: float) -> list[alt.Chart]:
    """Draw a rule from the axis up to the curve, so that it crosses no label."""
    if chosen is None:
        return []
    rule = alt.Chart(frame.iloc[[chosen]].assign(bottom=low)).mark_rule(
        color=ink(), strokeWidth=3, opacity=0.6, tooltip=None
    )
    return [rule.encode(x=alt.X("layer:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("value:Q"))]


def _columns(frame: pd.DataFrame, low: float, high: float, also: Mapping[str, str]) -> alt.Chart:
    """Draw an invisible column per layer, on top of all: it takes the pointer and the click.

    also: further columns of the frame that are told on hover -> what each is called.
    """
    edges = {"left": frame["layer"] - 0.5, "right": frame["layer"] + 0.5}
    wide = frame.assign(**edges, bottom=low, top=high)
    shown = [alt.Tooltip("layer:Q", title="layer"), alt.Tooltip("value:Q", format=".3f")]
    if "low" in frame:
        shown += [
            alt.Tooltip("low:Q", title="95% from", format=".3f"),
            alt.Tooltip("high:Q", title="95% to", format=".3f"),
        ]
    shown += [alt.Tooltip(f"{name}:Q", title=text, format=".3f") for name, text in also.items()]
    return (
        alt.Chart(wide)
        .mark_rect(opacity=0.001, cursor="pointer")
        .encode(
            x=alt.X("left:Q"),
            x2=alt.X2("right:Q"),
            y=alt.Y("bottom:Q"),
            y2=alt.Y2("top:Q"),
            tooltip=shown,
        )
        .add_params(alt.selection_point(name=PICK, fields=["layer"], on="click", empty=False))
    )
