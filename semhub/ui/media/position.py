"""One position of a picture or a sound: chosen by hand or by a click, and read at every layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media.position_words import position_words
from semhub.errors import InputError
from semhub.lenses.kinds import AT_POSITIONS, Kind
from semhub.ui.media import reading
from semhub.ui.shared import links, messages
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Sense

EMPTY = {
    "image": "empty pictures, which are even greys from black to white with faint noise",
    "audio": "empty sounds, which are hiss of up to 36 decibels below full scale",
}
"""The inputs that the floor was measured on."""


@dataclass(frozen=True)
class Keys:
    """Where the choices of one sense's page are kept, its chart, and the section of one
    position."""

    layer: str
    place: str
    track: str
    chart: str
    one: str


def keys(sense: Sense) -> Keys:
    return Keys(*(f"{sense.key}{part}" for part in ("layer", "place", "track", "chart", "one")))


@dataclass(frozen=True)
class Cursor:
    """What a person looks at. word: the tracked one, if there is one."""

    kind: Kind
    layer: int
    position: int
    word: str | None


def cursor(sense: Sense, model: Model, names: Sequence[str], pick: str) -> Cursor:
    """Find what a person looks at; `controls` and `words_of_one` draw how to choose it.

    names: of the positions. pick: the chart's selection, which gives `position`.
    """
    kept = keys(sense)
    if point := clicked(kept.chart, pick):
        st.session_state[kept.place] = int(point["position"])
        st.session_state[kept.one] = True
    # Another item may have fewer positions.
    if st.session_state.get(kept.place, len(names)) >= len(names):
        st.session_state[kept.place] = len(names) // 2
    # A hub would be at a middle layer.
    layer = links.number(kept.layer, 0, model.n_layers, round(0.6 * model.n_layers))
    word = st.session_state.get(kept.track, st.query_params.get(kept.track, ""))
    return Cursor(
        reading.chosen(sense, model), layer, st.session_state[kept.place], word.strip() or None
    )


def is_one_open(sense: Sense) -> bool:
    """Tell whether the section of one position is open."""
    kept = keys(sense)
    return bool(st.session_state.get(kept.one, st.query_params.get(kept.one, "").lower() == "true"))


def controls(sense: Sense, model: Model) -> None:
    """Draw the choice of the layer, the lens and a word."""
    kept = keys(sense)
    slots = st.columns([0.4, 0.3, 0.3], vertical_alignment="bottom", gap="medium")
    links.slider(slots[0], "Layer", 0, model.n_layers, kept.layer)
    with slots[1]:
        reading.choose(sense, model)
    slots[2].text_input(
        "Track a word", key=links.hold(kept.track), bind="query-params", persist_state="session",
        placeholder="dog", help=f"Shows where in the {sense.noun} this word is.",
    )  # fmt: skip


def _choose_position(sense: Sense, names: Sequence[str], noun: str) -> None:
    kept = keys(sense)
    # A new key for each grid: a browser keeps the option that it showed last, which another grid
    # may not have.
    box = f"{kept.place}/{names[-1]}"
    st.session_state[box] = st.session_state[kept.place]
    st.selectbox(
        noun.capitalize(), range(len(names)), format_func=lambda k: names[k], key=box,
        help=f"Or click it on the {sense.noun}.", on_change=_take, args=(box, kept.place),
    )  # fmt: skip


def _take(box: str, place: str) -> None:
    """Copy the position chosen in the box to the key that the charts use."""
    st.session_state[place] = st.session_state[box]


@dataclass(frozen=True)
class Read:
    """What the positions read as. word: the tracked one, None where the lens does not know it, and
    then `refused` tells so. notes: what to know of how it is read."""

    reading: Reading
    word: str | None
    notes: Sequence[str] = ()
    refused: str = ""


def read_with_floor(
    model: Model, chosen: str, positions: PositionStates, at: Cursor,
    meanwhile: Callable[[Read], None] | None = None,
) -> Read:  # fmt: skip
    """Read the positions with their floor, and track the word if the lens knows it.

    meanwhile: called with what is read, before the floor is known, if that takes long.
    """
    found = _read(model, chosen, positions, at)

    def draw() -> None:
        if meanwhile:
            meanwhile(found)

    return replace(found, reading=reading.with_floor(model, chosen, positions, found.reading, draw))


def _read(model: Model, chosen: str, positions: PositionStates, at: Cursor) -> Read:
    if not at.word:
        return Read(reading.read(model, at.kind, chosen, positions), None)
    try:
        read = reading.read(model, at.kind, chosen, positions, [at.word])
    except InputError as error:
        return Read(reading.read(model, at.kind, chosen, positions), None, refused=str(error))
    return Read(read, at.word, read.notes)


def notes(model: Model, read: Read) -> None:
    """Draw what to know of how the positions are read."""
    for note in read.notes:
        messages.caption(note)
    if read.refused:
        messages.warning(read.refused)
    lenses.show_note(model, read.reading.kind)


def strongest_button(sense: Sense, label: str, read: Reading, word: str) -> None:
    """Draw a button that goes to where the tracked word is strongest, if it is above its floor
    anywhere."""
    place = read.strongest(word)
    if place is not None:
        st.button(label, on_click=_go, args=(sense, *place))


def _go(sense: Sense, layer: int, position: int) -> None:
    kept = keys(sense)
    links.choose(kept.layer, layer)
    st.session_state[kept.place] = position
    st.session_state[kept.one] = True


def words_of_one(sense: Sense, read: Reading, at: Cursor, names: Sequence[str], noun: str) -> None:
    """Draw the best words of the chosen position at every layer, read with its floor."""
    from semhub.lenses.floor import INPUTS

    _choose_position(sense, names, noun)
    chart = drawn(position_words, read, at.position, at.layer, names[at.position])
    figure(chart, f"{sense.key}words", f"The best words of one {noun} by layer", wide=True)
    footer(
        f"One {noun}, from the embedding to the last block; the chosen layer is framed. A word is "
        f"faded if it is no stronger than the largest of the 95th percentiles of {INPUTS} "
        f"{EMPTY[sense.modality]}. {AT_POSITIONS[at.kind]}",
        f"semhub-{noun}", chart, _frame(read, at.position),
    )  # fmt: skip


def _frame(read: Reading, position: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"layer": layer, "rank": rank + 1, "word": word,
             read.score: float(read.scores[layer, position, rank]),
             "floor": float(read.floor.cells[layer, position, rank])}
            for layer, cells in enumerate(read.words)
            for rank, word in enumerate(cells[position])
        ]
    )  # fmt: skip
