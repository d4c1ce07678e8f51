"""Some items of a hub laid out to be drawn, and to be kept with the hub in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from semhub.experiments.hub.projection import Projection, evenly, most_different
from semhub.experiments.hub.projection_tsne import NeighbourMap, room, tsne
from semhub.experiments.hub.states import Progress, States

SHOWN, JOINED = 20, 4
"""Rows that are laid out where nobody chose, and how many of them are joined by lines."""


@dataclass(frozen=True)
class Layout:
    """places: where the items are. texts: row -> what it says, of the rows that are drawn.
    count: how many rows the set has. joined: those of the drawn rows whose items are joined."""

    places: Projection
    texts: Mapping[int, str]
    count: int
    joined: tuple[int, ...]

    @property
    def rows(self) -> str:
        """The set that the rows are of."""
        return self.places.rows

    def to_dict(self) -> dict[str, Any]:
        """Return {"texts": [...] of the rows laid out, "count", "joined": [...]} and what
        `NeighbourMap.to_dict` writes; a plane of principal components is not written."""
        assert isinstance(self.places, NeighbourMap), "principal components are worked out at once"
        about = {"count": self.count, "joined": list(self.joined)}
        return about | {"texts": list(self.texts.values())} | self.places.to_dict()

    @staticmethod
    def from_dict(recorded: Mapping[str, Any]) -> Layout:
        """Return what `to_dict` wrote."""
        texts = dict(zip(recorded["items"], recorded["texts"], strict=True))
        joined = tuple(recorded["joined"])
        return Layout(NeighbourMap.from_dict(recorded), texts, recorded["count"], joined)


def layout(states: States, *, progress: Progress | None = None) -> Layout:
    """Map rows of the set with the most data types, spread evenly over it."""
    rows = widest(states.sets)
    texts = states.spokes.texts(rows)
    items = evenly(len(texts), min(SHOWN, room(states, rows)))
    places = tsne(states, rows, items=items, progress=progress)
    shown = {row: texts[row] for row in items}
    return Layout(places, shown, len(texts), joined_of(shown))


def widest(sets: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the set with the most data types, the first of equals."""
    return max(sets, key=lambda name: len(sets[name]))


def joined_of(texts: Mapping[int, str], count: int = JOINED) -> tuple[int, ...]:
    """Return rows to be joined: those with the most different texts, wherever they lie."""
    rows = list(texts)
    return tuple(rows[k] for k in most_different(list(texts.values()), count))
