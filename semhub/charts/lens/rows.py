"""Several lenses side by side: at each position a row for each, over one axis of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts import palette
from semhub.charts import text_format as words
from semhub.charts.lens.grid import STEPPED_BACK, STRONG, drawn_layers
from semhub.charts.palette import FAINT, INK
from semhub.charts.style import (
    AXIS_ROOM,
    BESIDE_AXIS,
    LABEL,
    LEGEND_ROOM,
    TITLE_ROOM,
    layer_axis,
    layer_scale,
    title,
    value_axis,
)
from semhub.charts.text_format import token
from semhub.inputs.wording import is_punctuation
from semhub.lenses.kinds import KINDS, SIDE_BY_SIDE

if TYPE_CHECKING:
    from semhub.lenses.kinds import Kind
    from semhub.lenses.result import Reading

ROW, GAP = 24, 0.35
"""Pixels of a row, and what is free between two positions, in rows."""
LINE = 24
"""Pixels of the subtitle's second line."""


def lens_rows(
    readings: Sequence[Reading], agree: Mapping[tuple[Kind, Kind], np.ndarray]
) -> alt.LayerChart:
    """Draw readings of one item, a row for each at every position; what says nothing steps back and
    layers are left out as in `grid`.

    agree: as `agreement.agreement` gives it; a cell that agrees with another of its position and
    layer gets a frame.
    """
    first = readings[0]
    layers, positions = first.tokens.shape[:2]
    step = len(readings) + GAP
    drawn = drawn_layers(layers)
    frame = lens_rows_frame(readings, agree)
    frame = frame[frame["layer"].isin(drawn)].copy()
    frame["place"] = frame["layer"].map(drawn.index)
    frame["left"], frame["right"] = frame["place"] - 0.48, frame["place"] + 0.48
    number = frame["lens"].map({reading.kind: i for i, reading in enumerate(readings)})
    frame["top"] = frame["position"] * step + number
    frame["bottom"], frame["middle"] = frame["top"] + 0.92, frame["top"] + 0.46
    frame["shown"] = [token(word) for word in frame["word"]]
    frame["worded"] = first.worded[frame["position"]]
    frame["says"] = [not is_punctuation(word) for word in frame["word"]]
    frame["tint"] = frame["score"].where(frame["worded"], STEPPED_BACK * frame["score"])
    frame["name"] = [KINDS[kind].name for kind in frame["lens"]]
    labels = [token(text) for text in first.texts]
    middles = [round(p * step + len(readings) / 2, 3) for p in range(positions)]
    axis_of_layers = layer_axis(layers, values=range(len(drawn)))
    axis_of_layers.labelExpr = f"{drawn}[datum.value]"
    x = alt.X("left:Q", scale=layer_scale(len(drawn)), axis=axis_of_layers)
    scale = alt.Scale(domain=[positions * step - GAP, 0], nice=False)
    axis = value_axis(None, values=middles, labels=False, grid=False)
    tint = alt.Color(
        "name:N",
        scale=alt.Scale(
            domain=[KINDS[reading.kind].name for reading in readings],
            range=[getattr(palette, SIDE_BY_SIDE[reading.kind]) for reading in readings],
        ),
        legend=alt.Legend(
            title=None, orient="top", labelFontSize=LABEL, symbolType="square", symbolOpacity=1,
            symbolStrokeWidth=0,
        ),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("name:N", title="by"),
        alt.Tooltip("word:N", title="reads as"),
        alt.Tooltip("score:Q", title="probability or cosine", format=".3f"),
        alt.Tooltip("agrees:N", title="agrees with"),
        alt.Tooltip("layer:Q"),
    ]
    base = alt.Chart(frame)
    place = {"x": x, "x2": alt.X2("right:Q"), "y2": alt.Y2("bottom:Q")}
    cells = base.mark_rect().encode(
        **place,
        y=alt.Y("top:Q", scale=scale, axis=axis),
        color=tint,
        opacity=alt.Opacity(
            "tint:Q", scale=alt.Scale(domain=[0, 1], range=[0.08, 0.85], clamp=True), legend=None
        ),
        tooltip=tooltip,
    )
    framed = (
        base.transform_filter("datum.agrees != ''")
        .mark_rect(filled=False, stroke=alt.ExprRef(INK), strokeWidth=1.8, tooltip=None)
        .encode(**place, y=alt.Y("top:Q", scale=scale, axis=axis))
    )
    text = base.mark_text(
        fontSize=LABEL - 1,
        baseline="middle",
        limit=alt.ExprRef(f"width / {len(drawn)} - 6"),
        color=alt.ExprRef(f"datum.tint > {STRONG} ? 'white' : {INK}"),
        opacity=alt.ExprRef(f"datum.worded && datum.says ? 1 : {FAINT}"),
    ).encode(
        x=alt.X("place:Q", scale=layer_scale(len(drawn)), axis=axis_of_layers),
        y=alt.Y("middle:Q", scale=scale, axis=axis),
        text=alt.Text("shown:N"),
        tooltip=tooltip,
    )
    named = pd.DataFrame({"middle": middles, "at": labels})
    beside = (
        alt.Chart(named)
        .mark_text(**BESIDE_AXIS)
        .encode(x=alt.XValue(0), y=alt.Y("middle:Q", scale=scale, axis=axis), text=alt.Text("at:N"))
    )
    return alt.layer(cells, framed, text, beside).properties(
        height=round(ROW * step * positions) + TITLE_ROOM + AXIS_ROOM + LEGEND_ROOM + LINE,
        title=title(
            f"Do the lenses read the same in {words.model(first.model)}?", _answer(agree, layers)
        ),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def lens_rows_frame(
    readings: Sequence[Reading], agree: Mapping[tuple[Kind, Kind], np.ndarray]
) -> pd.DataFrame:
    """List a row a cell: layer, position, lens, best word, score, and which lenses agree."""
    rows = []
    for reading in readings:
        layers, positions = reading.tokens.shape[:2]
        mine = {
            b if a == reading.kind else a: same
            for (a, b), same in agree.items()
            if reading.kind in (a, b)
        }
        for layer, position in np.ndindex(layers, positions):
            rows.append(
                {
                    "layer": layer,
                    "position": position,
                    "lens": reading.kind,
                    "word": reading.words[layer][position][0],
                    "score": round(float(reading.scores[layer, position, 0]), 4),
                    "agrees": ", ".join(
                        KINDS[kind].name for kind, same in mine.items() if same[layer, position]
                    ),
                }
            )
    return pd.DataFrame(rows)


def _answer(agree: Mapping[tuple[Kind, Kind], np.ndarray], layers: int) -> list[str]:
    """State how often lenses agree. The last layer does not count: there the Jacobian lens is the
    logit lens."""
    shares = {pair: same[:-1].mean() for pair, same in agree.items()}
    return [
        f"Framed: the same best word as another lens; of all cells at layers 0 to {layers - 2}:",
        ", ".join(
            f"{KINDS[a].name} and {KINDS[b].name} {share:.0%}" for (a, b), share in shares.items()
        ),
    ]
