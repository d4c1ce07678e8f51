"""Several curves over the same layers, told apart by colour and dash, with intervals or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.style import LABEL, layer_axis, layer_scale, title, value_axis

HEIGHT = 430


class Interval(Protocol):
    """What a curve shows: (layers,) each."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Series:
    """One curve: what it is called, its colour, and whether it is only there to compare with."""

    name: str
    colour: str
    dashed: bool = False


def series_curve(
    bands: Sequence[tuple[Series, Interval]],
    *,
    question: str,
    answer: str | list[str],
    axis: str,
    domain: tuple[float, float] | None = None,
    columns: int = 1,
) -> alt.LayerChart:
    """Draw curves with their intervals. axis: what is measured. domain: of the vertical axis.
    columns: of the legend."""
    shown = [series for series, _ in bands]
    frame = pd.concat(
        pd.DataFrame(
            {"layer": range(len(band.value)), "value": band.value, "low": band.low,
             "high": band.high, "series": series.name}
        )
        for series, band in bands
    )  # fmt: skip
    parts = {"value": axis, "low": "95% from", "high": "95% to"}
    scale = _scale(domain or domain_of(*(frame[part] for part in parts)))
    line = _lines(frame, shown, parts, scale, columns)
    band = (
        alt.Chart(frame)
        .mark_area(opacity=0.15, tooltip=None, strokeWidth=0)
        .encode(
            x=line.encoding.x,
            color=line.encoding.color,
            y=alt.Y("low:Q", scale=scale),
            y2=alt.Y2("high:Q"),
        )
    )
    return alt.layer(band, line).properties(height=HEIGHT, title=title(question, answer))


def lines(
    shown: Sequence[Series],
    values: Sequence[np.ndarray],
    *,
    axis: str,
    domain: tuple[float, float],
    columns: int = 2,
) -> alt.Chart:
    """Draw curves without an interval. values: (layers,) of each of `shown`. axis: what is
    measured. columns: of the legend."""
    frame = pd.DataFrame(
        [
            {"layer": layer, "series": series.name, "value": round(float(value), 5)}
            for series, row in zip(shown, values, strict=True)
            for layer, value in enumerate(row)
        ]
    )
    return _lines(frame, shown, {"value": axis}, _scale(domain), columns)


def domain_of(*values: np.ndarray | pd.Series) -> tuple[float, float]:
    """Return the range of all that is drawn, with room above it for the axis's name."""
    seen = np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in values])
    low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
    room = 0.06 * (high - low or 1.0)
    return low - room, high + 2 * room


def _scale(domain: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(domain), nice=False)


def _lines(
    frame: pd.DataFrame,
    shown: Sequence[Series],
    parts: dict[str, str],
    scale: alt.Scale,
    columns: int,
) -> alt.Chart:
    """Draw curves of `frame`: layer, series, and `parts`, column -> its name; "value" is drawn, the
    tooltip has all."""
    count = int(frame["layer"].max()) + 1
    names = [series.name for series in shown]
    legend = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=LABEL,
        labelLimit=440,
        columns=columns,
        symbolType="stroke",
        symbolSize=400,
        symbolOpacity=1,
        symbolStrokeWidth=3,
    )

    def encoding(ways: list) -> dict:
        scale = alt.Scale(domain=names, range=ways)
        return {"field": "series", "type": "nominal", "scale": scale,
                "legend": legend}  # fmt: skip

    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=3, point={"size": 55})
        .encode(
            x=alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count)),
            y=alt.Y(
                "value:Q",
                scale=scale,
                axis=value_axis(parts["value"], grid=True),
            ),
            color=alt.Color(**encoding([series.colour for series in shown])),
            strokeDash=alt.StrokeDash(
                **encoding([[6, 4] if series.dashed else [1, 0] for series in shown])
            ),
            tooltip=[
                alt.Tooltip("series:N", title="curve"),
                alt.Tooltip("layer:Q"),
                *(alt.Tooltip(f"{part}:Q", title=parts[part], format=".3f") for part in parts),
            ],
        )
    )
