"""The item beside its captions: how many other captions each one beats, at one layer and at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media.captions import caption_curve, than_others
from semhub.charts.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, colour
from semhub.charts.series import Series
from semhub.charts.text_format import isolated, of_hundred
from semhub.inputs import Text
from semhub.quoting import quoted
from semhub.ui.media import states
from semhub.ui.shared import frame
from semhub.ui.shared.controls import segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.experiments.captions import Nearness
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Caption, Selection, Sense

MEASURES = {"nearer": "Of 100 other captions", "centred": "Centred", "plain": "Plain"}
FREE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
"""Colours of captions whose language is not known, in turn."""

MOST_BESIDE = 8
"""Captions that have room beside a picture."""


def near(
    model: Model, selection: Selection, positions: PositionStates, *, centred: bool = True
) -> Nearness:
    """Compare the item with its captions. Raises `InputError` where one cannot be read."""
    from semhub.experiments.captions import nearness

    reference = states.reference(model, selection.chosen)
    texts = [caption.text for caption in selection.captions]
    found = states.pooled(model, [Text(text) for text in texts], f"Reading {len(texts)} captions")
    return nearness(
        positions.mean, texts, found, reference,
        languages=[caption.language for caption in selection.captions], row=selection.row,
        centred=centred,
    )  # fmt: skip


def sentence(sense: Sense, selection: Selection, result: Nearness, layer: int) -> str:
    """Tell how near the first of its own captions is at a layer; nothing where it has none."""
    own = [k for k, caption in enumerate(selection.captions) if caption.own]
    if not own:
        return ""
    return (
        f"{quoted(selection.captions[own[0]].text)} is nearer to the {sense.noun} "
        f"{than_others(result, own[0], layer)}; by chance 50."
    )


def beside(sense: Sense, selection: Selection, result: Nearness, layer: int) -> None:
    """Draw its own captions, each with that number; where it has none, those that it is shown
    beside."""
    rows = [k for k, caption in enumerate(selection.captions) if caption.own]
    if not rows:
        rows = list(range(len(selection.captions)))
        st.markdown(
            f"Write captions for this {sense.noun}. Until then those of the gallery are shown."
        )
    st.caption("How many of 100 others does each beat?")
    left_out = len(rows) - MOST_BESIDE
    rows = rows[:MOST_BESIDE]
    # No line is broken within a number.
    numbers = [f"**{of_hundred(result.nearer[k, layer])}**".replace(" ", "\xa0") for k in rows]
    texts = (isolated(selection.captions[k].text) for k in rows)
    st.table(
        pd.DataFrame({"of 100": numbers, "caption": [escaped(text) for text in texts]}),
        border="horizontal", hide_index=True, hide_header=True,
        alt="Captions, and how many of 100 other captions each one beats",
    )  # fmt: skip
    if left_out > 0:
        st.caption(f"{left_out} more are in the section below.")


@frame.fragment
def captions(sense: Sense, model: Model, selection: Selection, positions: PositionStates) -> None:
    """Draw the section: the same at every layer, or the cosines."""
    with faults():
        _captions(sense, model, selection, positions)


def _captions(sense: Sense, model: Model, selection: Selection, positions: PositionStates) -> None:
    place = st.container()
    measure = segments("Measure", f"{sense.key}cosine", MEASURES)
    result = near(model, selection, positions, centred=measure != "plain")
    chart = drawn(
        caption_curve, result, _series(selection.captions), sense.noun, cosines=measure != "nearer"
    )
    with place:
        figure(chart, f"{sense.key}beside", f"Similarity of the {sense.noun} and its captions")
        footer(
            escaped(_says(sense, selection, measure)), f"semhub-{sense.noun}-captions", chart,
            result.to_dict(),
        )  # fmt: skip


def _says(sense: Sense, selection: Selection, measure: str) -> str:
    name = sense.sets[selection.chosen]
    if measure == "plain":
        return (
            "The cosine of the uncentred states: most of it is shared by all states of a layer. "
            f"Grey is where captions of other rows of “{name}” lie."
        )
    means = (
        f"One {sense.noun} alone has no mean to subtract. So the mean of {states.ROWS} "
        f"{sense.noun}s of “{name}” is subtracted from it, and from each caption the mean of "
        "their captions in its language, or in several where the language is not known."
    )
    if measure == "nearer":
        return f"{means} One {sense.noun} is an example; for evidence, see the whole gallery."
    return f"{means} At any one layer one caption in forty rises above the grey by chance."


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
