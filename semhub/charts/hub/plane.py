"""The items of all data types in two dimensions, layer by layer."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt

from semhub.charts.hub.spokes import ROWS, colours, shapes
from semhub.charts.palette import GREY
from semhub.charts.slides import Slides, laid_out, named
from semhub.charts.style import LABEL, ink
from semhub.charts.text_format import isolated
from semhub.experiments.hub import NeighbourMap

if TYPE_CHECKING:
    from semhub.experiments.hub import Plane, Projection

Limits = tuple[tuple[float, float], tuple[float, float]]

PAPER, INK = "white", "#1F2933"
"""Of the discs with letters, on any background."""


def hub_plane(
    plane: Plane | NeighbourMap,
    *,
    model: str,
    names: Mapping[str, str],
    texts: Sequence[str],
    shown: Sequence[int],
    joined: Sequence[int],
    limits: Limits,
    height: int,
) -> Slides:
    """Draw a mark for each item, of its data type's colour and shape; lines join those of a few
    rows.

    model: what it is called. names: spoke -> what it is called. texts: (n,) what each row says.
    shown: rows that are drawn; joined: those of them whose items are joined to their middle.
    limits: of both axes.
    """
    x, y = (
        alt.X("x:Q", scale=_scale(limits[0]), axis=None),
        alt.Y("y:Q", scale=_scale(limits[1]), axis=None),
    )
    legend = alt.Legend(
        title=None, orient="bottom", columns=5, labelFontSize=LABEL, symbolSize=110,
        symbolOpacity=1, symbolStrokeWidth=0.7, columnPadding=14,
    )  # fmt: skip
    look = {
        "color": colours(plane.spokes, names, legend),
        "shape": shapes(plane.spokes, names, legend),
        "tooltip": [alt.Tooltip("spoke:N", title="data type"), alt.Tooltip("text:N", title="row")],
    }
    faint = named("others").mark_point(filled=True, size=34, opacity=0.28, strokeWidth=0)
    rule = named("joined").mark_rule(color=GREY, strokeWidth=1.4, opacity=0.85, tooltip=None)
    clear = named("joined").mark_point(
        filled=True, size=105, opacity=1, stroke=ink(), strokeWidth=0.7
    )
    chart = alt.layer(
        faint.encode(x=x, y=y, **look),
        rule.encode(x=x, y=y, x2="middle_x:Q", y2="middle_y:Q"),
        clear.encode(x=x, y=y, **look),
        *_letters(x, y),
    )
    return laid_out(
        chart,
        height,
        lambda layer: _rows(plane, layer, names, texts, shown, joined),
        lambda layer: _title(plane, layer, model, len(texts), len(shown), len(joined)),
    )


def letters(joined: Sequence[int], texts: Sequence[str]) -> dict[str, str]:
    """Return letter -> the text of the joined row that it stands for."""
    return {string.ascii_uppercase[k]: texts[row] for k, row in enumerate(joined)}


def _rows(
    plane: Projection, layer: int, names: Mapping[str, str], texts, shown, joined
) -> dict[str, list[dict]]:
    points = dict(zip(plane.items, plane.points[layer].swapaxes(0, 1), strict=True))
    middles = {row: [float(mean) for mean in points[row].mean(axis=0)] for row in shown}
    found: dict[str, list[dict]] = {"others": [], "joined": [], "middles": []}
    for row in shown:
        of = dict(zip(("middle_x", "middle_y"), middles[row], strict=True))
        extra, place = (of, "joined") if row in joined else ({}, "others")
        for spoke, (across, up) in zip(plane.spokes, points[row], strict=True):
            at = {"x": round(float(across), 4), "y": round(float(up), 4)}
            found[place].append(
                {**at, **extra, "spoke": names[spoke], "text": isolated(texts[row])}
            )
    for letter, row in zip(string.ascii_uppercase, joined, strict=False):
        across, up = middles[row]
        found["middles"].append(
            {"x": across, "y": up, "letter": letter, "text": isolated(texts[row])}
        )
    return found


def _letters(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw a letter in the middle of each row's lines."""
    tooltip = [alt.Tooltip("text:N", title="row")]
    disc = named("middles").mark_point(
        filled=True, shape="circle", size=430, color=PAPER, opacity=1, stroke=INK, strokeWidth=1.5
    )
    letter = named("middles").mark_text(fontSize=LABEL, fontWeight=700, color=INK)
    return [
        disc.encode(x=x, y=y, tooltip=tooltip),
        letter.encode(x=x, y=y, text="letter:N", tooltip=tooltip),
    ]


def _title(
    plane: Plane | NeighbourMap, layer: int, model: str, count: int, shown: int, joined: int
) -> tuple[str, list[str]]:
    some = f"all {count}" if shown == count else f"{shown} of {count}"
    return (
        "Do items that mean the same lie together?",
        [
            f"{model}, layer {layer}: {some} {ROWS.get(plane.rows, 'items')} in "
            f"{len(plane.spokes)} data types",
            f"{joined} row{'s' if joined != 1 else ''} joined; {_kept(plane, layer)}",
        ],
    )


def _kept(plane: Plane | NeighbourMap, layer: int) -> str:
    """Return how much of the states at a layer two dimensions can show."""
    if isinstance(plane, NeighbourMap):
        return f"t-SNE keeps {plane.kept[layer]:.0%} of each item's {plane.nearest} nearest here"
    return f"one plane for all layers: {plane.explained[layer]:.0%} of the variance here"


def _scale(limits: tuple[float, float]) -> alt.Scale:
    low, high = limits
    room = 0.05 * (high - low)
    return alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
