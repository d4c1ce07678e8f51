"""The item beside its captions: one curve a caption, against what other captions reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.media.captions import caption_curve
from semhub.charts.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, colour
from semhub.charts.series import Series
from semhub.inputs import Text
from semhub.models import catalogue
from semhub.ui.media import states
from semhub.ui.shared.controls import segments
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Caption, Given, Sense

CENTRINGS = {"centred": "Centred", "plain": "Plain"}
FREE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
"""Colours of captions whose language is not known, in turn."""

OF_ITS_WORLD = ("world:", "calls:")
"""Sets whose items are of the embedded model's own small world."""


@st.fragment
def captions(sense: Sense, model: Model, given: Given, sensed: PositionStates) -> None:
    """Draw the section."""
    with faults():
        _captions(sense, model, given, sensed)


def _captions(sense: Sense, model: Model, given: Given, sensed: PositionStates) -> None:
    from semhub.experiments.captions import nearness

    _hint(sense, model, given)
    reference = states.reference(model, given.chosen)
    texts = [caption.text for caption in given.captions]
    found = states.pooled(model, [Text(text) for text in texts], f"Reading {len(texts)} captions")
    slot = st.container()
    centring = segments("Cosine", f"{sense.key}cosine", CENTRINGS)
    result = nearness(sensed.mean, texts, found, reference, centred=centring == "centred")
    chart = caption_curve(result, _series(given.captions), sense.noun)
    with slot:
        st.altair_chart(
            chart, key=f"{sense.key}beside", alt=f"Similarity of the {sense.noun} and its captions"
        )
        footer(
            _says(sense, given, result.centred), f"semhub-{sense.noun}-captions", chart,
            result.to_dict(),
        )  # fmt: skip


def _hint(sense: Sense, model: Model, given: Given) -> None:
    """Say where an item is not of the small world that the embedded model knows."""
    if catalogue.is_embedded(model.name) and (
        given.row is None or not given.chosen.startswith(OF_ITS_WORLD)
    ):
        st.caption(
            f"{words.model(model.name)} was trained on {sense.noun}s of its own small world alone, "
            "so what it makes of this one says little."
        )


def _says(sense: Sense, given: Given, centred: bool) -> str:
    set_name = sense.sets[given.chosen]
    if not centred:
        return (
            "The cosine of the states as they are: most of it is what all states of a layer share. "
            f"Grey is where captions of other rows of “{set_name}” lie."
        )
    return (
        f"One {sense.noun} has no population of its own, so the mean of {states.ROWS} {sense.noun}s"
        f" of “{set_name}” is taken off it, and the mean of what is said of them in several "
        "languages off the captions. At any one layer one caption in forty rises above the grey by "
        "chance; evidence is in the whole gallery."
    )


def _series(captions: list[Caption]) -> list[Series]:
    free = iter(FREE * len(captions))
    return [
        Series(
            caption.text,
            GREY if not caption.own
            else colour(caption.language) if caption.language
            else next(free),
            dashed=not caption.own,
        )
        for caption in captions
    ]  # fmt: skip
