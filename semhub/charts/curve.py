"""Similarity over layers: the curve, how sure it is, and what chance would give."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import CURVE, HUB, NULL
from semhub.charts.style import LABEL, ink, layer_axis, layer_scale, title, value_axis
from semhub.charts.words import METRICS, number, runs, verdict

if TYPE_CHECKING:
    from semhub.comparison import Comparison
    from semhub.statistics import Curve

HEIGHT = 390
LINE = alt.ExprRef(CURVE)
PICK = "pick"
"""Name of the selection: a click anywhere in a layer's column picks that layer."""

WORDS_WIDE, WORDS_TALL, PEAK_TALL = 0.38, 0.1, 0.17
"""Shares of a narrow chart that the words for null and chance take, and of its height that the
name of the peak does."""

NEAR_AN_END = 0.04
"""Share of the layers from either end within which the name of the peak would leave the chart."""


def layer_curve(
    result: Comparison, metric: str, side_a: str, side_b: str, chosen: int | None = None
) -> alt.LayerChart:
    """The curve of one metric with interval, chance, null and hub; `chosen` gets a thin rule."""
    curve, name = result.metrics[metric], METRICS[metric].name
    frame = _frame(result, metric)
    low, high = _range(frame, curve.chance, curve.null95)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=value_axis(name.lower(), tickCount=5, grid=True),
    )
    line = alt.Chart(frame).encode(x=_x(len(frame)), y=y)
    parts = [
        *hub_shade(result.hub.band, high),
        *null_shade(curve, low, high, len(frame)),
        line.mark_area(color=LINE, opacity=0.22, tooltip=None).encode(
            y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        line.mark_line(color=LINE, strokeWidth=3, tooltip=None),
        line.mark_point(color=LINE, filled=True, size=60, opacity=1, tooltip=None),
        *_rule(frame, chosen, low),
        *_peak(frame, int(np.nanargmax(curve.value))),
        _columns(frame, low, high),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT, title=title(question(side_a, side_b), answer(result, metric))
    )


def cosine_curve(
    cosines: np.ndarray, pairs: int, side_a: str, side_b: str, chosen: int | None = None
) -> alt.LayerChart:
    """The plain cosine of matched states (layers,): what too few pairs can tell."""
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
        _columns(frame, low, 1.0),
    ]
    said = f"Plain cosine, {_pairs(pairs)}: no interval, no chance level, so no evidence yet"
    return alt.layer(*parts).properties(height=HEIGHT, title=title(question(side_a, side_b), said))


def question(side_a: str, side_b: str) -> str:
    return f"Where do {side_a} and {side_b} meet?"


def answer(result: Comparison, metric: str) -> str:
    """The subtitle: the verdict, the best layer with its interval, chance and n."""
    curve, name = result.metrics[metric], METRICS[metric].name
    best = int(np.nanargmax(curve.value))
    start = verdict(result.hub)
    named = name if name.isupper() else name[0].lower() + name[1:]
    interval = (
        f" [{number(curve.low[best])}, {number(curve.high[best])}]"
        if math.isfinite(curve.low[best])
        else " (too few pairs for an interval)"
    )
    return (
        f"{start}; {named} {number(curve.value[best])}{interval} at layer {result.layers[best]}; "
        f"chance {number(curve.chance)}; {_pairs(result.n)}"
    )


def _pairs(n: int) -> str:
    return f"{n} pair" + ("s" if n != 1 else "")


def _frame(result: Comparison, metric: str) -> pd.DataFrame:
    curve = result.metrics[metric]
    return pd.DataFrame(
        {"layer": result.layers, "value": curve.value, "low": curve.low, "high": curve.high}
    )


def _range(frame: pd.DataFrame, chance: float, null95: float) -> tuple[float, float]:
    """From zero, or below it, to a height that small numbers do not fill, with room for labels."""
    numbers = np.array([*frame["value"], *frame["low"], *frame["high"], chance, null95, 0.0])
    low, high = float(np.nanmin(numbers)), max(float(np.nanmax(numbers)), 0.25)
    return low, high + 0.18 * (high - low)


def _x(count: int) -> alt.X:
    return alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count))


def hub_shade(hub: list[int], high: float) -> list[alt.Chart]:
    """The shaded band of layers, labelled once, over its longest run."""
    if not hub:
        return []
    found = runs(hub)
    frame = pd.DataFrame([{"from": a - 0.5, "to": b + 0.5} for a, b in found])
    first, _ = max(found, key=lambda run: run[1] - run[0])
    label = pd.DataFrame({"from": [first - 0.5], "top": [high], "text": ["hub"]})
    band = alt.Chart(frame).mark_rect(color=HUB, opacity=0.13, tooltip=None)
    name = alt.Chart(label).mark_text(
        color=HUB, fontSize=LABEL + 1, fontWeight=700, align="left", baseline="top",
        dx=8, dy=6, tooltip=None,
    )  # fmt: skip
    return [
        band.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q")),
        name.encode(x=alt.X("from:Q"), y=alt.Y("top:Q"), text=alt.Text("text:N")),
    ]


def null_shade(curve: Curve, low: float, high: float, count: int) -> list[alt.Chart]:
    """The grey band and the dashed line, and the words for both where they cross no curve."""
    if not math.isfinite(curve.null95):
        return []
    at_end, label = _place_of_words(curve, low, high)
    frame = pd.DataFrame(
        {"from": [-0.5], "to": [count - 0.5], "low": [low], "top": [curve.null95],
         "chance": [curve.chance], "label": [label],
         "text": ["grey: 95% of wrong pairs; dashed: chance"]}
    )  # fmt: skip
    base = alt.Chart(frame)
    band = base.mark_rect(color=NULL, opacity=0.25, tooltip=None)
    dashes = base.mark_rule(strokeDash=[6, 4], strokeWidth=1.5, color=ink(), tooltip=None)
    text = base.mark_text(
        color=ink(), opacity=0.75, fontSize=LABEL - 1, align="right" if at_end else "left",
        baseline="bottom", dx=-6 if at_end else 6, dy=-3, tooltip=None,
    )  # fmt: skip
    return [
        band.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"), y=alt.Y("low:Q"), y2=alt.Y2("top:Q")),
        dashes.encode(y=alt.Y("chance:Q")),
        text.encode(
            x=alt.X("to:Q" if at_end else "from:Q"), y=alt.Y("label:Q"), text=alt.Text("text:N")
        ),
    ]


def _place_of_words(curve: Curve, low: float, high: float) -> tuple[bool, float]:
    """Whether the words for null and chance stand at the end of the layers, and above which value.

    They stand above a narrow band, at the foot of one that fills the chart; at the end where the
    curve is farther from them, or at the other; where it crosses both, above all that is there.
    """
    wide = math.ceil(WORDS_WIDE * len(curve.value))
    tall, peak = WORDS_TALL * (high - low), PEAK_TALL * (high - low)
    tops = curve.value.copy()
    tops[np.nanargmax(tops)] += peak
    label = curve.chance if curve.null95 > (low + high) / 2 else curve.null95
    usual = bool(curve.value[-1] > curve.value[0])
    over = {}
    for at_end in (usual, not usual):
        part = slice(-wide, None) if at_end else slice(wide)
        if np.nanmax(tops[part]) < label or np.nanmin(curve.value[part]) > label + tall:
            return at_end, label
        over[at_end] = float(np.nanmax([*tops[part], *curve.high[part], label]))
    at_end = min(over, key=over.get)
    return at_end, over[at_end]


def _peak(frame: pd.DataFrame, best: int) -> list[alt.Chart]:
    row = frame.iloc[[best]].assign(text=f"peak: {number(frame['value'][best])}")
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
    """From the axis up to the curve, so that it crosses no label."""
    if chosen is None:
        return []
    rule = alt.Chart(frame.iloc[[chosen]].assign(bottom=low)).mark_rule(
        color=ink(), strokeWidth=3, opacity=0.6, tooltip=None
    )
    return [rule.encode(x=alt.X("layer:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("value:Q"))]


def _columns(frame: pd.DataFrame, low: float, high: float) -> alt.Chart:
    """One invisible column a layer, on top of all: what the pointer meets and a click takes."""
    edges = {"left": frame["layer"] - 0.5, "right": frame["layer"] + 0.5}
    wide = frame.assign(**edges, bottom=low, top=high)
    shown = [alt.Tooltip("layer:Q", title="layer"), alt.Tooltip("value:Q", format=".3f")]
    if "low" in frame:
        shown += [
            alt.Tooltip("low:Q", title="95% from", format=".3f"),
            alt.Tooltip("high:Q", title="95% to", format=".3f"),
        ]
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
