"""One picture or sound beside its captions: how near each comes, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import NULL
from semhub.charts.series import Series, domain_of, lines
from semhub.charts.style import title
from semhub.charts.text_format import isolated, number
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.experiments.captions import Nearness

HEIGHT = 520


def caption_curve(result: Nearness, shown: Sequence[Series], noun: str) -> alt.LayerChart:
    """Draw a curve for each caption. shown: colour and dash of each, in the result's order. noun:
    what the item is."""
    others = pd.DataFrame({"layer": range(len(result.low)), "low": result.low, "high": result.high})
    scale = alt.Scale(domain=list(domain := domain_of(result.value, result.low, result.high)))
    band = (
        alt.Chart(others)
        .mark_area(color=NULL, opacity=0.25, tooltip=None)
        .encode(x="layer:Q", y=alt.Y("low:Q", scale=scale), y2="high:Q")
    )
    drawn = lines(
        [replace(series, name=isolated(series.name)) for series in shown],
        list(result.value),
        axis=_axis(result),
        domain=domain,
    )
    told = [answer(result), f"grey: 95% of {result.others} other captions"]
    return alt.layer(band, drawn).properties(
        height=HEIGHT, title=title(f"Which caption does the {noun} come near?", told)
    )


def answer(result: Nearness) -> str:
    """Name the caption and layer that lie farthest above the other captions, if any does."""
    ahead = result.value - result.high
    caption, layer = np.unravel_index(int(ahead.argmax()), ahead.shape)
    if ahead[caption, layer] <= 0:
        return f"At no layer does one come nearer than 97.5% of {result.others} other captions"
    return (
        f"Farthest ahead: {quoted(result.captions[caption])} at layer {layer}, "
        f"{_axis(result)} {number(result.value[caption, layer])}; 97.5% of {result.others} other "
        f"captions stay below {number(result.high[layer])}"
    )


def _axis(result: Nearness) -> str:
    return "centred cosine" if result.centred else "plain cosine"
