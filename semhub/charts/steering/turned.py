"""What continuations say under a push: how many turned, and what each came to say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import BLUE, GREY, PURPLE, VERMILLION, tint
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, apart, title, value_axis
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.experiments.turned import Turned

HEIGHT, CELL, LABEL_ROOM = 380, 34, 130
TINTS = {
    "turned to what was wished for": BLUE, "unchanged": GREY, "something else": PURPLE,
    "turned by random pushes": VERMILLION,
}  # fmt: skip


def turned_curve(result: Turned, question: str) -> alt.LayerChart:
    """The share of each outcome over strength, beside what random pushes turn."""
    bands = dict(zip(TINTS, (*result.shares.values(), result.by_chance), strict=True))
    rows = [
        {"outcome": name, "strength": strength, "share": value, "low": low, "high": high}
        for name, band in bands.items()
        for strength, value, low, high in zip(
            result.strengths, band.value, band.low, band.high, strict=True
        )
    ]
    base = alt.Chart(pd.DataFrame(rows).round(4)).encode(
        x=alt.X(
            "strength:Q",
            axis=alt.Axis(
                title=f"strength at layer {result.layer}", values=result.strengths, grid=False,
                format="~g", labelFontSize=LABEL, titleFontSize=LABEL,
            ),
        ),
        color=alt.Color(
            "outcome:N",
            scale=alt.Scale(domain=list(TINTS), range=list(TINTS.values())),
            legend=alt.Legend(title=None, orient="top", columns=2, labelFontSize=LABEL,
                              labelLimit=320),
        ),
    )  # fmt: skip
    share = alt.Y(
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=value_axis("share of prompts", grid=True)
    )
    lines = base.mark_line(point=True, strokeWidth=3).encode(
        y=share,
        tooltip=[
            alt.Tooltip("outcome:N"),
            alt.Tooltip("strength:Q"),
            alt.Tooltip("share:Q", format=".2f"),
        ],
    )
    spans = base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(
        y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    return alt.layer(spans, lines).properties(
        height=HEIGHT + TITLE_ROOM + AXIS_ROOM, title=title(question, turned_answer(result))
    )


def said_matrix(result: Turned) -> alt.Chart:
    """What was wished for (rows) and what was said (columns), at the strength that turned most."""
    counts = Counter(zip(result.wished, result.said[result.best], strict=True))
    gold, said = (
        sorted({pair[at] for pair in counts} | {*result.wished}, key=_order) for at in (0, 1)
    )
    rows, columns = (dict(zip(one, apart(one), strict=True)) for one in (gold, said))
    of = Counter(result.wished)
    frame = pd.DataFrame(
        [
            {
                "row": rows[a], "column": columns[b], "count": counts[a, b],
                "share": round(counts[a, b] / of[a], 4),
            }
            for a in gold for b in said
        ]
    )  # fmt: skip
    return (
        alt.Chart(frame)
        .mark_rect(stroke="gray", strokeOpacity=0.2)
        .encode(
            x=alt.X(
                "column:N", scale=alt.Scale(domain=[*columns.values()]), axis=_axis("said", -40)
            ),
            y=alt.Y("row:N", scale=alt.Scale(domain=[*rows.values()]), axis=_axis("wished for", 0)),
            color=alt.Color(
                "share:Q", scale=alt.Scale(domain=[0, 1], range=[tint(BLUE, 0), BLUE]), legend=None
            ),
            tooltip=[
                alt.Tooltip("row:N", title="wished for"), alt.Tooltip("column:N", title="said"),
                alt.Tooltip("count:Q", title="prompts"), alt.Tooltip("share:Q", format=".2f"),
            ],
        )
        .properties(
            height=CELL * len(gold) + TITLE_ROOM + LABEL_ROOM,
            title=title("What is said, and what was wished for?", turned_answer(result)),
        )
    )  # fmt: skip


def turned_answer(result: Turned) -> str:
    band, at = result.shares["turned"], result.best
    if not band.value[at]:
        return f"At no strength does any of {result.n} answers turn to what was wished for"
    chance = result.by_chance
    return (
        f"Strength {result.strengths[at]:g}, which turns most: {number(band.value[at])} "
        f"[{number(band.low[at])}, {number(band.high[at])}] of {result.n} answers turn to what was "
        f"wished for; under random pushes {number(chance.value[at])} (at most "
        f"{number(chance.high[at])}){'' if result.clear else ', which is not clearly less'}"
    )


def _order(said: str) -> tuple[int, str]:
    """Numbers by their size, and all else behind them."""
    return (int(said), "") if said.isdigit() else (10**9, said)


def _axis(name: str, angle: int) -> alt.Axis:
    return alt.Axis(
        title=name, labelAngle=angle, grid=False, labelFontSize=LABEL, labelOverlap=False,
        labelFlush=False, labelLimit=150, domain=False, ticks=False,
    )  # fmt: skip
