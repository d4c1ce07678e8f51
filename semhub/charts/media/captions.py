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
from semhub.charts.style import ink, title
from semhub.charts.text_format import isolated, number, of_hundred
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.experiments.captions import Nearness

HEIGHT = 520
HUNDRED = (-4, 108)
"""The axis of a count of a hundred, with room for the dots at both ends and the axis's name."""


def caption_curve(
    result: Nearness, shown: Sequence[Series], noun: str, *, cosines: bool = False
) -> alt.LayerChart:
    """Draw a curve for each caption: how many of 100 other captions it beats, being nearer to the
    item.

    shown: colour and dash of each, in the result's order. noun: what the item is. cosines: whether
    to draw the cosines themselves, over the range of the other captions.
    """
    domain = domain_of(result.value, result.low, result.high) if cosines else HUNDRED
    scale = alt.Scale(domain=list(domain), nice=False)
    drawn = lines(
        [replace(series, name=isolated(series.name)) for series in shown],
        list(result.value if cosines else 100 * result.nearer),
        axis=_axis(result) if cosines else "of 100",
        domain=domain,
    )
    under = _others(result, scale) if cosines else _chance(result, scale)
    told = answer(result) if cosines else led_by(result, noun)
    others = (
        f"grey: 95% of {result.others} other captions"
        if cosines
        else f"how many of {result.others} other captions each one beats; dashed: chance"
    )
    return alt.layer(under, drawn).properties(
        height=HEIGHT, title=title(f"Which caption does the {noun} come near?", [told, others])
    )


def _others(result: Nearness, scale: alt.Scale) -> alt.Chart:
    others = pd.DataFrame({"layer": range(len(result.low)), "low": result.low, "high": result.high})
    return (
        alt.Chart(others)
        .mark_area(color=NULL, opacity=0.25, tooltip=None)
        .encode(x=alt.X("layer:Q"), y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q"))
    )


def _chance(result: Nearness, scale: alt.Scale) -> alt.Chart:
    ends = pd.DataFrame({"layer": [0, len(result.low) - 1], "chance": 50})
    return (
        alt.Chart(ends)
        .mark_line(color=ink(), strokeDash=[5, 4], strokeWidth=1.5, point=False, tooltip=None)
        .encode(x=alt.X("layer:Q"), y=alt.Y("chance:Q", scale=scale))
    )


def than_others(result: Nearness, caption: int, layer: int) -> str:
    """Tell how many other captions one beats: "than 98 of 100 other captions"."""
    return f"than {of_hundred(result.nearer[caption, layer])} of 100 other captions"


def led_by(result: Nearness, noun: str) -> str:
    """Name the caption that is nearer than others from the earliest layer on, and that layer.

    Of two from the same layer it is the one that is nearer than more, over all layers.
    """
    since = [_since(row) for row in result.nearer]
    first = min(
        range(len(since)), key=lambda k: (since[k], -float(result.nearer[k].mean())), default=0
    )
    layer = since[first]
    if layer == len(result.low):
        return f"None stays nearer to the {noun} than 95 of 100 other captions; by chance 50"
    least = result.nearer[first, layer:]
    worst = layer + int(least.argmin())
    return (
        f"{quoted(result.captions[first])}: nearer to the {noun} "
        f"{than_others(result, first, worst)} from layer {layer} on; by chance 50"
    )


def _since(nearer: np.ndarray) -> int:
    """Return from which layer on a caption stays nearer than 95 of 100 others; the number of layers
    where it is not at the last."""
    below = np.flatnonzero(nearer < 0.95)
    return int(below[-1]) + 1 if len(below) else 0


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
