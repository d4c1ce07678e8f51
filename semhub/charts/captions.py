"""One picture or sound beside its captions: how near each comes, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import NULL
from semhub.charts.style import LABEL, ink, layer_axis, layer_scale, title, value_axis
from semhub.charts.words import isolated, number

if TYPE_CHECKING:
    from semhub.captions import Nearness
    from semhub.charts.series import Series

HEIGHT = 460


def caption_curve(result: Nearness, shown: Sequence[Series], noun: str) -> alt.LayerChart:
    """shown: colour and dash of each caption, in the result's order. noun: what the item is."""
    names = [isolated(series.name) for series in shown]
    layers = range(len(result.low))
    frame = pd.DataFrame(
        [
            {"layer": layer, "caption": name, "value": round(float(row[layer]), 4)}
            for name, row in zip(names, result.value, strict=True)
            for layer in layers
        ]
    )
    others = pd.DataFrame({"layer": layers, "low": result.low, "high": result.high})
    x = alt.X("layer:Q", scale=layer_scale(len(layers)), axis=layer_axis(len(layers)))
    low, high = _range(result)
    scale = alt.Scale(domain=[low, high], nice=False)
    band = (
        alt.Chart(others)
        .mark_area(color=NULL, opacity=0.25, tooltip=None)
        .encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q")
    )
    label = (
        alt.Chart(others.tail(1).assign(text=f"grey: 95% of {result.others} other captions"))
        .mark_text(align="right", baseline="bottom", dy=-4, fontSize=LABEL - 1, color=ink(),
                   opacity=0.75, tooltip=None)
        .encode(x="layer:Q", y="high:Q", text="text:N")
    )  # fmt: skip
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=3, point={"size": 55})
        .encode(
            x=x,
            y=alt.Y("value:Q", scale=scale, axis=value_axis(_axis(result), grid=True)),
            color=alt.Color(
                "caption:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[series.colour for series in shown]),
                legend=alt.Legend(
                    title=None, orient="top", columns=2, labelFontSize=LABEL, labelLimit=440,
                    symbolType="stroke", symbolSize=400, symbolStrokeWidth=3,
                ),
            ),
            strokeDash=alt.StrokeDash(
                "caption:N",
                sort=names,
                scale=alt.Scale(
                    domain=names, range=[[6, 4] if series.dashed else [1, 0] for series in shown]
                ),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("caption:N"),
                alt.Tooltip("layer:Q"),
                alt.Tooltip("value:Q", title=_axis(result), format=".3f"),
            ],
        )
    )  # fmt: skip
    return alt.layer(band, label, lines).properties(
        height=HEIGHT, title=title(f"Which caption does the {noun} come near?", answer(result))
    )


def answer(result: Nearness) -> str:
    """The caption and layer that stand farthest above the other captions, if any does."""
    ahead = result.value - result.high
    caption, layer = np.unravel_index(int(ahead.argmax()), ahead.shape)
    if ahead[caption, layer] <= 0:
        return f"At no layer does one come nearer than 97.5% of {result.others} other captions"
    return (
        f"Farthest ahead: “{_short(result.captions[caption])}” at layer {layer}, "
        f"{_axis(result)} {number(result.value[caption, layer])}; 97.5% of {result.others} other "
        f"captions stay below {number(result.high[layer])}"
    )


def _short(text: str) -> str:
    return isolated(text if len(text) <= 40 else text[:39] + "…")


def _axis(result: Nearness) -> str:
    return "centred cosine" if result.centred else "plain cosine"


def _range(result: Nearness) -> tuple[float, float]:
    low = min(result.value.min(), result.low.min())
    high = max(result.value.max(), result.high.max())
    room = 0.06 * (high - low or 1.0)
    return float(low - room), float(high + 2 * room)
