"""The items of all data types in two dimensions, moving from layer to layer."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from semhub.charts.hub.spokes import ROWS, colours, shapes
from semhub.charts.moving import LAYER, Moving, between, columns, moving
from semhub.charts.palette import GREY
from semhub.charts.slides import named
from semhub.charts.style import LABEL, ink, quoted
from semhub.charts.text_format import isolated, of_hundred
from semhub.experiments.hub import NeighbourMap, Plane

if TYPE_CHECKING:
    from semhub.experiments.hub import Layout, Projection

HEIGHT = 440
"""Pixels of the whole chart, where the page does not say."""

PAPER, INK = "white", "#1F2933"
"""Of the discs with letters, on any background."""

NUMBER = 26
"""Font size of the number of the layer."""

ROOM = 1.05
"""What is drawn, as a multiple of what the marks need."""

STRETCH = 1.5
"""Most pixels of a step on one axis, for a pixel on the other."""

TEXTS, LINE, FIRST = 320, 25, 84
"""Pixels that the joined rows' texts take at the right, where the page has room for them, that each
is high, and where the first begins."""

WIDE = "width > 640"
_TEXTS = f"({WIDE} ? {TEXTS} : 0)"
CENTRE = f"((width - {_TEXTS}) / 2)"
HALF = f"((height - ({WIDE} ? 0 : 56)) / 2)"
"""Pixels from the middle of the plane to its left and to its lower end, as Vega expressions: where
there is no room beside it, the layer's number stands above it."""


def hub_plane(
    layout: Layout,
    *,
    model: str,
    names: Mapping[str, str],
    says: Sequence[str],
    height: int = HEIGHT,
) -> Moving:
    """Draw a mark for each item, of its data type's colour and shape; lines join those of a few
    rows.

    model: what it is called. names: spoke -> what it is called. says: layer -> what is written
    under its number.
    """
    plane = layout.places
    x, y = (
        alt.X(
            "x:Q", scale=_scale(f"-across * {CENTRE}", f"across * (width - {CENTRE})"), axis=None
        ),
        alt.Y("y:Q", scale=_scale(f"-up * {HALF}", f"up * (height - {HALF})"), axis=None),
    )
    legend = alt.Legend(
        title=None, orient="bottom", columns=alt.ExprRef("max(2, floor(width / 118))"),
        labelFontSize=LABEL, symbolSize=110, symbolOpacity=1, symbolStrokeWidth=0.7,
        columnPadding=14,
    )  # fmt: skip
    look = {
        "color": colours(plane.spokes, names, legend),
        "shape": shapes(plane.spokes, names, legend),
        "tooltip": [alt.Tooltip("spoke:N", title="data type"), alt.Tooltip("text:N", title="row")],
    }
    at = between("x", "y")
    faint = named("others").transform_calculate(**at)
    clear = named("joined").transform_calculate(**at, **between("to_x", "to_y"))
    chart = alt.layer(
        faint.mark_point(filled=True, size=34, opacity=0.28, strokeWidth=0).encode(
            x=x, y=y, **look
        ),
        clear.mark_rule(color=GREY, strokeWidth=1.4, opacity=0.85, tooltip=None).encode(
            x=x, y=y, x2=alt.X2("to_x:Q"), y2=alt.Y2("to_y:Q")
        ),
        clear.mark_point(filled=True, size=105, opacity=1, stroke=ink(), strokeWidth=0.7).encode(
            x=x, y=y, **look
        ),
        *_letters(named("middles").transform_calculate(**at), x, y),
        *_beside(),
        *_number(says),
    ).add_params(*_steps(_limits(layout)))
    return moving(
        chart,
        _rows(layout, names),
        len(plane.points) - 1,
        height,
        lambda layer: _title(layout, layer, model),
    )


def _limits(layout: Layout) -> tuple[float, float]:
    """Return half the width and half the height, around 0, that hold what is drawn of all
    layers."""
    drawn = np.isin(layout.places.items, [*layout.texts])
    points = np.abs(layout.places.points[:, :, drawn]).reshape(-1, 2)
    across, up = points.max(axis=0) * ROOM
    return float(across) or 1.0, float(up) or 1.0


def letters(layout: Layout) -> dict[str, str]:
    """Return letter -> the text of the joined row that it stands for."""
    rows = [row for row in layout.places.items if row in layout.joined]
    return {string.ascii_uppercase[k]: layout.texts[row] for k, row in enumerate(rows)}


def places_at(layout: Layout, layer: int, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a row for each item that is drawn: its data type, its text, and where it is."""
    return [
        {"spoke": names[spoke], "text": layout.texts[row], "x": float(across), "y": float(up)}
        for item, row in enumerate(layout.places.items)
        if row in layout.texts
        for spoke, (across, up) in zip(
            layout.places.spokes, layout.places.points[layer, :, item], strict=True
        )
    ]


def _rows(layout: Layout, names: Mapping[str, str]) -> dict[str, list[dict]]:
    """Return the rows of the data sets, each with its places at all layers."""
    plane = layout.places
    found: dict[str, list[dict]] = {
        "others": [],
        "joined": [],
        "middles": [],
        "number": [{"nth": 0.0}],  # drawn once: without a column a table has no row
    }
    for item, row in enumerate(plane.items):
        if row not in layout.texts:
            continue
        places = plane.points[:, :, item]  # (layers, spokes, 2)
        middle, text = places.mean(axis=1), isolated(layout.texts[row])
        to = _places(middle, "to_x", "to_y") if row in layout.joined else {}
        for spoke, of in zip(plane.spokes, places.swapaxes(0, 1), strict=True):
            mark = {"spoke": names[spoke], "text": text, **_places(of, "x", "y"), **to}
            found["joined" if to else "others"].append(mark)
        if to:
            nth = len(found["middles"])
            about = {
                "letter": string.ascii_uppercase[nth],
                "text": text,
                "line": FIRST + LINE * nth,
            }
            found["middles"].append(about | _places(middle, "x", "y"))
    return found


def _places(places: np.ndarray, across: str, up: str) -> dict[str, float]:
    """Return the columns of one place (layers, 2)."""
    return columns(across, places[:, 0]) | columns(up, places[:, 1])


def _letters(middles: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw a letter in the middle of each row's lines."""
    tooltip = [alt.Tooltip("text:N", title="row")]
    disc = middles.mark_point(
        filled=True, shape="circle", size=430, color=PAPER, opacity=1, stroke=INK, strokeWidth=1.5
    )
    letter = middles.mark_text(fontSize=LABEL, fontWeight=700, color=INK)
    return [
        disc.encode(x=x, y=y, tooltip=tooltip),
        letter.encode(x=x, y=y, text=alt.Text("letter:N"), tooltip=tooltip),
    ]


def _beside() -> list[alt.Chart]:
    """Draw each letter with its row's text, one under the other."""
    at = {"align": "left", "baseline": "middle", "color": ink(), "fontSize": LABEL - 1}
    shown = named("middles").transform_filter(WIDE)
    y = alt.Y("line:Q", scale=None)
    left = alt.XValue(alt.ExprRef(f"width - {TEXTS - 20}"))
    right = alt.XValue(alt.ExprRef(f"width - {TEXTS - 40}"))
    tooltip = [alt.Tooltip("text:N", title="row")]
    return [
        shown.mark_text(fontWeight=700, **at).encode(x=left, y=y, text=alt.Text("letter:N")),
        shown.mark_text(limit=TEXTS - 40, **at).encode(
            x=right, y=y, text=alt.Text("text:N"), tooltip=tooltip
        ),
    ]


def _number(says: Sequence[str]) -> list[alt.Chart]:
    """Draw the layer's number above these texts, and under it what is written of it."""
    shown = {
        "number": f"'Layer ' + round({LAYER})",
        "says": f"{quoted(says)}[round({LAYER})]",
    }
    corner = named("number").transform_calculate(**shown)
    at = {"align": "left", "baseline": "top", "color": ink(), "tooltip": None}
    place = {"x": alt.XValue(alt.ExprRef(f"{WIDE} ? width - {TEXTS - 20} : 0"))}
    return [
        corner.mark_text(fontSize=NUMBER, fontWeight=700, **at).encode(
            **place, y=alt.YValue(0), text=alt.Text("number:N")
        ),
        corner.mark_text(fontSize=LABEL, **at).encode(
            **place, y=alt.YValue(NUMBER + 6), text=alt.Text("says:N")
        ),
    ]


def _title(layout: Layout, layer: int, model: str) -> tuple[str, list[str]]:
    plane, shown, joined = layout.places, len(layout.texts), len(layout.joined)
    some = f"all {shown}" if shown == layout.count else f"{shown} of {layout.count}"
    return (
        "Do items that mean the same lie together?",
        [
            f"{model}, layer {layer}: {some} {ROWS.get(plane.rows, 'items')} in "
            f"{len(plane.spokes)} data types",
            f"{joined} row{'s' if joined != 1 else ''} joined; {kept(plane, layer)}",
        ],
    )


def kept(plane: Projection, layer: int) -> str:
    """Return how much of the states at a layer two dimensions can show."""
    if isinstance(plane, NeighbourMap):
        return (
            f"of an item's nearest marks here {of_hundred(plane.partners[layer])} of 100 mean the "
            f"same, of its nearest states {of_hundred(plane.partners_before[layer])}"
        )
    assert isinstance(plane, Plane)
    return f"one plane for all layers: {plane.explained[layer]:.0%} of the variance here"


def _steps(limits: tuple[float, float]) -> list[alt.Parameter]:
    """Return the parameters `across` and `up`: what a pixel is, on either axis. One is at most
    STRETCH times the other, so that near stays near on a page of any shape."""
    tight, wide = f"({limits[0]} / {CENTRE})", f"({limits[1]} / {HALF})"
    return [
        alt.param(name="across", expr=f"max({tight}, {wide} / {STRETCH})"),
        alt.param(name="up", expr=f"max({wide}, {tight} / {STRETCH})"),
    ]


def _scale(low: str, high: str) -> alt.Scale:
    return alt.Scale(domain=[alt.ExprRef(low), alt.ExprRef(high)], nice=False, zero=False)
