"""The answer of Image and Audio: the item with its words and captions, and the sections below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from semhub.ui.media import captions, maps, outside, source, states
from semhub.ui.media import position as places
from semhub.ui.shared import figure, first, frame, models
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section

if TYPE_CHECKING:
    import altair as alt
    from streamlit.delta_generator import DeltaGenerator

    from semhub.experiments.captions import Nearness
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.position import Cursor, Read
    from semhub.ui.media.sense import Selection, Sense
    from semhub.ui.shared.first import Screen


@dataclass(frozen=True)
class Look:
    """How a page draws what is read.

    sense: of the page. place: what one position is called, and the selection of a click on it.
    called: the chart, in words. question: what is asked, of what is read at a layer. chart: draws
    what is read, given the model, the positions, what is read, where a person looks, whether that
    place is framed, and a sentence on the captions; None where it cannot be drawn, and then
    `instead` is. height: of the chart in pixels. lay_out: puts the chart, the captions and the item
    beside each other. says: what stands under the chart. track: draws a tracked word, given what is
    read, the word and the layer.
    """

    sense: Sense
    place: str
    called: str
    question: Callable[[Reading, int], str]
    chart: Callable[[Model, PositionStates, Read, Cursor, bool, str], alt.LayerChart | None]
    height: int
    lay_out: Callable[[Callable[[], None], Callable[[], None], PositionStates], None]
    says: Callable[[PositionStates], str]
    track: Callable[[Reading, str, int, PositionStates], None]
    instead: Callable[[Reading, int, Sequence[str]], None] | None = None


@dataclass(frozen=True)
class Part:
    """A section of a page. key: its parameter in the link. asks: its name, a question. was: the tab
    that it was in earlier links."""

    key: str
    asks: str
    draw: Callable[[Answer], None]
    was: str = ""


@dataclass(frozen=True)
class Answer:
    """What all parts of a page draw from.

    near: how near the captions are, None where one cannot be read. outside: whether the item lies
    outside what the model knows, so that nothing is claimed of it.
    """

    look: Look
    model: Model
    selection: Selection
    positions: PositionStates
    near: Nearness | None
    outside: bool

    @property
    def sense(self) -> Sense:
        return self.look.sense


def draw(look: Look, page: str, screen: Screen, parts: Sequence[Part]) -> None:
    """Draw the page: its controls beside, its answer, its sections below."""
    sense = look.sense
    _open_what_was_a_tab(sense, parts)
    with screen.inputs:
        name, selection = source.draw(sense)
    if selection is None:
        with screen.answer.container():
            _teach(sense)
        return
    frame.remember(page, selection.link)
    with screen.working() as place, faults():
        model = models.ready_or_towers(name, place)
        if model is None or models.leads_to_map(model) or not states.takes(sense, model):
            return
        if models.are_towers(model):
            with screen.answer.container():
                maps.layer_map(sense, model, selection)
            return
        answer = _answer(look, model, selection, screen.notes)
        with screen.answer.container():
            _seen(answer)
        with screen.below:
            for part in parts:
                section(part.key, part.asks, partial(part.draw, answer))


def _teach(sense: Sense) -> None:
    first.question(f"What does a model make of a {sense.noun} of yours?")
    first.answer(
        f"Add a {sense.noun} beside this, and every part of it shows the word that it reads as. "
        "Write captions, and each shows how many of 100 other captions it beats in being near."
    )


def _answer(look: Look, model: Model, selection: Selection, notes: DeltaGenerator) -> Answer:
    """Compute the answer, with progress here, and show what is read where that takes long."""
    sense = look.sense
    waiting = st.empty()
    if selection.row is None:  # what a person gives is seen at once
        with waiting.container():
            sense.show(selection.item)
    positions = states.positions(model, selection.item)
    near = None
    with notes, faults():
        near = captions.near(model, selection, positions)
    answer = Answer(
        look, model, selection, positions, near,
        outside.is_outside(sense, model, selection, positions),
    )  # fmt: skip
    at = places.cursor(sense, model, positions.places, look.place)

    def meanwhile(read: Read) -> None:
        if not answer.outside:
            with waiting.container():
                _first(answer, read, at, _chart(answer, read, at), key="waiting")

    places.read_with_floor(model, selection.chosen, positions, at, meanwhile)
    waiting.empty()
    return answer


@frame.fragment
def _seen(answer: Answer) -> None:
    """Draw the first screen and what belongs to it; a fragment, so that another layer or place does
    not run the whole page."""
    with faults():
        look, model, positions = answer.look, answer.model, answer.positions
        sense, names = look.sense, answer.positions.places
        at = places.cursor(sense, model, names, look.place)
        read = places.read_with_floor(model, answer.selection.chosen, positions, at)
        chart = _chart(answer, read, at)
        _first(answer, read, at, chart, key=places.keys(sense).chart)
        places.controls(sense, model)
        places.notes(model, read)
        if chart is not None:
            numbers = read.reading.to_position_dict()
            footer(look.says(positions), f"semhub-{sense.noun}", chart, numbers)
        if read.word:
            look.track(read.reading, read.word, at.layer, positions)
        section(
            places.keys(sense).one, f"What does one {look.place} read as, layer by layer?",
            lambda: places.words_of_one(sense, read.reading, at, names, look.place),
        )  # fmt: skip


def _chart(answer: Answer, read: Read, at: Cursor) -> alt.LayerChart | None:
    framed = places.is_one_open(answer.sense)
    says = "" if answer.outside else _near(answer, at.layer)
    return answer.look.chart(answer.model, answer.positions, read, at, framed, says)


def _near(answer: Answer, layer: int) -> str:
    if answer.near is None:
        return ""
    return captions.sentence(answer.sense, answer.selection, answer.near, layer)


def _first(
    answer: Answer, read: Read, at: Cursor, chart: alt.LayerChart | None, *, key: str
) -> None:
    """Draw question, answer, item and captions. key: of the chart."""
    look, sense = answer.look, answer.sense

    def draw_chart() -> None:
        if chart is not None:
            figure.draw(chart, key, look.called, height=look.height, on_select="rerun")
        elif look.instead:
            look.instead(read.reading, at.layer, answer.positions.places)

    def draw_captions() -> None:
        if answer.near:
            captions.beside(sense, answer.selection, answer.near, at.layer)

    first.question(look.question(read.reading, at.layer))
    if answer.outside:
        outside.note(sense, answer.model, answer.selection)
    else:
        first.answer(_near(answer, at.layer) or (figure.words(chart)[1] if chart else ""))
    look.lay_out(draw_chart, draw_captions, answer.positions)


def _open_what_was_a_tab(sense: Sense, parts: Sequence[Part]) -> None:
    """Open the section that an earlier link names as a tab."""
    name = f"{sense.key}tab"
    tab = st.query_params.get(name)
    if tab is None:
        return
    del st.query_params[name]
    for part in parts:
        if part.was == tab:
            st.session_state[part.key] = True
