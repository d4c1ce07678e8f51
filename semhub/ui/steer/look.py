"""The first screen of Steer: what the model reads, how it goes on left alone and pushed, and every
answer under the push and under its controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import streamlit as st

from semhub.charts.steering import shifts as shifts_chart
from semhub.charts.steering.controls import PUSHES
from semhub.charts.steering.shifts import shifts
from semhub.charts.text_format import isolated
from semhub.charts.text_format import layers as named
from semhub.quoting import quoted
from semhub.ui.media.picture import scaled
from semhub.ui.media.sound import player
from semhub.ui.shared import figure, first, frame, links
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.messages import escaped
from semhub.ui.shared.results import digest
from semhub.ui.steer import results, words

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.steering import Continuation, Point, Steering
    from semhub.ui.steer.experiment import Experiment

ROW, SHIFTS = "steer_row", "steer_shifts"
CUT = 26
"""Columns of an item in the list of items."""

CHART = first.CHART - 128
"""Pixels of the chart's height, under the three cards."""

PICTURE = 84
"""Pixels of a picture's width on its card."""


def chosen(experiment: Experiment) -> int:
    """Find the item that is shown: the latest click on its dot, or choice from the list."""
    box = _box(experiment)
    if point := clicked(SHIFTS, shifts_chart.PICK):
        st.session_state[box] = int(point["item"])
    return st.session_state.get(box, 0)


def continuations(
    model: Model, experiment: Experiment, point: Point, row: int
) -> tuple[Continuation, Continuation]:
    """Continue an item left alone, and pushed. They are kept, so that whoever calls this before
    draws all of the first screen at once."""
    pushes = None, (point.layers, point.strength)
    left, pushed = (results.continued(model, experiment, row, push) for push in pushes)
    return left, pushed


@frame.fragment
def look(model: Model, experiment: Experiment, result: Steering, beside: str) -> None:
    """Draw it; a fragment, so that another item does not run the whole page."""
    with faults():
        row = chosen(experiment)
        both = continuations(model, experiment, result.point, row)
        first.question(experiment.asks)
        first.answer(words.point(experiment, result.point, beside))
        _cards(experiment, result, row, *both)
        # What stands below must not move while the chart is made.
        place = st.container(height=CHART, border=False).empty()
        chart = drawn(shifts, result, row, beside)
        figure.draw(
            chart, SHIFTS, "Change of every item, by push", place=place, height=CHART,
            on_select="rerun",
        )  # fmt: skip
        footer(
            f"Each dot is an answer; click one to see it. Grey: where 95% of {PUSHES[beside]} move "
            "the mean.",
            "semhub-steer-items", chart, result.to_dict(),
        )  # fmt: skip
        st.selectbox(
            "Item that is shown", range(len(experiment.questions)),
            format_func=lambda k: f"{k + 1}: {_called(experiment, k)}",
            key=links.hold(_box(experiment)), persist_state="session", help="Or click its dot.",
        )  # fmt: skip


def _box(experiment: Experiment) -> str:
    """Return the list's key: another for other items, since a browser keeps the option that it
    showed last."""
    return f"{ROW}/{digest([question.item for question in experiment.questions])[:12]}"


def _called(experiment: Experiment, row: int) -> str:
    """Name an item as briefly as a narrow screen needs it; a letter of Chinese is two wide."""
    question = experiment.questions[row]
    label, wide = question.item.label + question.suffix, 0
    for number, letter in enumerate(label):
        wide += 2 if east_asian_width(letter) in "WF" else 1
        if wide > CUT:
            return f"{label[:number]}…"
    return label


def _cards(
    experiment: Experiment, result: Steering, row: int, left: Continuation, pushed: Continuation
) -> None:
    question = experiment.questions[row]
    minus, plus = result.words[row]
    english = experiment.english or (minus, plus)
    meanings = {
        word: means
        for word, means in zip((minus, plus), english, strict=True)
        if word.lower() != means and not word.isdigit()
    }
    places = st.columns(3, gap="small")
    with places[0].container(border=True, height="stretch", gap="xxsmall"):
        _says("It reads", question.item.label, meanings)
        _item(question.item, question.suffix)
    where = f"Pushed at {named(result.point.layers).lower()}"
    for place, says, found, other, colour in (
        (places[1], "Left alone", left, pushed, "orange"),
        (places[2], where, pushed, left, "blue"),
    ):
        with place.container(border=True, height="stretch", gap="xxsmall"):
            text = found.text.strip()
            _says(says, text, meanings)
            new = (isolated(text), isolated(other.text), colour)
            st.markdown(f"#### {words.marked(*new) if text else '–'}")


def _says(name: str, text: str, meanings: Mapping[str, str]) -> None:
    """Draw a card's name, and what those words of its text mean that another language has for
    English ones."""
    found = [f"{word} = {means}" for word, means in meanings.items() if word in text]
    st.markdown(f":small[{escaped(' · '.join([name, *found]))}]")


def _item(item: Input, suffix: str) -> None:
    if item.modality == "text":
        st.markdown(f"#### {escaped(isolated(item.text + suffix))}")
    elif item.modality == "image":
        st.image(scaled(item.pixels, PICTURE), alt=item.label)
    else:
        st.markdown(f"#### {escaped(quoted(item.label))}")
        player(item)
