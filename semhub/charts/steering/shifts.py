"""What a push did to every single item, beside what its controls did to the same items."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE, NULL, PURPLE, VERMILLION
from semhub.charts.steering.controls import PUSHES, row, spread
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, ink, quoted, title, value_axis
from semhub.charts.text_format import isolated, layers, number

if TYPE_CHECKING:
    from semhub.steering.result import Point, Steering

LEAST = 5e-4
"""Nats, below which a change is none."""

ROW = 68
"""Pixels of one kind of push."""

ROOM = 18
"""Letters that the margin has room for."""

PICK = "item"
"""Name of the selection: a click on a dot picks its item."""

PUSH, REVERSED, ELSEWHERE, RANDOM = BLUE, VERMILLION, PURPLE, NULL
"""The colour of a push and of each of its controls, on every chart of them."""


def shifts(result: Steering, chosen: int, beside: str = "random") -> alt.LayerChart:
    """Draw a dot an item, a row a kind of push; `chosen` is the item that is ringed. The grey band
    is where 95% of the pushes of the control `beside` move the mean, around their own centre."""
    point = result.point
    rows = kinds(point, beside)
    frame = _frame(result, rows)
    names = [name for name, _, _ in rows]
    lines = [_lines(name) for name in names]
    x = alt.X("change:Q", axis=_axis())
    y = alt.Y(
        "height:Q",
        scale=alt.Scale(domain=[len(rows) - 0.5, -0.5], nice=False, zero=False),
        axis=value_axis(
            None, grid=False, values=list(range(len(rows))),
            labelExpr=f"{quoted(lines)}[datum.value]", labelLimit=200,
        ),
    )  # fmt: skip
    band = point.beside(beside)
    limit = pd.DataFrame(
        {
            "low": [band.centre - band.limit], "high": [band.centre + band.limit],
            "centre": [band.centre], "zero": [0],
        }
    )  # fmt: skip
    pick = alt.selection_point(name=PICK, fields=["item"], on="click", empty=False, toggle=False)
    dots = (
        alt.Chart(frame)
        .mark_circle(size=110, cursor="pointer")
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "kind:N", scale=alt.Scale(domain=names, range=[c for _, c, _ in rows]), legend=None
            ),
            opacity=alt.condition(f"datum.kind === '{names[-1]}'", alt.value(0.3), alt.value(0.85)),
            tooltip=[
                alt.Tooltip("label:N", title="item"),
                alt.Tooltip("words:N", title="answer"),
                alt.Tooltip("kind:N", title="push"),
                alt.Tooltip("change:Q", title="change of log-odds, nats", format="+.2f"),
                alt.Tooltip("before:Q", title="log-odds without a push", format="+.2f"),
            ],
        )
        .add_params(pick)
    )
    means = pd.DataFrame(
        {"mean": [float(values.mean()) for _, _, values in rows], "row": range(len(rows))}
    ).assign(top=lambda f: f["row"] - 0.4, bottom=lambda f: f["row"] + 0.4)
    here = frame[(frame["item"] == chosen) & (frame["kind"] == names[0])]
    base = alt.Chart(limit)
    parts = [
        base.mark_rect(color=NULL, opacity=0.25, tooltip=None).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q")
        ),
        base.mark_rule(color=NULL, strokeWidth=2, strokeDash=[5, 4], tooltip=None).encode(
            x=alt.X("centre:Q")
        ),
        base.mark_rule(color=ink(), strokeWidth=1.5, tooltip=None).encode(x=alt.X("zero:Q")),
        dots,
        alt.Chart(means)
        .mark_rule(color=ink(), strokeWidth=4, tooltip=None)
        .encode(x=alt.X("mean:Q"), y=alt.Y("top:Q"), y2=alt.Y2("bottom:Q")),
        alt.Chart(here)
        .mark_point(size=260, color=ink(), strokeWidth=3, filled=False, tooltip=None)
        .encode(x=alt.X("change:Q"), y=alt.Y("height:Q")),
    ]
    return alt.layer(*parts).properties(
        height=ROW * len(rows) + TITLE_ROOM + AXIS_ROOM,
        title=title("Does every answer move the intended way?", shifts_answer(result, beside)),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def kinds(point: Point, beside: str = "random") -> list[tuple[str, str, np.ndarray]]:
    """Return (name, colour, changes (n,) or (directions, n)) of the push and of its controls."""
    found = [
        ("push", PUSH, point.push.change),
        ("reversed", REVERSED, point.reversed.change),
    ]
    if point.wrong_layer:
        name = f"{layers(point.other_layers).lower()} instead"
        found.append((name, ELSEWHERE, point.wrong_layer.change))
    band = point.beside(beside)
    return [*found, (row(beside, band), RANDOM, band.change)]


def _lines(name: str) -> list[str]:
    """Return a row's name in the margin, in two lines if it takes more than one."""
    return [name] if len(name) <= ROOM else name.rsplit(" ", 1)


def shifts_answer(result: Steering, beside: str = "random") -> str:
    """Return the subtitle: how many items moved which way, the mean with its interval, the
    control."""
    push = result.point.push
    wrong = round(push.wrong_way * result.n)
    return (
        f"{wrong} of {result.n} moved the wrong way ({push.wrong_way:.0%}); mean change "
        f"{change(push.mean, push.low, push.high)} nats; "
        f"95% of {PUSHES[beside]}: {spread(result.point.beside(beside))}"
    )


def change(value: float, low: float = math.nan, high: float = math.nan) -> str:
    """Return a change of log-odds, signed, with its interval where it has one; what float error
    alone makes is none."""
    small = abs(value) < LEAST
    text = "0" if small else number(value) if value < 0 else f"+{number(value)}"
    return f"{text} [{number(low)}, {number(high)}]" if math.isfinite(low) else text


def _axis() -> alt.Axis:
    return alt.Axis(
        title=["change of log-odds, nats", "(right = the intended way)"],
        grid=True, tickCount=10, labelFontSize=LABEL, titleFontSize=LABEL, labelFlush=False,
        labelOverlap=True,
    )  # fmt: skip


def _frame(result: Steering, rows: list[tuple[str, str, np.ndarray]]) -> pd.DataFrame:
    """Return one row a dot; dots of a kind are spread out in height, so that they can be told
    apart."""
    labels = [isolated(label) for label in result.labels]
    words = [f"{minus} → {plus}" for minus, plus in result.words]
    parts = []
    for number_, (name, _, values) in enumerate(rows):
        item = np.arange(values.size) % result.n
        # Steps of the golden ratio fill any interval evenly, however many dots there are.
        spread = (np.arange(values.size) * 0.618034) % 1 - 0.5
        parts.append(
            pd.DataFrame(
                {
                    "item": item,
                    "kind": name,
                    "change": np.round(values.ravel(), 4),
                    "height": np.round(number_ + 0.62 * spread, 3),
                    "label": [labels[i] for i in item],
                    "words": [words[i] for i in item],
                    "before": np.round(result.before[item], 4),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
