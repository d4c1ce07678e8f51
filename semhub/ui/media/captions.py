"""The item beside its captions: a curve for each, above the range of other captions."""

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
    from semhub.ui.media.sense import Caption, Selection, Sense

CENTRINGS = {"centred": "Centred", "plain": "Plain"}
FREE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
"""Colours of captions whose language is not known, in turn."""

OF_ITS_WORLD = ("world:", "calls:")
"""Sets whose items are of the embedded model's own small world."""


@st.fragment
def captions(sense: Sense, model: Model, selection: Selection, positions: PositionStates) -> None:
    """Draw the section."""
    with faults():
        _captions(sense, model, selection, positions)


def _captions(sense: Sense, model: Model, selection: Selection, positions: PositionStates) -> None:
    from semhub.experiments.captions import nearness

    _hint(sense, model, selection)
    reference = states.reference(model, selection.chosen)
    texts = [caption.text for caption in selection.captions]
    found = states.pooled(model, [Text(text) for text in texts], f"Reading {len(texts)} captions")
    slot = st.container()
    centring = segments("Cosine", f"{sense.key}cosine", CENTRINGS)
    result = nearness(positions.mean, texts, found, reference, centred=centring == "centred")
    chart = caption_curve(result, _series(selection.captions), sense.noun)
    with slot:
        st.altair_chart(
            chart, key=f"{sense.key}beside", alt=f"Similarity of the {sense.noun} and its captions"
        )
        footer(
            _says(sense, selection, result.centred), f"semhub-{sense.noun}-captions", chart,
            result.to_dict(),
        )  # fmt: skip


def _hint(sense: Sense, model: Model, selection: Selection) -> None:
    """Note where an item is not from the small world that the embedded model knows."""
    if catalogue.is_embedded(model.name) and (
        selection.row is None or not selection.chosen.startswith(OF_ITS_WORLD)
    ):
        st.caption(
            f"{words.model(model.name)} was trained only on {sense.noun}s of its own small world, "
            "so what it shows of this one means little."
        )


def _says(sense: Sense, selection: Selection, centred: bool) -> str:
    set_name = sense.sets[selection.chosen]
    if not centred:
        return (
            "The cosine of the uncentred states: most of it is shared by all states of a layer. "
            f"Grey is where captions of other rows of “{set_name}” lie."
        )
    return (
        f"One {sense.noun} alone has no mean to subtract. So the mean of {states.ROWS} "
        f"{sense.noun}s of “{set_name}” is subtracted from it, and the mean of their captions in "
        "several languages from the captions. At any one layer one caption in forty rises above "
        "the grey by chance; for evidence, see the whole gallery."
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
