"""Any layer of one tower against any layer of the other, and the corner where both end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.curve import question
from semhub.charts.palette import BLUE, NULL, tint
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, ink, title, value_axis
from semhub.charts.text_format import number
from semhub.experiments.verdict import METRIC
from semhub.similarity import METRICS
from semhub.similarity.geometry import GEOMETRIES

if TYPE_CHECKING:
    from semhub.experiments.layer_map_result import CellMap, LayerMap

CELL, LOWEST, TALLEST = 24, 144, 620
"""Pixels of one layer, and of all of them at least and at most."""

MOST_ON_CANVAS = 2000
"""Marks, beyond which only the SVG renderer stays sharp and answers the pointer."""

JOINT = "joint"
_GREY = "grey = no more than shuffled pairs reach"
PICK = "cell"
"""The selection of a clicked cell: its fields `a` and `b`."""


def layer_map(result: LayerMap, metric: str, side_a: str, side_b: str) -> alt.LayerChart:
    """Draw one metric, side A's layers from left to right and side B's from the bottom up; a cell
    that shuffled pairs reach is grey, the best is framed, and towers' joint space stands in the
    corner.
    """
    frame = _frame(result, metric, {"a": side_a, "b": side_b})
    a, b = result.metrics[metric].value.shape
    label, joint = GEOMETRIES[metric].metric.label, metric in result.corner
    reading = f"  ({f'{JOINT} = where both towers end; ' if joint else ''}{_GREY})"
    top = max(0.25, float(frame["value"].max()))
    cells = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("a:O", axis=_axis(a, f"{side_a} layer{reading}", joint)),
            y=alt.Y("b:O", sort="descending", axis=_upright(b, f"{side_b} layer", joint)),
            color=alt.condition(
                "datum.above",
                alt.Color(
                    "value:Q",
                    scale=alt.Scale(domain=[0, top], range=[tint(BLUE, 0), BLUE], clamp=True),
                    legend=alt.Legend(
                        title=label, orient="right", gradientLength=160,
                        tickCount=3, labelFontSize=LABEL, titleFontSize=LABEL,
                    ),
                ),
                alt.value(tint(NULL, 0.25)),
            ),
            tooltip=[
                alt.Tooltip("a_name:N", title="across"),
                alt.Tooltip("b_name:N", title="upwards"),
                alt.Tooltip("value:Q", title=label, format=".3f"),
                alt.Tooltip("said:N", title="shuffled pairs"),
                *([] if joint else [alt.Tooltip("calibrated:Q", format=".3f")]),
            ],
        )
    )  # fmt: skip
    if result.models:
        pick = alt.selection_point(name=PICK, fields=["a", "b"], on="click", empty=False)
        cells = cells.add_params(pick)
    settings = {"embedOptions": {"renderer": "svg"}} if len(frame) > MOST_ON_CANVAS else None
    return alt.layer(cells, *_frame_of_peak(result, metric)).properties(
        height=min(max(CELL * (b + joint), LOWEST), TALLEST) + TITLE_ROOM + AXIS_ROOM,
        title=title(question(side_a, side_b), answer(result, metric, side_a, side_b)),
        **({"usermeta": settings} if settings else {}),
    )


def answer(result: LayerMap, metric: str, side_a: str, side_b: str) -> str:
    """Return the subtitle: the best cell with its interval, retrieval in the joint space, chance,
    n."""
    found, label = result.metrics[metric], GEOMETRIES[metric].metric.label
    pairs = f"{result.n} pair" + ("s" if result.n != 1 else "")
    if found.peak is None:
        return f"{pairs} are too few for {label}"
    value = number(found.value[found.peak])
    interval = f" [{number(found.low)}, {number(found.high)}]" if math.isfinite(found.low) else ""
    stands = "" if found.value[found.peak] > found.null95 else "No cell beats shuffled pairs; "
    best = (
        f"{stands}{label} {value}{interval} at {side_a} layer {found.peak[0]} and {side_b} layer "
        f"{found.peak[1]}"
    )
    return f"{best}; {_beside(result, found)}; {pairs}"


def _beside(result: LayerMap, found: CellMap) -> str:
    """Say what stands beside the best cell: of towers retrieval in their joint space, of two models
    what the untrained ones share."""
    if joint := result.corner.get(METRIC):
        return (
            f"{METRICS[METRIC].axis} {number(joint.value[0])} where both end, chance "
            f"{number(joint.chance)}"
        )
    untrained = (
        f", untrained twins at most {number(found.untrained)}"
        if math.isfinite(found.untrained)
        else ""
    )
    return f"shuffled pairs at most {number(found.null95)}{untrained}"


def _frame(result: LayerMap, metric: str, sides: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a cell, the last of them for the joint space, where there is one; no shuffle
    has to share it. sides: "a" and "b" -> what they are called."""
    found, joint = result.metrics[metric], result.corner.get(metric)
    row, column = np.indices(found.value.shape)
    last = found.value.shape
    frame = pd.DataFrame(
        {"a": row.ravel(), "b": column.ravel(), "value": found.value.ravel()}
    ).assign(null95=found.null95, calibrated=found.calibrated.ravel())
    if joint:
        frame.loc[len(frame)] = [*last, joint.value[0], joint.null95, np.nan]
        frame = frame.astype({"a": int, "b": int})
    frame["above"] = frame["value"] > frame["null95"]
    frame["said"] = "95% below " + frame["null95"].map(number)
    for side, count in zip("ab", last, strict=True):
        frame[f"{side}_name"] = [
            f"{sides[side]}: {JOINT if layer == count else f'layer {layer}'}"
            for layer in frame[side]
        ]
    if joint:
        frame = frame.drop(columns="calibrated")
    return frame.dropna(subset=["value"]).round({"value": 4, "calibrated": 4})


def _frame_of_peak(result: LayerMap, metric: str) -> list[alt.Chart]:
    peak = result.metrics[metric].peak
    if peak is None:
        return []
    ring = alt.Chart(pd.DataFrame([{"a": peak[0], "b": peak[1]}])).mark_rect(
        fillOpacity=0, stroke=ink(), strokeWidth=3, tooltip=None
    )
    return [ring.encode(x=alt.X("a:O"), y=alt.Y("b:O", sort="descending"))]


def _named(count: int, joint: bool) -> dict:
    """Return names of layers 0 to count - 1, as many as have room, and of the joint space behind
    them, where there is one."""
    step = 1 if count <= 20 else 2 if count <= 40 else 4
    return {
        "values": [*range(0, count, step), *([count] if joint else [])],
        "labelExpr": f"datum.value == {count} ? '{JOINT}' : datum.value",
    }


def _axis(count: int, name: str, joint: bool) -> alt.Axis:
    return alt.Axis(
        title=name, labelAngle=0, grid=False, labelFontSize=LABEL, titleFontSize=LABEL,
        labelOverlap=False, labelFlush=False, **_named(count, joint),
    )  # fmt: skip


def _upright(count: int, name: str, joint: bool) -> alt.Axis:
    return value_axis(name, grid=False, labelOverlap=False, **_named(count, joint))
