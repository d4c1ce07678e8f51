"""The standing controls of a curve: thin lines beneath it, and one legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import GREY
from semhub.charts.style import LABEL

if TYPE_CHECKING:
    from semhub.experiments.controls import Control

LABELS = {
    "wrong_partners": "wrong partners",
    "length": "length alone",
    "spelling": "spelling alone",
    "twin": "untrained twin",
    "words": "words alone",
    "shuffled_words": "shuffled words",
}
"""Control -> what the legend calls it."""

SLATE, BROWN = "#6C7A89", "#A9763B"
WAYS = {
    "wrong_partners": (GREY, [1, 3]),
    "length": (GREY, [14, 3]),
    "spelling": (GREY, [9, 3, 2, 3]),
    "twin": (SLATE, [1, 0]),
    "words": (BROWN, [1, 0]),
    "shuffled_words": (BROWN, [5, 3]),
}
"""Control -> colour and dash: grey is what items look like, slate the twin, brown their words."""

COLUMNS = alt.ExprRef("width > 720 ? 6 : width > 400 ? 3 : 1")
SMALL_LABEL = LABEL - 1
SYMBOL = alt.ExprRef("width > 400 ? 300 : 120")
SHORT = "width > 400 ? datum.label : split(datum.label, ' (')[0]"
"""Of the legend, by the width of the plot: a telephone has no room for the numbers of pairs."""

ROOM = 70
"""Pixels that the legend takes from a chart's height, so that the plot keeps its own."""


def control_lines(
    lines: Mapping[str, Control], layers: Sequence[int], axes: alt.Encoding
) -> list[alt.Chart]:
    """Draw one line per control on the curve's own `axes`. The legend is there before the lines
    are, so that nothing moves when they come."""
    names = [name for name in LABELS if name in lines or not lines]
    legend = alt.Legend(
        title=None, orient="bottom", columns=COLUMNS, labelFontSize=SMALL_LABEL, labelLimit=150,
        labelExpr=SHORT, symbolType="stroke", symbolSize=SYMBOL, symbolStrokeWidth=2, offset=4,
        columnPadding=8,
    )  # fmt: skip

    def encoding(part: int) -> dict:
        ways = [WAYS[name][part] for name in names]
        scale = alt.Scale(domain=[_called(name, lines) for name in names], range=ways)
        return {"field": "control", "type": "nominal", "scale": scale,
                "legend": legend}  # fmt: skip

    frame = pd.DataFrame(
        [
            {"layer": layer, "control": _called(name, lines), "value": round(float(value), 4)}
            for name, line in lines.items()
            for layer, value in zip(layers, line.value, strict=True)
        ],
        columns=["layer", "control", "value"],
    )
    drawn = alt.Chart(frame).mark_line(strokeWidth=1.6, opacity=0.95, tooltip=None)
    return [
        drawn.encode(
            x=axes.x, y=axes.y,
            color=alt.Color(**encoding(0)), strokeDash=alt.StrokeDash(**encoding(1)),
        )
    ]  # fmt: skip


def strongest(lines: Mapping[str, Control], layer: int) -> tuple[str, float]:
    """Return the control that is highest at a layer, as the legend calls it, and its value.
    layer: its place among the layers."""
    name = max(lines, key=lambda name: np.nan_to_num(lines[name].value[layer], nan=-np.inf))
    return _called(name, lines).replace(")", " pairs)"), float(lines[name].value[layer])


def tooltip_columns(lines: Mapping[str, Control]) -> dict[str, str]:
    """Return column of values -> what a tooltip calls it."""
    return {name: LABELS[name] for name in LABELS if name in lines}


def _called(name: str, lines: Mapping[str, Control]) -> str:
    """Return the name of a control, with the number of its pairs where that is not all of them."""
    most = max((line.n for line in lines.values()), default=0)
    few = name in lines and lines[name].n < most
    return f"{LABELS[name]} ({lines[name].n})" if few else LABELS[name]
