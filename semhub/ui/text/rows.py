"""The pairs of a page: the editable table of a ready-made set, or a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import LeftOut, Text, pairs
from semhub.inputs.text import stripped
from semhub.statistics.repeats import note_of_repeats
from semhub.ui.shared import messages, results, strangers
from semhub.ui.text import clipboard
from semhub.ui.text import own as own_pairs
from semhub.ui.text.topics import OWN

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.ui.text.topics import Topic

LINK_LIMIT = 1500
"""Characters of rows that a link carries; longer ones would break it on the way."""

HEIGHT = 188
"""Pixels of the table: its head and four rows, so that the curve is on the same screen."""


@dataclass(frozen=True)
class Pairs:
    """The usable pairs of the table.

    rows: the number, from 1, of the row that each pair stands in.
    reference: `dataset:column` of each side, or None when a row was changed or is a person's own.
    """

    a: list[Text]
    b: list[Text]
    rows: list[int]
    left_out: list[LeftOut]
    reference: tuple[str, str] | None


def table(chosen: str, a: str, b: str, *, shown: bool) -> Pairs:
    """Read the pairs of a set in two columns, with a person's edits.

    shown: whether the table is drawn, to be edited.
    """
    name = f"{chosen}/{a}/{b}"
    frame = _start(name, chosen, a, b)
    if shown:
        frame = _latest()[name] = _edited(frame, name, a, b)
    rows = _rows(frame)
    untouched = rows == list(_columns(chosen, a, b))
    return _read(rows, (f"{chosen}:{a}", f"{chosen}:{b}") if untouched else None)


def first(found: Pairs, most: int) -> Pairs:
    """Leave out the pairs beyond the first so many, where strangers gave more."""
    if found.rows == [*strangers.first(found.rows, most)]:
        return found
    left_out = found.left_out + [
        LeftOut(row, strangers.too_many(most)) for row in found.rows[most:]
    ]
    return Pairs(found.a[:most], found.b[:most], found.rows[:most], left_out, None)


def own(topic: Topic) -> Pairs:
    """Draw a person's own pairs and read them. One of which a side is missing waits for it, and no
    one is warned of it."""
    own_pairs.draw(topic)
    return _read([row if own_pairs.is_whole(row) else ("", "") for row in own_pairs.rows(topic)])


def _read(rows: list[tuple[str, str]], reference: tuple[str, str] | None = None) -> Pairs:
    read = strangers.first(rows)
    left, right, left_out = pairs(read)
    left_out += strangers.beyond(len(rows))
    faulty = {fault.row for fault in left_out}
    used = [k for k, row in enumerate(read, 1) if any(map(stripped, row)) and k not in faulty]
    return Pairs(left, right, used, left_out, reference)


def _edited(start: pd.DataFrame, name: str, a: str, b: str) -> pd.DataFrame:
    """Draw the table, and return its rows as they are edited."""
    return st.data_editor(
        start,
        key=f"editor/{name}",
        num_rows="dynamic",
        hide_index=True,
        height=HEIGHT,
        column_config={
            "a": st.column_config.TextColumn(_name(a), width="large"),
            "b": st.column_config.TextColumn(_name(b), width="large"),
        },
        alt=f"Editable pairs: {_name(a)} left, {_name(b)} right",
    )


def states(
    found: Pairs, model: Model, pool: Pool
) -> tuple[Pairs, np.ndarray | None, np.ndarray | None]:
    """Find the pairs that this model can read, and both sides' states (layers, n, width), or None
    where no pair is left."""
    try:
        return found, *results.states(model, found.a, found.b, pool)
    except InputError:  # one row that is too long must not stop the others
        found = _readable(found, model)
        both = results.states(model, found.a, found.b, pool) if found.a else (None, None)
        return found, *both


def _readable(found: Pairs, model: Model) -> Pairs:
    kept: list[tuple[Text, Text, int]] = []
    left_out = list(found.left_out)
    for a, b, row in zip(found.a, found.b, found.rows, strict=True):
        try:
            model.encode([a, b])
            kept.append((a, b, row))
        except InputError as error:
            left_out.append(LeftOut(row, str(error)))
    return Pairs(*([pair[i] for pair in kept] for i in range(3)), left_out, None)


def put_in_link(topic: Topic, chosen: str, found: Pairs, link: dict[str, str]) -> None:
    """Put a person's own rows into the page's address and into `link`, if they are short.

    They are written as a spreadsheet writes them to the clipboard: with tabs and line ends.
    """
    lines = clipboard.written(_texts(found))
    key = f"{topic.key}rows"
    if chosen == OWN and 0 < len(lines) <= LINK_LIMIT:
        link[key] = st.query_params[key] = lines
    else:
        st.query_params.pop(key, None)


def _texts(found: Pairs) -> list[tuple[str, str]]:
    return [(a.text, b.text) for a, b in zip(found.a, found.b, strict=True)]


def note_left_out(found: Pairs, place: DeltaGenerator) -> None:
    """Explain why the first few rows are left out, and note rows that repeat others."""
    if found.left_out:
        sentences = [f"Row {fault.row} is left out. {fault.why}" for fault in found.left_out[:3]]
        more = len(found.left_out) - len(sentences)
        messages.warning(
            "\n\n".join(sentences + ([f"So are {more} more rows."] if more else [])), place
        )
    repeats = note_of_repeats([found.a, found.b])
    if repeats:
        messages.caption(repeats, place)


def teach(topic: Topic) -> None:
    """Say what to do where there is no pair yet."""
    messages.info(
        f"{topic.teaches}, and add the pair; or copy two columns in a spreadsheet and paste them "
        "into one of the boxes. One pair already draws a curve; a dozen pairs give evidence."
    )
    st.button("Fill in an example", on_click=fill_example, args=(topic,))


def fill_example(topic: Topic) -> None:
    """Put the example in the place of a person's own pairs, from a button's callback."""
    own_pairs.put(topic, list(topic.example))
    for side, column in zip("ab", topic.opening(OWN), strict=True):
        st.session_state[f"{topic.key}{side}"] = column


def _start(name: str, chosen: str, a: str, b: str) -> pd.DataFrame:
    """Return the rows that the editor starts from. They must not change while the editor is there,
    since it stores edits relative to them. When the page was left and is opened again, they hold
    the earlier edits."""
    key = f"given/{name}"
    if key not in st.session_state or f"editor/{name}" not in st.session_state:
        if name in _latest():
            st.session_state[key] = _latest()[name].reset_index(drop=True)
        else:
            st.session_state[key] = _frame(_columns(chosen, a, b))
    return st.session_state[key]


def _latest() -> dict[str, pd.DataFrame]:
    """Look up table -> its rows as last seen, edits included; they outlive the editor."""
    return st.session_state.setdefault("tables", {})


def _columns(chosen: str, a: str, b: str) -> list[tuple[str, str]]:
    found = datasets.table(chosen)
    return list(zip(found[a], found[b], strict=True))


def _frame(rows: list[tuple[str, str]]) -> pd.DataFrame:
    import pandas as pd  # slow to import, and other pages come by here

    return pd.DataFrame(rows, columns=["a", "b"], dtype="object")


def _rows(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Read the table's rows; a cell that was never filled is empty text."""
    filled = frame.where(frame.notna(), "")
    return [(str(a), str(b)) for a, b in zip(filled["a"], filled["b"], strict=True)]


def _name(code: str) -> str:
    return datasets.NAMES.get(code, code)
