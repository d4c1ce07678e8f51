"""All data types against each other, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.hub.spokes import colours, shapes
from semhub.charts.palette import BLUE, NULL, tint
from semhub.charts.slides import Slides, laid_out, named
from semhub.charts.style import LABEL, TITLE_ROOM, ink
from semhub.charts.text_format import number, verdict
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.hub import Cell, Findings

CELL, TALLEST = 33, 640
"""Pixels of one row, and of all of them at most."""

NUMBERED = 14
"""Most spokes whose cells have room for their numbers."""

LABEL_ROOM = 140
PICK = "cell"
"""Name of the selection: a click on a cell picks its pair."""


def height(count: int) -> int:
    """Return the height in pixels of a matrix of so many spokes, and of what stands beside it."""
    return min(CELL * count, TALLEST) + TITLE_ROOM + LABEL_ROOM


def hub_matrix(
    hub: Findings,
    *,
    model: str,
    names: Mapping[str, str],
    spokes: Sequence[str],
    top: float,
    chosen: tuple[str, str] | None = None,
) -> Slides:
    """Draw a cell for every two spokes: blue by its value, grey where its interval does not lie
    wholly above its null, empty where the two cannot be compared; `chosen` is framed.

    model: what it is called. names: spoke -> what it is called. spokes: the rows and columns; some
    may be left out of `hub`. top: the value that is drawn in full blue, the same for all layers.
    """
    called = [names[spoke] for spoke in spokes]
    scale = alt.Scale(domain=called, paddingInner=0.06, paddingOuter=0.03)
    x = alt.X("column:N", scale=scale, axis=_axis(angle=-40))
    y = alt.Y("row:N", scale=scale, axis=_axis(angle=0))
    ring = named("ring").mark_rect(fillOpacity=0, stroke=ink(), strokeWidth=3, tooltip=None)
    chart = alt.layer(
        *_compared(x, y, top, len(spokes)),
        _diagonal(names, spokes, x, y),
        ring.encode(x=x, y=y),
        _on_top(x, y, hub.metric),
    ).resolve_scale(color="independent")
    rings = [chosen, chosen[::-1]] if chosen else []
    still = {
        "spokes": [{"spoke": name, "row": name, "column": name} for name in called],
        "ring": [{"row": names[a], "column": names[b]} for a, b in rings],
    }
    return laid_out(
        chart,
        height(len(spokes)),
        lambda layer: {**still, "cells": _rows(hub, layer, model, names, spokes)},
        lambda layer: _title(hub, layer, model),
    )


def _rows(
    hub: Findings, layer: int, model: str, names: Mapping[str, str], spokes: Sequence[str]
) -> list[dict]:
    """Return one row for every two different spokes, in both orders."""
    rows = []
    for a in spokes:
        for b in spokes:
            if a == b:
                continue
            cell = hub.cell(a, b)
            value = math.nan if cell is None else float(_curve(cell).value[layer])
            compared = math.isfinite(value)
            rows.append(
                {
                    "a": a,
                    "b": b,
                    "row": names[a],
                    "column": names[b],
                    "pair": f"{names[a]} and {names[b]}",
                    "compared": compared,
                    "value": round(value, 4) if compared else 0.0,
                    "number": _short(value) if compared else "",
                    "above": bool(cell and cell.above[layer]),
                    "said": _tooltip(cell, layer)
                    if compared
                    else _why_not(hub, (a, b), model, names),
                }
            )
    return rows


def _tooltip(cell: Cell, layer: int) -> str:
    """Return the tooltip of a cell."""
    curve = _curve(cell)
    low, high = curve.low[layer], curve.high[layer]
    interval = (
        f"[{number(low)}, {number(high)}]" if math.isfinite(low) else "(too few for an interval)"
    )
    stands = "above" if cell.above[layer] else "not clearly above"
    return (
        f"{number(curve.value[layer])} {interval}, {stands} wrong pairs (95% stay below "
        f"{number(curve.null95)}); chance {number(curve.chance)}; {cell.comparison.n} items. "
        f"{verdict(cell.comparison.hub)}"
    )


def _why_not(hub: Findings, pair: tuple[str, str], model: str, names: Mapping[str, str]) -> str:
    """Return why a cell is empty."""
    for spoke in pair:
        if spoke not in hub.names:
            return f"{model} does not take: {names[spoke].lower()}"
    if hub.cell(*pair) is None:
        return "they share no items, so that there is nothing to compare"
    return "too few items for this metric"


def _short(value: float) -> str:
    """Return a value such as ".87": a cell has no room for more."""
    return f"{value:.2f}".replace("0.", ".", 1).replace("-", "−")


def _compared(x: alt.X, y: alt.Y, top: float, count: int) -> list[alt.Chart]:
    """Draw the pairs that were compared, in blue or grey, with their number where there is room."""
    blue = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=[0, top], range=[tint(BLUE, 0.04), BLUE], clamp=True),
        legend=None,
    )
    base = named("cells").transform_filter("datum.compared").encode(x=x, y=y)
    cells = base.mark_rect(tooltip=None).encode(
        color=alt.condition("datum.above", blue, alt.value(tint(NULL, 0.3)))
    )
    if count > NUMBERED:
        return [cells]
    on_blue = f"datum.above && datum.value > {0.6 * top}"
    numbers = base.mark_text(fontSize=LABEL - 2, tooltip=None).encode(
        text=alt.Text("number:N"),
        color=alt.condition(on_blue, alt.value("white"), alt.value(ink())),
        opacity=alt.condition("datum.above", alt.value(1), alt.value(0.6)),
    )
    return [cells, numbers]


def _diagonal(names: Mapping[str, str], spokes: Sequence[str], x: alt.X, y: alt.Y) -> alt.Chart:
    """Draw the mark of each spoke, by which it is known in the other charts."""
    mark = named("spokes").mark_point(
        filled=True, opacity=1, size=150, stroke=ink(), strokeWidth=0.6, tooltip=None
    )
    return mark.encode(x=x, y=y, color=colours(spokes, names), shape=shapes(spokes, names))


def _on_top(x: alt.X, y: alt.Y, metric: str) -> alt.Chart:
    """Draw an invisible cell on each: it takes the pointer and the click."""
    tooltip = [
        alt.Tooltip("pair:N", title="pair"),
        alt.Tooltip("said:N", title=METRICS[metric].axis),
    ]
    mark = named("cells").mark_rect(opacity=0.001, cursor="pointer")
    pick = alt.selection_point(name=PICK, fields=["a", "b"], on="click", empty=False)
    return mark.encode(x=x, y=y, tooltip=tooltip).add_params(pick)


def _title(hub: Findings, layer: int, model: str) -> tuple[str, list[str]]:
    values = [_curve(cell).value[layer] for cell in hub.cells]
    inside = sum(bool(cell.inside[layer]) for cell in hub.cells)
    above = sum(bool(cell.above[layer]) for cell in hub.cells)
    return (
        f"Which data types meet at layer {layer}?",
        [
            f"{model}: {inside} of {len(values)} pairs have their hub here, {above} are related at "
            "all",
            f"{METRICS[hub.metric].label}, mean {number(float(np.nanmean(values)))}; grey: not "
            "related; empty: no shared items",
        ],
    )


def _curve(cell: Cell):
    return cell.comparison.metrics[cell.metric]


def _axis(angle: int) -> alt.Axis:
    return alt.Axis(
        title=None, labelAngle=angle, grid=False, labelFontSize=LABEL, labelOverlap=False,
        labelFlush=False, labelLimit=150, domain=False, ticks=False,
    )  # fmt: skip
