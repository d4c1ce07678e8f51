"""Which word is read where each is right: a matrix of gold by predicted, and how often it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.palette import BLUE, VERMILLION, tint
from semhub.charts.series import Series, series_curve
from semhub.charts.slides import Slides, laid_out, named
from semhub.charts.style import LABEL, TITLE_ROOM, apart
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.experiments.gold_predicted import GoldPredicted

CELL, TALLEST, LABEL_ROOM = 34, 640, 110
QUESTION = "Which word is read where each is right?"


def gold_predicted_matrix(result: GoldPredicted) -> Slides:
    """A cell for every right word (row) and every word (column): blue where that word is read more
    than elsewhere, vermillion where less."""
    rows, columns = apart(result.gold), apart(result.predicted)
    most = max(float(np.abs(result.value).max()), 1e-9)
    base = named("cells").encode(
        x=alt.X("column:N", scale=alt.Scale(domain=columns), axis=_axis("read", -40)),
        y=alt.Y("row:N", scale=alt.Scale(domain=rows), axis=_axis("right", 0)),
        tooltip=[
            alt.Tooltip("row:N", title="right"),
            alt.Tooltip("column:N", title="read"),
            alt.Tooltip("value:Q", title=f"{result.mean}, less its mean", format=".3f"),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            "value:Q",
            scale=alt.Scale(
                domain=[-most, 0, most], range=[VERMILLION, tint(BLUE, 0), BLUE], clamp=True
            ),
            legend=None,
        )
    )
    return laid_out(
        alt.layer(cells),
        min(CELL * len(rows), TALLEST) + TITLE_ROOM + LABEL_ROOM,
        lambda layer: {"cells": _cells(result, rows, columns, layer)},
        lambda layer: (QUESTION, [matrix_answer(result, layer)]),
    )


def right_curve(result: GoldPredicted) -> alt.LayerChart:
    """How often the right word is the one that is read more than elsewhere."""
    return series_curve(
        [(Series("right word", BLUE), result.right)],
        question="How often is the right word read?",
        answer=right_answer(result),
        axis="share",
    )


def right_answer(result: GoldPredicted) -> str:
    """The layer before the last at which it is most often so."""
    best = int(np.argmax(result.right.value[:-1]))
    return f"Most before the last layer: {matrix_answer(result, best)}"


def matrix_answer(result: GoldPredicted, layer: int) -> str:
    right = result.right
    return (
        f"layer {layer}: right in {number(right.value[layer])} [{number(right.low[layer])}, "
        f"{number(right.high[layer])}] of {sum(result.counts)} {result.counted}, all words "
        f"counting alike; chance {number(result.chance)}"
    )


def _cells(result: GoldPredicted, rows: list[str], columns: list[str], layer: int) -> list[dict]:
    return [
        {"row": row, "column": column, "value": round(float(result.value[layer, i, j]), 5)}
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]


def _axis(name: str, angle: int) -> alt.Axis:
    return alt.Axis(
        title=name, labelAngle=angle, grid=False, labelFontSize=LABEL, labelOverlap=False,
        labelFlush=False, labelLimit=130, domain=False, ticks=False,
    )  # fmt: skip
