"""Several records on one axis: curves of models of any depth."""

from __future__ import annotations

import altair as alt
import pandas as pd

from semhub.charts import palette
from semhub.charts.style import LABEL, title, value_axis

HEIGHT = 430


def overlay(frame: pd.DataFrame, metric: str, called: str) -> alt.LayerChart:
    """Draw one metric of several models over relative depth, 0 the embedding and 1 the last block.

    frame: series (what a curve is called), depth (0 to 1), layer, value, low, high; intervals may
        be empty. metric: in words, for the question. called: of the axis.
    """
    names = list(dict.fromkeys(frame["series"]))
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=names, range=palette.told_apart(len(names))),
        legend=alt.Legend(
            title=None, orient="top", labelFontSize=LABEL, labelLimit=440, columns=2,
            symbolType="stroke", symbolSize=400, symbolOpacity=1, symbolStrokeWidth=3,
        ),
    )  # fmt: skip
    x = alt.X(
        "depth:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(
            title="relative depth (0% = embedding, 100% = last block)",
            format="%",
            grid=False,
            labelFontSize=LABEL,
            titleFontSize=LABEL,
        ),
    )
    base = alt.Chart(frame).encode(x=x, color=colour)
    line = base.mark_line(strokeWidth=3, point={"size": 45}).encode(
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=value_axis(called, grid=True)),
        tooltip=[
            alt.Tooltip("series:N", title="curve"), "layer:Q",
            *(alt.Tooltip(f"{end}:Q", format=".3f") for end in ("value", "low", "high")),
        ],
    )  # fmt: skip
    band = base.mark_area(opacity=0.15, tooltip=None, strokeWidth=0).encode(
        y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2="high:Q"
    )
    best = frame.loc[frame.groupby("series", sort=False)["value"].idxmax()]
    answer = [
        f"{row.series}: {row.value:.2f} at layer {row.layer} ({row.depth:.0%} of the depth)"
        for row in best.head(4).itertuples()
    ]
    if len(names) > len(answer):
        answer.append(f"and {len(names) - len(answer)} more")
    return alt.layer(band, line).properties(
        height=HEIGHT, title=title(f"{metric}: where in its depth does each model peak?", answer)
    )
