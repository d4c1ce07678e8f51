"""What is drawn of one or two hubs at every layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts.hub.spokes import ROWS
from semhub.experiments.hub import evenly, room
from semhub.ui.hub import queries
from semhub.ui.shared.controls import segments

if TYPE_CHECKING:
    from semhub.charts.hub.plane import Limits
    from semhub.experiments.hub import Projection, Spokes, States
    from semhub.inputs import Input
    from semhub.ui.hub.queries import ModelHub

SHOWN, JOINED, MOST = 40, 5, 12
"""Rows drawn in the plane; how many of them are joined at first; how many at most."""

ROWS_KEY, BY_KEY = "hub_rows", "hub_by"
BY = {"pca": "PCA", "tsne": "t-SNE"}
"""Projection -> its name on the page."""


@dataclass(frozen=True)
class View:
    """first, second: the models' hubs. names of spokes are in the order of the axes.

    top: the value in full blue. rows: the set whose items lie in the plane. by: the projection.
    texts: (n,) the text of each row. shown, joined: rows that are drawn, and rows whose items are
    joined by lines. link: the choices as link parameters.
    """

    first: ModelHub
    second: ModelHub | None
    spokes: tuple[str, ...]
    top: float
    rows: str
    by: str
    texts: Sequence[str]
    shown: tuple[int, ...]
    joined: tuple[int, ...]
    link: dict[str, str]

    @property
    def seen(self) -> list[ModelHub]:
        return [self.first, *([self.second] if self.second else [])]

    def plane(self, seen: ModelHub) -> Projection | None:
        """Lay out the items of the chosen rows in one hub; None where it does not have them."""
        if self.rows not in seen.hub.states.sets:
            return None
        if self.by == "tsne":
            return queries.neighbour_map(seen, self.rows, self.shown)
        return queries.plane(seen, self.rows)

    def limits(self) -> Limits:
        """Find the limits of both axes: they hold what is drawn of every layer of every hub."""
        points = []
        for plane in filter(None, map(self.plane, self.seen)):
            shown = np.isin(plane.items, self.shown)
            points.append(plane.points[:, :, shown].reshape(-1, 2))
        low, high = (end(np.concatenate(points), axis=0) for end in (np.min, np.max))
        return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def view(first: ModelHub, second: ModelHub | None, spokes: Spokes) -> View:
    """Draw the controls of the plane, and gather all that the section draws."""
    sets = first.hub.states.sets
    line = st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom")
    with line:
        by = segments("Items laid out by", BY_KEY, BY)
    with line, st.popover("Which items"):
        called = {name: ROWS.get(name, name).capitalize() for name in sets}
        rows = _rows(called, _widest(sets))
        texts = row_texts(spokes.sets[rows])
        shown = _shown(len(texts), rows, by, [seen.hub.states for seen in (first, second) if seen])
        joined = _joined(rows, shown, texts)
    values = [
        cell.comparison.metrics[cell.metric].value.max()
        for seen in (first, second)
        if seen
        for cell in seen.hub.cells
    ]
    top = max(0.25, min(1.0, float(np.nanmax(values))))
    link = {ROWS_KEY: called[rows], BY_KEY: BY[by]}
    return View(first, second, spokes.names, top, rows, by, texts, shown, joined, link)


def row_texts(columns: dict[str, Sequence[Input]]) -> list[str]:
    """Return the text of each row of a set, from its first column of texts."""
    items = next(
        (items for items in columns.values() if items[0].modality == "text"),
        next(iter(columns.values())),
    )
    return [item.label for item in items]


def _rows(called: dict[str, str], usual: str) -> str:
    if len(called) == 1:
        return usual
    return segments("Items in the plane", ROWS_KEY, called, usual)


def _shown(count: int, rows: str, by: str, states: Sequence[States]) -> tuple[int, ...]:
    """Choose the rows that are drawn, spread evenly; with t-SNE, no more than fit every model's
    map."""
    rooms = [room(of, rows) for of in states if by == "tsne" and rows in of.sets]
    return evenly(count, min([SHOWN, *rooms]))


def _joined(rows: str, shown: Sequence[int], texts: Sequence[str]) -> tuple[int, ...]:
    """Draw the choice of rows whose items are joined: at first those with the most different texts,
    wherever they lie in the plane."""
    usual = [shown[k] for k in most_different([texts[row] for row in shown], JOINED)]
    picked = st.multiselect(
        "Rows whose items are joined by lines", list(shown), default=usual,
        key=f"hub_joined/{rows}/{texts[shown[0]]}/{len(shown)}", format_func=lambda row: texts[row],
        max_selections=MOST, persist_state="session",
    )  # fmt: skip
    return tuple(sorted(picked))


def most_different(texts: Sequence[str], count: int) -> list[int]:
    """Pick up to `count` texts by number, the first among them, each next one sharing the smallest
    part of its words with any before it."""
    words = [set(text.lower().split()) for text in texts]
    found = [0]
    while len(found) < min(count, len(texts)):
        shared = [
            max(len(own & words[k]) / len(own | words[k] or {""}) for k in found) for own in words
        ]
        for k in found:
            shared[k] = 2.0
        found.append(int(np.argmin(shared)))
    return sorted(found)


def _widest(sets: dict[str, dict]) -> str:
    """Find the set with the most data types."""
    return max(sets, key=lambda name: len(sets[name]))
