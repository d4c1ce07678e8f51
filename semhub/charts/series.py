"""Several curves over the same layers, each with its interval, told apart by colour and dash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    answer: str,
    axis: str,
    domain: tuple[float, float] | None = None,
    columns: int = 1,
) -> alt.LayerChart:
    """axis: what is measured. domain: of the vertical axis. columns: of the legend."""
    frame = series_frame({series.name: band for series, band in bands})
    count = int(frame["layer"].max()) + 1
    listed = [series for series, _ in bands]
    names = [series.name for series in listed]
    scale = alt.Scale(domain=list(domain or _range(frame)), nice=False)
    legend = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=LABEL,
        labelLimit=420,
        columns=columns,
        symbolType="stroke",
        symbolSize=400,
        symbolOpacity=1,
        symbolStrokeWidth=3,
    )
    tint = alt.Scale(domain=names, range=[series.colour for series in listed])
    base = alt.Chart(frame).encode(
        x=alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count)),
        color=alt.Color("series:N", sort=names, scale=tint, legend=legend),
    )
    dash = alt.StrokeDash(
        "series:N",
        sort=names,
        scale=alt.Scale(
            domain=names, range=[[6, 4] if series.dashed else [1, 0] for series in listed]
        ),
        legend=legend,
    )
    band = base.mark_area(opacity=0.15, tooltip=None, strokeWidth=0).encode(
        y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(strokeWidth=3, point={"size": 55}).encode(
        y=alt.Y("value:Q", scale=scale, axis=value_axis(axis, grid=True)),
        strokeDash=dash,
        tooltip=[
            alt.Tooltip("series:N", title="curve"),
            alt.Tooltip("layer:Q"),
            *(
                alt.Tooltip(f"{part}:Q", title=said, format=".3f")
                for part, said in (("value", axis), ("low", "95% from"), ("high", "95% to"))
            ),
        ],
    )
    return alt.layer(band, line).properties(height=HEIGHT, title=title(question, answer))


def _range(frame: pd.DataFrame) -> tuple[float, float]:
    """All that is drawn, with room above it for the axis's name."""
    low = min(float(frame["low"].min()), float(frame["value"].min()))
    high = max(float(frame["high"].max()), float(frame["value"].max()))
    room = 0.06 * (high - low or 1.0)
    return low - room, high + 2 * room


def series_frame(bands: Mapping[str, Interval]) -> pd.DataFrame:
    """layer, value, low, high and series, one row a layer and curve."""
    return pd.concat(
        pd.DataFrame(
            {"layer": range(len(band.value)), "value": band.value, "low": band.low,
             "high": band.high, "series": name}
        )
        for name, band in bands.items()
    )  # fmt: skip
