"""A push at every layer and strength: where and how hard one must push."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE, INK, VERMILLION, tint
from semhub.charts.steering.controls import natural
from semhub.charts.steering.shifts import change
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, ink, layer_axis, title, value_axis
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.steering.result import Sweep

CELL = 34
PICK = "cell"
"""Name of the selection: a click on a cell picks its layer and strength."""

SHARES = ["flipped", "changed", "wrong_way"]

ROOM_FOR_A_NUMBER = 44
"""Pixels of a cell's width, below which its number is shown on hover alone."""


def sweep_map(found: Sweep, n: int, layers: Sequence[int], strength: float) -> alt.LayerChart:
    """Draw layers from left to right, strengths from the bottom up, those below zero reversed; the
    last row is how far random pushes lie from their own centre. The cells of `layers` at `strength`
    are framed. n: of items."""
    frame = sweep_frame(found)
    most = max(float(np.abs(found.change).max()), float(found.limit.max()), 1e-6)
    rows = list(dict.fromkeys(frame["row"]))
    x = alt.X("layer:O", axis=_axis(found), scale=alt.Scale(padding=0))
    y = alt.Y(
        "row:N",
        scale=alt.Scale(domain=rows, padding=0),
        axis=value_axis("strength", grid=False, labelLimit=200),
    )
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=_tooltip())
    pick = alt.selection_point(
        name=PICK, fields=["layer", "strength"], on="click", empty=False, toggle=False
    )
    cells = base.mark_rect(cursor="pointer", stroke="gray", strokeOpacity=0.25).encode(
        color=alt.Color(
            "value:Q",
            scale=alt.Scale(
                domain=[-most, 0, most], range=[VERMILLION, tint(BLUE, 0), BLUE], clamp=True
            ),
            legend=alt.Legend(
                title="nats", orient="right", gradientLength=160, tickCount=5,
                labelFontSize=LABEL, titleFontSize=LABEL,
            ),
        )
    )  # fmt: skip
    text = base.mark_text(
        fontSize=LABEL - 1,
        cursor="pointer",
        opacity=alt.ExprRef(f"bandwidth('x') < {ROOM_FOR_A_NUMBER} ? 0 : 1"),
        color=alt.ExprRef(f"abs(datum.value) > {0.55 * most} ? 'white' : {INK}"),
    ).encode(text=alt.Text("said:N"))
    parts = [cells.add_params(pick), text]
    swept = [layer for layer in layers if layer in found.layers]
    if swept and strength in found.strengths:
        here = pd.DataFrame({"layer": swept, "row": _row(strength)})
        framed = alt.Chart(here).mark_rect(filled=False, stroke=ink(), strokeWidth=4, tooltip=None)
        parts.append(framed.encode(x=alt.X("layer:O"), y=alt.Y("row:N")))
    return alt.layer(*parts).properties(
        height=CELL * len(rows) + TITLE_ROOM + AXIS_ROOM,
        title=title("At which layer must one push, and how hard?", _answer(found, n)),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def sweep_frame(found: Sweep) -> pd.DataFrame:
    """Return layer, strength, row (its name on the chart), value, flipped, changed and wrong_way;
    the last row of each layer is the random band's limit there, from the band's centre."""
    cells = []
    for j in np.argsort(found.strengths)[::-1]:
        for i, layer in enumerate(found.layers):
            shares = found.flipped[i, j], found.changed[i, j], found.wrong_way[i, j]
            cells.append((layer, found.strengths[j], found.change[i, j], *shares))
    frame = pd.DataFrame(cells, columns=["layer", "strength", "value", *SHARES])
    frame = frame.assign(
        row=frame["strength"].map(_row),
        said=[_signed(value) for value in frame["value"]],
    )
    random = pd.DataFrame(
        {
            "layer": found.layers,
            "strength": found.limit_strength,
            "value": found.limit,
            "row": f"random {found.limit_strength:g}",
            "said": [f"±{limit:.1f}" for limit in found.limit],
        }
    )
    return pd.concat([frame, random], ignore_index=True).round({"value": 4})


def _signed(value: float) -> str:
    """Return a value with its sign and one decimal, which is what a cell has room for."""
    rounded = round(value, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0"


def _row(strength: float) -> str:
    return f"{strength:g}" if strength > 0 else f"reversed {-strength:g}"


def _axis(found: Sweep) -> alt.Axis:
    last = max(found.layers)
    axis = layer_axis(last + 1)
    axis["values"] = [layer for layer in found.layers if last <= 20 or layer % 2 == 0]
    return axis


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("layer:O"),
        alt.Tooltip("row:N", title="natural differences"),
        alt.Tooltip("said:N", title="mean change, nats"),
        alt.Tooltip("flipped:Q", title="became the intended word", format=".0%"),
        alt.Tooltip("changed:Q", title="changed at all", format=".0%"),
        alt.Tooltip("wrong_way:Q", title="moved the wrong way", format=".0%"),
    ]


def _answer(found: Sweep, n: int) -> str:
    """Return the subtitle: the cell with the largest change, and what random pushes reach there."""
    i, j = np.unravel_index(int(np.argmax(found.change)), found.change.shape)
    items = "1 item" if n == 1 else f"{n} items"
    return (
        f"Most at layer {found.layers[i]}, {natural(found.strengths[j])}: "
        f"{change(float(found.change[i, j]))} nats, {found.flipped[i, j]:.0%} as intended, "
        f"{found.changed[i, j]:.0%} changed at all; 95% of random pushes of "
        f"{found.limit_strength:g} there: {number(float(found.centre[i]))} ± "
        f"{number(float(found.limit[i]))}; {items}"
    )
