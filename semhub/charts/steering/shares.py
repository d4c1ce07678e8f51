"""How many answers a push changed: to the intended word, to another of its class, or at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import BLUE, GREY, ORANGE
from semhub.charts.steering.controls import PUSHES, row
from semhub.charts.style import (
    AXIS_ROOM,
    LABEL,
    LEGEND_ROOM,
    TITLE_ROOM,
    ink,
    quoted,
    title,
    value_axis,
)
from semhub.charts.text_format import layers

if TYPE_CHECKING:
    from semhub.steering.result import Point, Steering

ROW = 42
"""Pixels of one kind of push."""

ROOM_FOR_SHARES = 1.08
"""Where the axis ends, so that the number behind a whole bar has room."""

PARTS = {
    "the intended word": BLUE,
    "another word of its class": ORANGE,
    "only something else comes first": GREY,
}
"""What an answer became, and its colour."""


def shares(result: Steering, beside: str = "random") -> alt.LayerChart:
    """Draw a bar for the push and for each of its controls: the share of answers that changed at
    all, in parts by what they became. Of the answers that were not the intended word before."""
    frame = shares_frame(result.point, beside)
    kinds = list(dict.fromkeys(frame["kind"]))
    x = alt.X(
        "low:Q",
        scale=alt.Scale(domain=[0, ROOM_FOR_SHARES], nice=False),
        axis=alt.Axis(
            title="share of the answers that were not the intended word before", format="%",
            values=[0, 0.25, 0.5, 0.75, 1], labelFontSize=LABEL, titleFontSize=LABEL,
            labelFlush=False,
        ),
    )  # fmt: skip
    y = alt.Y(
        "row:Q",
        scale=alt.Scale(domain=[len(kinds) - 0.5, -0.5], nice=False, zero=False),
        axis=value_axis(
            None, grid=False, values=list(range(len(kinds))),
            labelExpr=f"{quoted(kinds)}[datum.value]", labelLimit=200,
        ),
    )  # fmt: skip
    colour = alt.Color(
        "became:N",
        scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
        legend=alt.Legend(
            title=None, orient="top", labelFontSize=LABEL, labelLimit=480, symbolType="square"
        ),
    )
    shown = [
        alt.Tooltip("kind:N", title="push"),
        alt.Tooltip("became:N", title="became"),
        alt.Tooltip("share:Q", format=".0%"),
    ]
    bars = (
        alt.Chart(frame)
        .mark_bar(height=ROW * 0.6)
        .encode(x=x, x2=alt.X2("high:Q"), y=y, color=colour, tooltip=shown)
    )
    whole = frame.groupby("row", as_index=False).agg(high=("high", "max"), said=("said", "first"))
    ends = (
        alt.Chart(whole)
        .mark_text(align="left", dx=8, fontSize=LABEL, fontWeight=600, color=ink(), tooltip=None)
        .encode(x=alt.X("high:Q"), y=alt.Y("row:Q"), text=alt.Text("said:N"))
    )
    return alt.layer(bars, ends).properties(
        height=ROW * len(kinds) + TITLE_ROOM + AXIS_ROOM + LEGEND_ROOM,
        title=title("How many answers change, and to what?", shares_answer(result.point, beside)),
    )


def shares_frame(point: Point, beside: str = "random") -> pd.DataFrame:
    """Return kind, row (its number), became, share, low and high (where its part of the bar
    lies)."""
    band = point.beside(beside)
    found = [("push", point.push), ("reversed", point.reversed)]
    if point.wrong_layer:
        found.append((f"{layers(point.other_layers).lower()} instead", point.wrong_layer))
    found.append((row(beside, band), band))
    rows = []
    for number, (kind, one) in enumerate(found):
        ends = [0.0, one.flips, one.flips + one.strays, one.changes]
        if math.isnan(one.flips):
            ends = [0.0] * 4
        for became, low, high in zip(PARTS, ends, ends[1:], strict=False):
            rows.append((kind, number, became, high - low, low, high, _percent(one.changes)))
    return pd.DataFrame(rows, columns=["kind", "row", "became", "share", "low", "high", "said"])


def shares_answer(point: Point, beside: str = "random") -> str:
    """Return the subtitle: the two shares of the push, and of the control."""
    push, band = point.push, point.beside(beside)
    if not push.open.any():
        return "Every answer is the intended word without a push"
    return (
        f"Pushed, {push.flips:.0%} become the intended word and {push.changes:.0%} change at all; "
        f"under {PUSHES[beside]} {band.flips:.0%} and {band.changes:.0%}"
    )


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.0%}"
