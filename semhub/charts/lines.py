"""Lines over layers without an interval of their own, told apart by colour and dash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.style import LABEL, layer_axis, layer_scale, value_axis

if TYPE_CHECKING:
    from semhub.charts.series import Series


def lines(
    shown: Sequence[Series],
    values: Sequence[np.ndarray],
    *,
    axis: str,
    domain: tuple[float, float],
) -> alt.Chart:
    """values: (layers,) of each of `shown`. axis: what is measured."""
    names = [series.name for series in shown]
    count = len(values[0])
    frame = pd.DataFrame(
        [
            {"layer": layer, "series": name, "value": round(float(value), 5)}
            for name, row in zip(names, values, strict=True)
            for layer, value in enumerate(row)
        ]
    )
    dashes = [[6, 4] if series.dashed else [1, 0] for series in shown]
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=3, point={"size": 55})
        .encode(
            x=alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count)),
            y=alt.Y(
                "value:Q",
                scale=alt.Scale(domain=list(domain), nice=False),
                axis=value_axis(axis, grid=True, tickCount=5),
            ),
            color=alt.Color(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[series.colour for series in shown]),
                legend=alt.Legend(
                    title=None, orient="top", columns=2, labelFontSize=LABEL,
                    labelLimit=440, symbolType="stroke", symbolSize=400, symbolStrokeWidth=3,
                ),
            ),
            strokeDash=alt.StrokeDash(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=dashes),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("series:N", title="curve"),
                alt.Tooltip("layer:Q"),
                alt.Tooltip("value:Q", title=axis, format=".3f"),
            ],
        )
    )  # fmt: skip


def domain_of(*values: np.ndarray) -> tuple[float, float]:
    """All that is drawn, with room above it for the axis's name."""
    low, high = (float(end([end(part) for part in values])) for end in (np.min, np.max))
    room = 0.06 * (high - low or 1.0)
    return low - room, high + 2 * room
