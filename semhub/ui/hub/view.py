"""Which items of a hub are drawn, and how they are laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.hub.spokes import ROWS
from semhub.experiments.hub import SHOWN, Layout, evenly, joined_of, room, widest
from semhub.ui.hub import queries
from semhub.ui.shared.controls import segments

if TYPE_CHECKING:
    from semhub.experiments.hub import Spokes
    from semhub.ui.hub.queries import ModelHub

MOST = 12
"""Rows that can be joined by lines."""

ROWS_KEY, BY_KEY = "hub_rows", "hub_by"
BY = {"tsne": "t-SNE", "pca": "PCA"}
"""Way of laying items out -> its name on the page."""


@dataclass(frozen=True)
class View:
    """rows: the set whose items are drawn. by: how they are laid out. texts: row -> what it says,
    of the rows that are drawn. count: how many rows the set has. joined: rows whose items are
    joined by lines. link: the choices as link parameters.
    """

    rows: str
    by: str
    texts: Mapping[int, str]
    count: int
    joined: tuple[int, ...]
    link: dict[str, str]

    @property
    def drawn(self) -> tuple:
        """All that takes long to work out again."""
        return self.rows, self.by, tuple(self.texts)

    def layout(self, seen: ModelHub) -> Layout | None:
        """Lay the items out in one model; None where it takes too few data types of these rows."""
        states = seen.hub.states
        if self.rows not in states.sets:
            return None
        items = tuple(self.texts)
        if self.by == "pca":
            return Layout(queries.plane(seen, self.rows), self.texts, self.count, self.joined)
        most = room(states, self.rows)
        if len(items) > most:  # a second model may be deeper
            items = tuple(items[k] for k in evenly(len(items), most))
        texts = {row: self.texts[row] for row in items}
        joined = tuple(row for row in self.joined if row in texts)
        return Layout(queries.neighbour_map(seen, self.rows, items), texts, self.count, joined)


def view(seen: ModelHub, spokes: Spokes) -> View:
    """Draw the controls, and gather what they choose."""
    sets = seen.hub.states.sets
    called = {name: ROWS.get(name, name).capitalize() for name in sets}
    by = segments("Items laid out by", BY_KEY, BY)
    rows = _rows(called, widest(sets))
    texts = spokes.texts(rows)
    most = min(SHOWN, room(seen.hub.states, rows)) if by == "tsne" else SHOWN
    shown = {row: texts[row] for row in evenly(len(texts), most)}
    link = {ROWS_KEY: called[rows], BY_KEY: BY[by]}
    return View(rows, by, shown, len(texts), _joined(rows, shown), link)


def _rows(called: Mapping[str, str], usual: str) -> str:
    if len(called) == 1:
        return usual
    return segments("Items that are drawn", ROWS_KEY, called, usual)


def _joined(rows: str, shown: Mapping[int, str]) -> tuple[int, ...]:
    """Draw the choice of rows whose items are joined."""
    usual: Sequence[int] = joined_of(shown)
    first = next(iter(shown.values()))
    picked = st.multiselect(
        "Rows whose items are joined by lines", list(shown), default=usual,
        key=f"hub_joined/{rows}/{first}/{len(shown)}", format_func=lambda row: shown[row],
        max_selections=MOST, persist_state="session",
    )  # fmt: skip
    return tuple(sorted(picked))
