"""One curve a pair of data types over all layers, and the band in which most of them meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts import slides
from semhub.charts import text_format as words
from semhub.charts.curve import HEIGHT
from semhub.charts.hub.spokes import mean_of
from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.charts.shades import hub_shade, null_shade
from semhub.charts.style import LABEL, ink, layer_axis, layer_scale, value_axis
from semhub.charts.text_format import number
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.hub import Cell, Findings


@dataclass(frozen=True)
class Beside:
    """A second model's hub, and what it is called."""

    called: str
    hub: Findings


@dataclass(frozen=True)
class Line:
    """A bold curve: (layers,) its value, and where on the axis these layers lie."""

    name: str
    colour: str
    dashed: bool
    value: np.ndarray
    layers: np.ndarray


def hub_curves(
    hub: Findings,
    *,
    model: str,
    names: Mapping[str, str],
    chosen: tuple[str, str] | None = None,
    beside: Beside | None = None,
) -> slides.Slides:
    """Draw all pairs in thin grey, their mean bold; the chosen pair with interval, null and chance.

    model: what it is called. beside: its mean, or its curve of the chosen pair, is dashed; where
    it has fewer or more layers they are stretched to the first model's.
    """
    cell = hub.cell(*chosen) if chosen else None
    count = len(hub.layers)
    pairs = _pairs(hub, names)
    low, high = _range(pairs["value"], cell)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=value_axis(METRICS[hub.metric].axis, tickCount=5, grid=True),
    )
    x = alt.X("layer:Q", scale=layer_scale(count), axis=layer_axis(count))
    thin = alt.Chart(pairs).encode(x=x, y=y, detail=alt.Detail("pair:N"))
    here = slides.named("here").mark_rule(color=ink(), strokeWidth=3, opacity=0.35, tooltip=None)
    chart = alt.layer(
        *hub_shade(hub.band.layers, high),
        *_of_chosen(cell, x, low, high, count),
        here.encode(x=x),
        thin.mark_line(color=GREY, strokeWidth=1, opacity=0.45, tooltip=None),
        thin.mark_point(size=50, opacity=0, filled=True).encode(
            tooltip=[
                alt.Tooltip("pair:N"),
                alt.Tooltip("layer:Q"),
                alt.Tooltip("value:Q", format=".3f"),
            ]
        ),
        *_bold(list(_lines(hub, names, cell, beside)), x, y),
    )
    return slides.laid_out(
        chart,
        HEIGHT + 30,
        lambda layer: {"here": [{"layer": layer}]},
        lambda layer: _title(hub, model, names, cell, layer),
    )


def _pairs(hub: Findings, names: Mapping[str, str]) -> pd.DataFrame:
    return pd.concat(
        pd.DataFrame({"layer": hub.layers, "value": value.round(4), "pair": _pair(cell, names)})
        for cell in hub.cells
        if np.isfinite(value := _value(cell)).all()
    )


def _lines(
    hub: Findings, names: Mapping[str, str], cell: Cell | None, beside: Beside | None
) -> Iterator[Line]:
    """Yield what stands out among the pairs."""
    layers = np.array(hub.layers)
    yield Line(f"mean of {len(hub.cells)} pairs", BLUE, False, mean_of(hub), layers)
    if cell:
        yield Line(_pair(cell, names), VERMILLION, False, _value(cell), layers)
    if beside:
        stretched = np.array(beside.hub.layers) * layers[-1] / beside.hub.layers[-1]
        yield Line(f"mean, {beside.called}", BLUE, True, mean_of(beside.hub), stretched)
        same = beside.hub.cell(cell.a, cell.b) if cell else None
        if same:
            called = f"{_pair(cell, names)}, {beside.called}"
            yield Line(called, VERMILLION, True, _value(same), stretched)


def _bold(lines: list[Line], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    frame = pd.concat(
        pd.DataFrame({"layer": line.layers, "value": line.value, "curve": line.name})
        for line in lines
    )
    called = [line.name for line in lines]
    legend = alt.Legend(
        title=None, orient="top", columns=4, labelFontSize=LABEL, labelLimit=420,
        symbolType="stroke", symbolSize=400, symbolStrokeWidth=3,
    )  # fmt: skip
    dashes = [[6, 4] if line.dashed else [1, 0] for line in lines]
    base = alt.Chart(frame).encode(
        x=x,
        y=y,
        color=alt.Color(
            "curve:N",
            scale=alt.Scale(domain=called, range=[line.colour for line in lines]),
            legend=legend,
        ),
    )
    dash = alt.StrokeDash("curve:N", scale=alt.Scale(domain=called, range=dashes), legend=legend)
    tooltip = [alt.Tooltip("curve:N"), alt.Tooltip("layer:Q", format=".3~f"),
               alt.Tooltip("value:Q", format=".3f")]  # fmt: skip
    return [
        base.mark_line(strokeWidth=3.5, tooltip=None).encode(strokeDash=dash),
        base.mark_point(filled=True, size=50, opacity=1).encode(tooltip=tooltip),
    ]


def _of_chosen(cell: Cell | None, x: alt.X, low: float, high: float, count: int) -> list[alt.Chart]:
    """Draw null, chance and interval of the chosen pair."""
    if cell is None:
        return []
    curve = cell.comparison.metrics[cell.metric]
    frame = pd.DataFrame({"layer": cell.comparison.layers, "low": curve.low, "high": curve.high})
    interval = alt.Chart(frame).mark_area(color=VERMILLION, opacity=0.22, tooltip=None)
    return [
        *null_shade(curve, low, high, count),
        interval.encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
    ]


def _title(
    hub: Findings, model: str, names: Mapping[str, str], cell: Cell | None, layer: int
) -> tuple[str, list[str]]:
    named = METRICS[hub.metric].axis
    if cell is None:
        mean, best = mean_of(hub), hub.best_layer()
        peak = "" if best is None else f"; best at layer {best}: {number(mean[best])}"
        return "Where do all pairs meet?", [
            f"{model}: {named} at layer {layer}, mean of {len(hub.cells)} pairs: "
            f"{number(mean[layer])}{peak}; green: the hub of at least 80% of pairs"
        ]
    curve = cell.comparison.metrics[cell.metric]
    interval = (
        f" [{number(curve.low[layer])}, {number(curve.high[layer])}]"
        if np.isfinite(curve.low[layer])
        else " (too few items for an interval)"
    )
    return f"Where do {_pair(cell, names)} meet, among all pairs?", [
        f"{model}: {named} {number(curve.value[layer])}{interval} at layer "
        f"{layer}; chance {number(curve.chance)}; {cell.comparison.n} items. "
        f"{words.verdict(cell.comparison.hub)}"
    ]


def _range(values: pd.Series, cell: Cell | None) -> tuple[float, float]:
    """Return the range from zero, or below it, to a height that small numbers do not fill, with
    room for labels."""
    ends = [values.min(), values.max(), 0.0]
    if cell:
        curve = cell.comparison.metrics[cell.metric]
        ends += [*curve.low, *curve.high]
    low, high = float(np.nanmin(ends)), max(float(np.nanmax(ends)), 0.25)
    return low, high + 0.14 * (high - low)


def _value(cell: Cell) -> np.ndarray:
    return cell.comparison.metrics[cell.metric].value


def _pair(cell: Cell, names: Mapping[str, str]) -> str:
    return f"{names[cell.a]} and {names[cell.b]}"
