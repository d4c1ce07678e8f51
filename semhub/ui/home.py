"""The home page's result: a recorded one at once, replaced by the live one when it is ready."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.curve import layer_curve
from semhub.experiments.comparison import Comparison
from semhub.experiments.verdict import METRIC
from semhub.models import catalogue
from semhub.pools import AUTO
from semhub.ui.hub import prefetch
from semhub.ui.shared import models, results
from semhub.ui.shared import recorded as shipped
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing, switch, switched_on

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.controls import Control

RECORDED = "home"
"""Written by `python -m semhub compare --model semhub-nano world:en world:zh --record FILE.zip`."""

HEIGHT = 500
SIDES = "world:en", "world:zh"
NAMES = "English", "Chinese"


def what_holds() -> str:
    """State what has been shown, and for which model: no page claims more than this."""
    recipe = _recipe()
    return (
        "**What holds.** In the middle layers, what means the same lies alike *relative to each "
        "language's own centre*. Without that centring, the state "
        "nearest to a sentence is still one of its own language.\n\n"
        "**A toy.** The embedded model was taught translation: "
        f"{recipe['pair']:.0%} of what it read were translated pairs, {recipe['switched']:.0%} "
        "mixed text. It shows what a hub is, not that hubs arise by themselves. What a real "
        "decoder shows stands below."
    )


@cache
def _recipe() -> dict:
    """Read what the embedded model's training text was made of: kind of document -> its share."""
    file = catalogue.CHECKPOINTS / catalogue.EMBEDDED / "training.json"
    return json.loads(file.read_text(encoding="utf-8"))["recipe"]


def result() -> None:
    """Draw the curve, and state whether it is recorded or live."""
    chart, source = st.empty(), st.empty()
    _draw(recorded(), chart, {} if switched_on() else None)
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
        _draw(live, chart, controls)
        source.caption(
            f"Live: {live.n} sentences that {model.name} never saw, read and compared just now on "
            "this machine. The height is the share of sentences whose nearest neighbour is their "
            "own translation, after each language's own centre is subtracted."
        )
        switch()
        if controls == {}:
            _draw(live, chart, standing.answer())
        prefetch.begin(model)


def recorded() -> Comparison:
    return Comparison.from_dict(shipped.result(RECORDED))


def _draw(
    comparison: Comparison, place: DeltaGenerator, controls: Mapping[str, Control] | None
) -> None:
    place.altair_chart(
        layer_curve(comparison, METRIC, *NAMES, controls=controls).properties(height=HEIGHT),
        key="home",
        alt="Retrieval of Chinese sentences from English ones, layer by layer",
    )
