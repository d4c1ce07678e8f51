"""How the effect of a push grows with its strength, beside random, reversed and misplaced ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import CURVE
from semhub.charts.steering.controls import PUSHES
from semhub.charts.steering.shifts import ELSEWHERE, PUSH, RANDOM, REVERSED, change
from semhub.charts.style import LABEL, ink, title, value_axis
from semhub.charts.text_format import layers, number

if TYPE_CHECKING:
    from semhub.steering.result import Steering

HEIGHT = 400


def strength_curve(
    result: Steering, strength: float, beside: str = "random", by: str | None = None
) -> alt.LayerChart:
    """Draw the mean change of log-odds over strength, each point with its controls; at strength 0
    it is none. `strength`, one of the curve's, gets a rule, and the subtitle speaks of it. The grey
    band holds the pushes of the control `beside`, and its dashed line is their mean.

    Strengths double from one to the next, so they are drawn by their square roots.
    by: what a push of strength 1 is; by default the natural difference.
    """
    unit = by or "the mean difference found there"
    frame = strength_frame(result, beside)
    point = result.curve[0]
    other = f"put into {layers(point.other_layers).lower()} instead"
    names = ["push", "reversed", other] if point.wrong_layer else ["push", "reversed"]
    top = float(frame["strength"].max())
    x = alt.X(
        "strength:Q",
        scale=alt.Scale(domain=[0, top], nice=False, type="sqrt"),
        axis=alt.Axis(
            title=f"strength at {'each of ' * (len(point.layers) > 1)}"
            f"{layers(point.layers).lower()}  ({'' if by else 'natural differences: '}1 = {unit})",
            values=sorted({*frame["strength"]}), grid=False, labelAngle=0, format="~g",
            labelFontSize=LABEL, titleFontSize=LABEL, labelFlush=False,
        ),
    )  # fmt: skip
    y = alt.Y("value:Q", axis=value_axis("nats", grid=True, tickCount=6))
    bands = frame[frame["kind"] == beside]
    push = frame[frame["kind"] == "push"]
    lines = frame[frame["kind"] != beside].replace({"kind": {"elsewhere": other}})
    tint = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[PUSH, REVERSED, ELSEWHERE][: len(names)]),
        legend=alt.Legend(
            title=None, orient="top", labelFontSize=LABEL, labelLimit=320, symbolType="stroke",
            symbolSize=400, symbolStrokeWidth=3, symbolOpacity=1,
        ),
    )  # fmt: skip
    width = alt.condition("datum.kind === 'push'", alt.value(3.5), alt.value(2))
    shown = [
        alt.Tooltip("kind:N", title="push"),
        alt.Tooltip("strength:Q"),
        alt.Tooltip("value:Q", title="mean change, nats", format="+.2f"),
        alt.Tooltip("low:Q", title="95% from", format="+.2f"),
        alt.Tooltip("high:Q", title="95% to", format="+.2f"),
        alt.Tooltip("flipped:Q", title="became the intended word", format=".0%"),
        alt.Tooltip("changed:Q", title="changed at all", format=".0%"),
    ]
    base = alt.Chart(lines).encode(x=x, y=y, color=tint)
    here = pd.DataFrame({"strength": [strength]})
    parts = [
        alt.Chart(bands)
        .mark_area(color=RANDOM, opacity=0.3, tooltip=None)
        .encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        alt.Chart(bands)
        .mark_line(color=RANDOM, strokeWidth=2, strokeDash=[5, 4], tooltip=None)
        .encode(x=x, y=y),
        alt.Chart(push)
        .mark_area(color=alt.ExprRef(CURVE), opacity=0.22, tooltip=None)
        .encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        alt.Chart(here)
        .mark_rule(color=ink(), strokeWidth=3, opacity=0.4, tooltip=None)
        .encode(x=alt.X("strength:Q")),
        base.mark_line(tooltip=None).encode(strokeWidth=width),
        base.mark_point(filled=True, opacity=1, size=80).encode(tooltip=shown),
    ]
    return alt.layer(*parts).properties(
        height=HEIGHT,
        title=title("How hard must one push?", _answer(result, strength, beside)),
    )


def strength_frame(result: Steering, beside: str = "random") -> pd.DataFrame:
    """Return strength, kind (push, reversed, elsewhere, `beside`), value, low, high, flipped and
    changed: a row per strength and kind, with strength 0, at which nothing is pushed."""
    rows = []
    for point in result.curve:
        effects = {
            "push": point.push, "reversed": point.reversed, "elsewhere": point.wrong_layer,
        }  # fmt: skip
        for kind, effect in effects.items():
            if effect:
                told = effect.mean, effect.low, effect.high, effect.flips, effect.changes
                rows.append((point.strength, kind, *told))
        band = point.beside(beside)
        told = band.centre, band.low, band.high, band.flips, band.changes
        rows.append((point.strength, beside, *told))
    rows += [(0.0, kind, *[0.0] * 5) for kind in dict.fromkeys(row[1] for row in rows)]
    columns = ["strength", "kind", "value", "low", "high", "flipped", "changed"]
    return pd.DataFrame(rows, columns=columns).sort_values("strength", kind="stable")


def _answer(result: Steering, strength: float, beside: str) -> str:
    point = next(point for point in result.curve if point.strength == strength)
    band, wrong = point.beside(beside), point.wrong_layer
    elsewhere = wrong and f", {layers(point.other_layers).lower()} instead {change(wrong.mean)}"
    return (
        f"At {strength:g}: {change(point.push.mean, point.push.low, point.push.high)} nats, "
        f"reversed {change(point.reversed.mean)}{elsewhere or ''}; grey: {PUSHES[beside]}, "
        f"{number(band.low)} to {number(band.high)} around {number(band.centre)}"
    )
