"""Where two sides meet: the curve, and the pairs at the layer that is chosen on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from semhub.charts import curve as curve_chart
from semhub.charts import matrix as matrix_chart
from semhub.ui.shared import figure, first, frame, links, world
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import cells, footer
from semhub.ui.shared.messages import escaped
from semhub.ui.shared.sections import section
from semhub.ui.shared.standing import switch

if TYPE_CHECKING:
    import altair as alt
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.controls import Control
    from semhub.ui.shared.standing import Standing
    from semhub.ui.text.answer import Answer

LAYER = "layer"
CURVE, WAITING = "curve", "curve/waiting"
"""Keys of the chart, with its controls and while they are computed: a run may use a key once."""

PAIRS = "pairs"
"""The section's parameter in the link, behind the topic's key."""


@frame.fragment
def meeting(answer: Answer, standing: Standing | None) -> Callable[[Mapping[str, Control]], None]:
    """Draw the question, its answer and the curve, and the section of the pairs. standing: the
    curve's controls, None where there are none. Returns what draws the curve again, with controls
    that come later.

    A fragment, so that another layer costs a matrix and not a page.
    """
    first.question(curve_chart.question(*answer.names))
    controls = standing.lines() if standing else None
    outside = world.hint(answer.model, answer.choices, answer.pairs)
    says = st.empty()
    if not outside:
        first.answer(_says(answer, controls), says)
    place = st.container(height=first.CHART, border=False).empty()

    layer = _layer(answer)
    chart, numbers = _curve(answer, layer, controls)
    _draw(place, chart, answer, controls)
    download = footer(
        "One pair draws a curve; a dozen pairs give evidence." if _too_few(answer) else
        "Hub: the layers that find more partners than layer 0 and than the last layer. Click a "
        "layer to see its pairs.",
        "semhub-curve", chart, numbers, standing and standing.applies and switch,
    )  # fmt: skip
    section(
        f"{answer.choices.topic.key}{PAIRS}", f"Which pairs find each other at layer {layer}?",
        lambda: _matrix(answer, layer),
    )  # fmt: skip

    def again(controls: Mapping[str, Control]) -> None:
        download.chart, download.numbers = _curve(answer, layer, controls)
        if not outside:
            first.answer(_says(answer, controls), says)
        _draw(place, download.chart, answer, controls)

    if controls == {} and standing.left():
        again(standing.answer())
    return again


def _says(answer: Answer, controls: Mapping[str, Control] | None) -> str:
    if _too_few(answer):
        return curve_chart.cosine_answer(len(answer.pairs.a))
    return curve_chart.answer(answer.result, answer.metric, controls)


def _too_few(answer: Answer) -> bool:
    """Tell whether there are too few pairs for the metric, so that the plain cosine is shown."""
    return bool(np.isnan(answer.result.metrics[answer.metric].value).all())


def _layer(answer: Answer) -> int:
    """Find the chosen layer: the latest click or slider move, else a link's, else the peak."""
    last = len(answer.result.metrics[answer.metric].value) - 1
    for chart in (CURVE, WAITING):
        if point := clicked(chart, curve_chart.PICK):
            links.choose(LAYER, int(point["layer"]))
            st.session_state[f"{answer.choices.topic.key}{PAIRS}"] = True
    return links.number(LAYER, 0, last, answer.result.peak[1] or 0)


def _curve(
    answer: Answer, layer: int, controls: Mapping[str, Control] | None
) -> tuple[alt.LayerChart, pd.DataFrame]:
    """Make the curve; return the chart and its numbers."""
    result, metric, names = answer.result, answer.metric, answer.names
    curve = result.metrics[metric]
    if _too_few(answer):
        from semhub.experiments.comparison import pair_cosine

        cosines = pair_cosine(answer.x, answer.y)
        pairs = len(answer.pairs.a)
        chart = drawn(curve_chart.cosine_curve, cosines, pairs, *names, chosen=layer)
        return chart, pd.DataFrame({"layer": range(len(cosines)), "cosine": cosines})
    chart = drawn(curve_chart.layer_curve, result, metric, *names, layer, controls)
    numbers = pd.DataFrame(
        {"layer": result.layers, "value": curve.value, "low": curve.low, "high": curve.high}
        | {name: line.value for name, line in (controls or {}).items()}
    ).assign(metric=metric, chance=curve.chance, null95=curve.null95, p=curve.p, n=result.n)
    return chart, numbers


def _draw(
    place: DeltaGenerator, chart: alt.LayerChart, answer: Answer,
    controls: Mapping[str, Control] | None,
) -> None:  # fmt: skip
    figure.draw(
        chart, WAITING if controls == {} else CURVE,
        f"Similarity of {answer.names[0]} and {answer.names[1]} by layer",
        place=place, height=first.CHART, on_select="rerun",
    )  # fmt: skip


def _matrix(answer: Answer, layer: int) -> None:
    from semhub.experiments.comparison import similarity_matrix

    found, result, names = answer.pairs, answer.result, answer.names
    shown, last = min(len(found.a), matrix_chart.SHOWN), len(result.layers) - 1
    # Of all pairs, so that the subtracted mean is the same as for the curve.
    cosines = similarity_matrix(answer.x[layer], answer.y[layer])[:shown, :shown]
    labels_a, labels_b = ([item.label for item in side[:shown]] for side in (found.a, found.b))
    chart = drawn(
        matrix_chart.similarity_matrix,
        cosines,
        labels_a,
        labels_b,
        side_a=names[0],
        side_b=names[1],
        layer=layer,
        pairs=len(found.a),
    )
    links.slider(st, "Layer", 0, last, LAYER)
    figure.figure(chart, "matrix", f"Similarity of items at layer {layer}", wide=True)
    if not _too_few(answer):
        st.markdown(escaped(f"{curve_chart.at_layer(result, answer.metric, layer)}."))
    footer(
        f"Each row is one item in {names[0]}, each column one in {names[1]}: blue is alike, orange "
        "is opposite, after each side's own mean is subtracted."
        if len(found.a) > 1
        else "With one pair there is one cell, which shows the plain cosine.",
        "semhub-matrix",
        chart,
        cells(cosines, labels_a, labels_b, "cosine"),
    )
