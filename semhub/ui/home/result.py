"""One pair of languages on the home page: recorded at once, live when the model is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.curve import answer, layer_curve
from semhub.experiments.comparison import Comparison
from semhub.experiments.verdict import METRIC
from semhub.pools import AUTO
from semhub.ui.shared import figure, first, messages, models, results
from semhub.ui.shared import recorded as shipped
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing, switch, switched_on

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.controls import Control

RECORDED = "home"
"""Written by `python -m semhub compare --model semhub-nano world:en world:zh --record FILE.zip`."""

SIDES = "world:en", "world:zh"
NAMES = "English", "Chinese"


def result() -> None:
    """Draw the answer and the curve, and state whether it is recorded or live."""
    says = st.empty()
    chart = st.container(height=first.CHART, border=False).empty()
    source = st.empty()
    _draw(recorded(), says, chart, {} if switched_on() else None)
    source.caption("A recorded result, while the embedded model is being loaded …")
    with faults():
        model = models.ready(models.EMBEDDED)
        if model is None:
            return
        a, b = (datasets.column(side) for side in SIDES)
        x, y = results.states(model, a, b, AUTO)
        live = results.comparison(model, a, b, AUTO, METRIC, x, y, over=None, partial=False)
        standing = Standing(model, a, b, AUTO, METRIC, x, y)
        controls = standing.lines()
        _draw(live, says, chart, controls)
        messages.caption(
            f"Live: {live.n} sentences that {model.name} never saw, read just now on this machine. "
            "Each looks for its translation, after each language's own centre is subtracted.",
            source,
        )
        switch()
        if controls == {}:
            _draw(live, says, chart, standing.answer())


def recorded() -> Comparison:
    return Comparison.from_dict(shipped.result(RECORDED))


def _draw(
    comparison: Comparison, says: DeltaGenerator, chart: DeltaGenerator,
    controls: Mapping[str, Control] | None,
) -> None:  # fmt: skip
    first.answer(answer(comparison, METRIC, controls), says)
    figure.draw(
        drawn(layer_curve, comparison, METRIC, *NAMES, controls=controls), "home",
        "Retrieval of Chinese sentences from English ones, layer by layer",
        place=chart, height=first.CHART,
    )  # fmt: skip
