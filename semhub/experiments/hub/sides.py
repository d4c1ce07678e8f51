"""All spokes at one layer: what is made of each once, and the nulls that many pairs share."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor

import numpy as np

from semhub.experiments.hub.states import States
from semhub.experiments.points import Asked, LayerPoints
from semhub.similarity.sides import Side

Place = tuple[str, str, str]
"""Two spokes, and the rows that they share."""

KEPT = 2**24
"""Entries of matrices of items with items, one a spoke, up to which sides are kept for a layer: 128
MB, for each kind of matrix that a metric makes of a side."""


class Sides:
    """The sides of one layer. kept: whether each is made once for all its pairs; else once a pair,
    since they would leave memory."""

    def __init__(self, states: States, layer: int) -> None:
        self._states, self._layer = states, layer
        sizes = (len(columns) * states.spokes.rows(rows) ** 2
                 for rows, columns in states.sets.items())  # fmt: skip
        self.kept = sum(sizes) <= KEPT
        self._made: dict[tuple[str, str], Side] = {}

    def of(self, pair: Place) -> tuple[Side, Side]:
        a, b, rows = pair
        return self._side(rows, a), self._side(rows, b)

    def _side(self, rows: str, spoke: str) -> Side:
        made = self._made.get((rows, spoke)) or Side(self._states.sets[rows][spoke][self._layer])
        # Two threads that look at the same time get the same.
        return self._made.setdefault((rows, spoke), made) if self.kept else made


def shared_nulls(
    found: Mapping[Place, LayerPoints], asked: Mapping[Place, Asked], workers: Executor
) -> dict[Place, dict[str, list[np.ndarray]]]:
    """Pair -> metric -> (K,) of each of its re-pairings, of the nulls that were left for later:
    those of all pairs that are re-paired alike are made together."""
    groups: dict[tuple[str, int], list[tuple[Place, int]]] = {}
    for pair, one in found.items():
        for number, again in enumerate(asked[pair].again):
            for name in one.later:
                groups.setdefault((name, id(again)), []).append((pair, number))

    def made(group: tuple[str, list[tuple[Place, int]]]) -> list[np.ndarray]:
        name, members = group
        nulls = [found[pair].later[name] for pair, _number in members]
        pair, number = members[0]
        return list(nulls[0].together(nulls, asked[pair].again[number]))

    nulls: dict[Place, dict[str, list[np.ndarray]]] = {
        pair: {name: [np.empty(0)] * len(asked[pair].again) for name in one.later}
        for pair, one in found.items()
    }
    work = [(name, members) for (name, _again), members in groups.items()]
    every = workers.map(made, work)
    for (name, members), values in zip(work, every, strict=True):
        for (pair, number), own in zip(members, values, strict=True):
            nulls[pair][name][number] = own
    return nulls
