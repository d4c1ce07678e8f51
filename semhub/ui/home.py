"""The home page's result: a recorded one at once, replaced by the live one when it is ready."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.charts.curve import answer, layer_curve, question
from semhub.experiments.comparison import Comparison
from semhub.experiments.verdict import METRIC
from semhub.models import catalogue
from semhub.pools import AUTO
from semhub.ui.hub import prefetch
from semhub.ui.shared import figure, first, messages, models, results
from semhub.ui.shared import recorded as shipped
from semhub.ui.shared.frame import faults
from semhub.ui.shared.standing import Standing, switch, switched_on

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.controls import Control

RECORDED = "home"
"""Written by `python -m semhub compare --model semhub-nano world:en world:zh --record FILE.zip`."""

SIDES = "world:en", "world:zh"
NAMES = "English", "Chinese"


IDEA = (
    "The **semantic hub** hypothesis: the middle layers of a language model bring together what "
    "means the same, in whatever language it is written."
)
PAPER = (
    "The idea: Wu, Yu, Yogatama, Lu and Kim, “The Semantic Hub Hypothesis: Language Models Share "
    "Semantic Representations Across Languages and Modalities”, ICLR 2025, "
    "[arXiv 2411.04986](https://arxiv.org/abs/2411.04986)."
)


def idea() -> None:
    """Draw what has been shown, and for which model: no page claims more than this."""
    recipe = _recipe()
    st.markdown(
        "Say the same thing in two languages, and a language model starts with quite different "
        "strings of symbols. The hypothesis says that its middle layers bring them together, and "
        "that towards the end each turns back into words of its own. The hub has many spokes: "
        "languages, code, sums, pictures, sounds.\n\n"
        "What holds: in the middle layers, what means the same lies alike *relative to each "
        "language's own centre*. Without that centring, the state nearest to a sentence is still "
        "one of its own language.\n\n"
        f"The embedded model was taught translation: {recipe['pair']:.0%} of what it read were "
        f"translated pairs, {recipe['switched']:.0%} mixed text. It shows what a hub is, not that "
        "hubs arise by themselves."
    )
    st.caption(PAPER)


@cache
def _recipe() -> dict:
    """Read what the embedded model's training text was made of: kind of document -> its share."""
    file = catalogue.CHECKPOINTS / catalogue.EMBEDDED / "training.json"
    return json.loads(file.read_text(encoding="utf-8"))["recipe"]


def result() -> None:
    """Draw the question, its answer and the curve, and state whether it is recorded or live."""
    first.question(question(*NAMES))
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
        prefetch.begin(model)


def recorded() -> Comparison:
    return Comparison.from_dict(shipped.result(RECORDED))


def _draw(
    comparison: Comparison, says: DeltaGenerator, chart: DeltaGenerator,
    controls: Mapping[str, Control] | None,
) -> None:  # fmt: skip
    first.answer(answer(comparison, METRIC, controls), says)
    figure.draw(
        layer_curve(comparison, METRIC, *NAMES, controls=controls), "home",
        "Retrieval of Chinese sentences from English ones, layer by layer",
        place=chart, height=first.CHART,
    )  # fmt: skip
