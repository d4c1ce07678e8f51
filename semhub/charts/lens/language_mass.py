"""Language mass: how much of the lens's probability lies in each language, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts import text_format as words
from semhub.charts.palette import colour
from semhub.charts.style import (
    AXIS_ROOM,
    LABEL,
    LEGEND_ROOM,
    TITLE_ROOM,
    layer_axis,
    layer_scale,
    title,
    value_axis,
)

if TYPE_CHECKING:
    from semhub.lenses.result import Reading

HEIGHT = 230 + TITLE_ROOM + AXIS_ROOM + LEGEND_ROOM


def language_mass(reading: Reading, *, names: Mapping[str, str]) -> alt.Chart:
    """Draw stacked shares over layers, averaged over the item's own positions; they sum to one.

    names: language code -> name. The reading must carry a language mass.
    """
    curve = reading.language_curve()
    layers, languages = curve.shape
    named = [names.get(code, code) for code in reading.languages]
    frame = pd.DataFrame(
        {
            "layer": np.repeat(np.arange(layers), languages),
            "language": named * layers,
            "order": list(range(languages)) * layers,
            "share": np.round(curve.ravel().astype(float), 5),
        }
    )
    return (
        alt.Chart(frame)
        .mark_area(line={"strokeWidth": 0.5}, opacity=0.9)
        .encode(
            x=alt.X("layer:Q", scale=layer_scale(layers), axis=layer_axis(layers)),
            y=alt.Y(
                "share:Q",
                stack="zero",
                scale=alt.Scale(domain=[0, 1]),
                axis=value_axis(None, format="%", tickCount=4, grid=True),
            ),
            color=alt.Color(
                "language:N",
                scale=alt.Scale(domain=named, range=[colour(c) for c in reading.languages]),
                legend=alt.Legend(
                    title=None, orient="top", labelFontSize=LABEL, columns=len(named)
                ),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("layer:Q"),
                alt.Tooltip("language:N"),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
        .properties(
            height=HEIGHT,
            title=title(
                f"Which language does {words.model(reading.model)} lean to?",
                _answer(curve, named, reading.covered),
            ),
        )
    )


def _answer(curve: np.ndarray, named: list[str], covered: float | None) -> str:
    """Name the language with the largest share at the middle layer and at the last, and how much of
    the vocabulary has a language at all."""
    said = []
    for where, layer in (("middle", len(curve) // 2), ("last", len(curve) - 1)):
        best = int(curve[layer].argmax())
        said.append(f"{named[best]} {curve[layer, best]:.0%} at the {where} layer ({layer})")
    known = f"; the language of {covered:.0%} of the vocabulary is known" if covered else ""
    return f"Most: {said[0]}, {said[1]}{known}"
