"""One word over layers and time: how strongly each moment of a sound reads as it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.lens.faded import faded, floor_tooltip
from semhub.charts.palette import VERMILLION
from semhub.charts.style import (
    AXIS_ROOM,
    TITLE_ROOM,
    ink,
    layer_axis,
    layer_scale,
    title,
    value_axis,
)
from semhub.charts.text_format import number
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.result import Reading

HEIGHT = 300 + TITLE_ROOM + AXIS_ROOM


def word_map(
    reading: Reading, word: str, seconds_per_position: float, layer: int
) -> alt.LayerChart:
    """Draw a word's score, layers from left to right, time from top to bottom; `layer` is framed.

    The deepest colour is the word's own highest score, so that a weak word shows its place too;
    what is no stronger than in an empty sound has none.
    """
    found = reading.tracked[word]
    layers, positions = found.shape
    k, at = np.divmod(np.arange(found.size), positions)
    frame = pd.DataFrame(
        {
            "left": k - 0.5,
            "right": k + 0.5,
            "start": np.round(at * seconds_per_position, 4),
            "end": np.round((at + 1) * seconds_per_position, 4),
            "layer": k,
            "score": np.round(found.ravel().astype(float), 4),
            "tint": np.round(np.where(reading.above(word), found, 0).ravel().astype(float), 4),
        }
    )
    if reading.floor:
        frame["floor"] = np.repeat(reading.floor.tracked[word], positions).round(4)
    x = alt.X("left:Q", scale=layer_scale(layers), axis=layer_axis(layers))
    seconds = positions * seconds_per_position
    y = alt.Y(
        "start:Q",
        scale=alt.Scale(domain=[seconds, 0], nice=False),
        axis=value_axis("seconds", grid=False, tickCount=5),
    )
    most = max(float(found.max()), 1e-6)
    cells = (
        alt.Chart(frame)
        .mark_rect(color=VERMILLION)
        .encode(
            x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("end:Q"),
            opacity=alt.Opacity(
                "tint:Q", scale=alt.Scale(domain=[0, most], range=[0.03, 1], clamp=True),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("score:Q", title=f"{reading.score} of the word", format=".3f"),
                *floor_tooltip(reading.floor and reading.floor.called),
                alt.Tooltip("layer:Q"),
                alt.Tooltip("start:Q", title="from second", format=".2f"),
                alt.Tooltip("end:Q", title="to", format=".2f"),
            ],
        )
    )  # fmt: skip
    here = pd.DataFrame(
        {"left": [layer - 0.5], "right": [layer + 0.5], "start": [0], "end": [seconds]}
    )
    framed = (
        alt.Chart(here)
        .mark_rect(filled=False, stroke=ink(), strokeWidth=2, tooltip=None)
        .encode(x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("end:Q"))
    )
    return alt.layer(cells, framed).properties(
        height=HEIGHT,
        title=title(
            f"When and where does {quoted(word)} light up?",
            _most(reading, word, seconds_per_position),
        ),
    )


def _most(reading: Reading, word: str, seconds_per_position: float) -> str:
    at = reading.strongest(word)
    if at is None:
        return f"Nowhere stronger than in {reading.floor.called}"
    layer, best = at
    return (
        f"Most at {best * seconds_per_position:.2f} s, layer {layer}: {reading.score} "
        f"{number(float(reading.tracked[word][at]))}; deeper colour: higher{faded(reading)}"
    )
