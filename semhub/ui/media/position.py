"""One position of a picture or a sound: chosen by hand or by a click, and read at every layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media.position_words import position_words
from semhub.errors import InputError
from semhub.lenses.kinds import Kind
from semhub.ui.media import reading
from semhub.ui.shared import links
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.export import footer
from semhub.ui.shared.messages import escaped, warning
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

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
    """Where the choices of one sense's page are kept, and its chart."""

    layer: str
    place: str
    track: str
    chart: str


def keys(sense: Sense) -> Keys:
    return Keys(*(f"{sense.key}{part}" for part in ("layer", "place", "track", "chart")))


@dataclass(frozen=True)
class Cursor:
    """What a person looks at. word: the tracked one, if there is one."""

    kind: Kind
    layer: int
    position: int
    word: str | None


def cursor(
    sense: Sense, model: Model, names: Sequence[str], noun: str, pick: str,
    slots: Sequence[DeltaGenerator],
) -> Cursor:  # fmt: skip
    """Draw the four controls. names: of the positions. noun: what one is called. pick: the
    chart's selection, which gives `position`."""
    kept = keys(sense)
    if point := clicked(kept.chart, pick):
        st.session_state[kept.place] = int(point["position"])
    # Another item may have fewer positions.
    if st.session_state.get(kept.place, len(names)) >= len(names):
        st.session_state[kept.place] = len(names) // 2
    with slots[0]:
        kind = reading.choose(sense, model)
    # A hub would be at a middle layer.
    links.number(kept.layer, 0, model.n_layers, round(0.6 * model.n_layers))
    layer = links.slider(slots[1], "Layer", 0, model.n_layers, kept.layer)
    # A new key for each grid: a browser keeps the option that it showed last, which another grid
    # may not have.
    box = f"{kept.place}/{names[-1]}"
    st.session_state[box] = st.session_state[kept.place]
    position = slots[2].selectbox(
        noun.capitalize(), range(len(names)), format_func=lambda k: names[k], key=box,
        help=f"Or click it on the {sense.noun}.", on_change=_take, args=(box, kept.place),
    )  # fmt: skip
    word = slots[3].text_input(
        "Track a word", key=links.hold(kept.track), bind="query-params", persist_state="session",
        placeholder="dog", help=f"Shows where in the {sense.noun} this word is.",
    )  # fmt: skip
    return Cursor(kind, layer, position, word.strip() or None)


def _take(box: str, place: str) -> None:
    """Copy the position chosen in the box to the key that the charts use."""
    st.session_state[place] = st.session_state[box]


def read_with_floor(
    model: Model, chosen: str, positions: PositionStates, at: Cursor,
    where: DeltaGenerator, draw: Callable[[Reading, str | None], None],
) -> tuple[Reading, str | None]:  # fmt: skip
    """Read the positions with their floor, and track the word if the lens knows it.

    draw: called with both, in `where`, before the floor is known, if that takes long.
    """
    read, word = _read(model, chosen, positions, at)
    before: list[DeltaGenerator] = []

    def meanwhile() -> None:
        before.append(where.empty())
        with before[0].container():
            draw(read, word)

    lenses.show_index_note(model, at.kind)
    read = reading.with_floor(model, chosen, positions, read, meanwhile)
    for drawn in before:
        drawn.empty()
    return read, word


def _read(
    model: Model, chosen: str, positions: PositionStates, at: Cursor
) -> tuple[Reading, str | None]:
    if at.word:
        try:
            read = reading.read(model, at.kind, chosen, positions, [at.word])
            for note in read.notes:
                st.caption(escaped(note))
            return read, at.word
        except InputError as error:
            warning(str(error))
    return reading.read(model, at.kind, chosen, positions), None


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


def words_of_one(sense: Sense, read: Reading, at: Cursor, name: str, noun: str) -> None:
    """Draw the best words of the chosen position at every layer, read with its floor."""
    from semhub.lenses.floor import INPUTS

    chart = position_words(read, at.position, at.layer, name)
    st.altair_chart(chart, key=f"{sense.key}words", alt=f"The best words of one {noun} by layer")
    footer(
        f"One {noun}, from the embedding to the last block; the chosen layer is framed. A word is "
        f"faded if it is no stronger than the largest of the 95th percentiles of {INPUTS} "
        f"{EMPTY[sense.modality]}.",
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
