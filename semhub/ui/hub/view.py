"""All that is drawn of one or two hubs, whatever the layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts.spokes import ROWS
from semhub.ui.controls import segments
from semhub.ui.hub import answers

if TYPE_CHECKING:
    from semhub.charts.hub_plane import Limits
    from semhub.hub import Projection, Spokes
    from semhub.inputs import Input
    from semhub.ui.hub.answers import Seen

SHOWN, JOINED, MOST = 40, 5, 12
"""Rows that are drawn in the plane, those of them that are joined at first, and at most."""


@dataclass(frozen=True)
class View:
    """first, second: the models' hubs. names of spokes are in the order of the axes.

    top: the value in full blue. rows: the set whose items lie in the plane. texts: (n,) what each
    of its rows says. shown, joined: rows that are drawn, and whose items are joined.
    """

    first: Seen
    second: Seen | None
    spokes: tuple[str, ...]
    top: float
    rows: str
    texts: Sequence[str]
    shown: tuple[int, ...]
    joined: tuple[int, ...]

    @property
    def seen(self) -> list[Seen]:
        return [self.first, *([self.second] if self.second else [])]

    def plane(self, seen: Seen) -> Projection:
        """The items of one of the hubs, of the chosen rows, or of its own where it lacks them."""
        sets = seen.hub.states.sets
        return answers.plane(seen, self.rows if self.rows in sets else _widest(sets))

    def limits(self) -> Limits:
        """Of both axes: they hold what is drawn of every layer of every hub."""
        points = [
            self.plane(seen).points[:, :, list(self.shown)].reshape(-1, 2) for seen in self.seen
        ]
        low, high = (end(np.concatenate(points), axis=0) for end in (np.min, np.max))
        return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def view(first: Seen, second: Seen | None, spokes: Spokes) -> View:
    """Draw what is folded away, and gather all that the section draws."""
    sets = first.hub.states.sets
    with st.expander("Which items are drawn"):
        rows = _rows(list(sets), _widest(sets))
        texts = says(spokes.sets[rows])
        shown = _evenly(len(texts), SHOWN)
        joined = _joined(rows, shown, texts)
    values = [
        cell.comparison.metrics[cell.metric].value.max()
        for seen in (first, second)
        if seen
        for cell in seen.hub.cells
    ]
    top = max(0.25, min(1.0, float(np.nanmax(values))))
    return View(first, second, spokes.names, top, rows, texts, shown, joined)


def says(columns: dict[str, Sequence[Input]]) -> list[str]:
    """What each row of a set says, in the first of its columns that is text."""
    items = next(
        (items for items in columns.values() if items[0].modality == "text"),
        next(iter(columns.values())),
    )
    return [label(item) for item in items]


def label(item: Input) -> str:
    """What an item is called: a text by itself, others by what they show or say."""
    return item.text if item.modality == "text" else item.label


def _rows(sets: list[str], usual: str) -> str:
    if len(sets) == 1:
        return usual
    called = {name: ROWS.get(name, name).capitalize() for name in sets}
    return segments("Items in the plane", "hub_rows", called, usual)


def _joined(rows: str, shown: Sequence[int], texts: Sequence[str]) -> tuple[int, ...]:
    """Rows whose items are joined: those that say the most different things, until a person picks
    others. Where they lie in the plane plays no part."""
    usual = [shown[k] for k in most_different([texts[row] for row in shown], JOINED)]
    picked = st.multiselect(
        "Rows whose items are joined by lines", list(shown), default=usual,
        key=f"hub_joined/{rows}", format_func=lambda row: texts[row], max_selections=MOST,
        persist_state="session",
    )  # fmt: skip
    return tuple(sorted(picked))


def most_different(texts: Sequence[str], count: int) -> list[int]:
    """Numbers of up to `count` texts, the first among them, each next one that shares the smallest
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
    """The set with the most data types."""
    return max(sets, key=lambda name: len(sets[name]))


def _evenly(count: int, most: int) -> tuple[int, ...]:
    return tuple(int(k) for k in np.linspace(0, count - 1, min(count, most)).round())
