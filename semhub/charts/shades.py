"""What lies behind a curve: the band of the hub, and what chance and shuffled pairs give."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import HUB, NULL
from semhub.charts.style import LABEL, ink
from semhub.charts.text_format import runs

if TYPE_CHECKING:
    from semhub.statistics.curve import Curve

WORDS_WIDE, WORDS_TALL, PEAK_TALL = 0.38, 0.1, 0.17
"""Shares of a narrow chart that the words for null and chance take, and of its height that the
name of the peak does."""

PEAK_WIDE = 0.12
"""Share of a chart's width that the name of the peak takes on either side of it."""


def hub_shade(
    hub: list[int], high: float, peak: int | None = None, count: int = 1
) -> list[alt.Chart]:
    """Draw the shaded band of layers, labelled once, over its longest run: at its beginning, or at
    its end where the name of the `peak` is near. count: of layers."""
    if not hub:
        return []
    found = runs(hub)
    frame = pd.DataFrame([{"from": a - 0.5, "to": b + 0.5} for a, b in found])
    first, last = max(found, key=lambda run: run[1] - run[0])
    at_end = peak is not None and abs(peak - first) < PEAK_WIDE * count
    place = last + 0.5 if at_end else first - 0.5
    label = pd.DataFrame({"from": [place], "top": [high], "text": ["hub"]})
    band = alt.Chart(frame).mark_rect(color=HUB, opacity=0.13, tooltip=None)
    name = alt.Chart(label).mark_text(
        color=HUB, fontSize=LABEL + 1, fontWeight=700, align="right" if at_end else "left",
        baseline="top", dx=-8 if at_end else 8, dy=6, tooltip=None,
    )  # fmt: skip
    return [
        band.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q")),
        name.encode(x=alt.X("from:Q"), y=alt.Y("top:Q"), text=alt.Text("text:N")),
    ]


def null_shade(curve: Curve, low: float, high: float, count: int) -> list[alt.Chart]:
    """Draw the grey band and the dashed line, and the words for both where they cross no curve."""
    if not math.isfinite(curve.null95):
        return []
    at_end, label = _place_of_words(curve, low, high)
    frame = pd.DataFrame(
        {"from": [-0.5], "to": [count - 0.5], "low": [low], "top": [curve.null95],
         "chance": [curve.chance], "label": [label],
         "text": ["grey: 95% of wrong pairs; dashed: chance"]}
    )  # fmt: skip
    base = alt.Chart(frame)
    band = base.mark_rect(color=NULL, opacity=0.25, tooltip=None)
    dashes = base.mark_rule(strokeDash=[6, 4], strokeWidth=1.5, color=ink(), tooltip=None)
    text = base.mark_text(
        color=ink(), opacity=0.75, fontSize=LABEL - 1, align="right" if at_end else "left",
        baseline="bottom", dx=-6 if at_end else 6, dy=-3, tooltip=None,
    )  # fmt: skip
    return [
        band.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"), y=alt.Y("low:Q"), y2=alt.Y2("top:Q")),
        dashes.encode(y=alt.Y("chance:Q")),
        text.encode(
            x=alt.X("to:Q" if at_end else "from:Q"), y=alt.Y("label:Q"), text=alt.Text("text:N")
        ),
    ]


def _place_of_words(curve: Curve, low: float, high: float) -> tuple[bool, float]:
    """Return whether the words for null and chance stand at the end of the layers, and above which
    value.

    They stand above a narrow band, at the foot of one that fills the chart; at the end where the
    curve is farther from them, or at the other; where it crosses both, above all that is there.
    """
    wide = math.ceil(WORDS_WIDE * len(curve.value))
    tall, peak = WORDS_TALL * (high - low), PEAK_TALL * (high - low)
    tops = curve.value.copy()
    tops[np.nanargmax(tops)] += peak
    label = curve.chance if curve.null95 > (low + high) / 2 else curve.null95
    usual = bool(curve.value[-1] > curve.value[0])
    over = {}
    for at_end in (usual, not usual):
        part = slice(-wide, None) if at_end else slice(wide)
        if np.nanmax(tops[part]) < label or np.nanmin(curve.value[part]) > label + tall:
            return at_end, label
        over[at_end] = float(np.nanmax([*tops[part], *curve.high[part], label]))
    at_end = min(over, key=over.get)
    return at_end, over[at_end]
