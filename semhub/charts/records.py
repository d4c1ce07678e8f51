"""Several records on one axis: curves of models of any depth."""

from __future__ import annotations

import altair as alt
import pandas as pd

from semhub.charts import palette
from semhub.charts.metric_axis import metric_axis
from semhub.charts.style import LABEL, title
from semhub.charts.text_format import number, of_hundred
from semhub.experiments.verdict import METRIC

HEIGHT = 430


def overlay(frame: pd.DataFrame, metric: str, called: str) -> alt.LayerChart:
    """Draw one metric of several models over relative depth, 0 the embedding and 1 the last block.

    frame: series (what a curve is called), depth (0 to 1), layer, value, low, high; intervals may
        be empty. metric: its key. called: the same in words, for the question.
    """
    names = list(dict.fromkeys(frame["series"]))
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=names, range=palette.told_apart(len(names))),
        legend=alt.Legend(
            title=None, orient="top", labelFontSize=LABEL,
            labelLimit=alt.ExprRef("width > 500 ? 440 : 190"),
            columns=alt.ExprRef("width > 500 ? 2 : 1"),
            symbolType="stroke", symbolSize=400, symbolOpacity=1, symbolStrokeWidth=3,
        ),
    )  # fmt: skip
    x = alt.X(
        "depth:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(
            title="depth (0% = embedding)",
            format="%",
            grid=False,
            labelFontSize=LABEL,
            titleFontSize=LABEL,
        ),
    )
    base = alt.Chart(frame).encode(x=x, color=colour)
    line = base.mark_line(strokeWidth=3, point={"size": 45}).encode(
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=metric_axis(metric)),
        tooltip=[
            alt.Tooltip("series:N", title="curve"), alt.Tooltip("layer:Q"),
            *(alt.Tooltip(f"{end}:Q", format=".3f") for end in ("value", "low", "high")),
        ],
    )  # fmt: skip
    band = base.mark_area(opacity=0.15, tooltip=None, strokeWidth=0).encode(
        y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2=alt.Y2("high:Q")
    )
    best = frame.loc[frame.groupby("series", sort=False)["value"].idxmax()]
    answer = [
        f"{row.series}: {_wrote(metric, row.value)} at layer {row.layer} ({row.depth:.0%} deep)"
        for row in best.head(4).itertuples()
    ]
    if len(names) > len(answer):
        answer.append(f"and {len(names) - len(answer)} more")
    return alt.layer(band, line).properties(
        height=HEIGHT, title=title(f"{called}: at which depth is each model best?", answer)
    )


def _wrote(metric: str, value: float) -> str:
    return f"{of_hundred(value)} of 100" if metric == METRIC else number(value)
