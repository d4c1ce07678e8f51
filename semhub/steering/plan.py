"""The pushes that an effect and its controls need, each once, and what each of them did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.steering.answers import Push
from semhub.steering.change import Band, Effect
from semhub.steering.direction import Direction
from semhub.steering.family import Control, Family
from semhub.steering.result import Point, Sweep

RANDOM_DIRECTIONS = 20
"""A push is held against so many of its length."""

Layers = tuple[int, ...]
Kind = tuple[str, int]
"""Which direction: "own", "random" or another control, and its number."""
Key = tuple[Kind, Layers, Layers, float]
"""The direction, the layers that it was found at, those that it is put into, and the strength."""

OWN = "own", 0
RANDOM = "random"


class Plan:
    """The pushes that a result needs, each once.

    kinds: control -> its directions' kinds, random ones first.
    """

    def __init__(
        self,
        directions: Sequence[Direction],
        seed: int,
        controls: dict[Control, Family],
        replace: bool,
    ):
        self.last = len(directions[0].vectors) - 1
        self._seed, self._replace = seed, replace
        self._distinct = {id(one): one for one in directions}
        self._order = [id(one) for one in directions]
        self._made: dict[tuple[Kind, Layers], dict[int, Direction]] = {}
        self.pushes: dict[Key, list[Push]] = {}
        self.kinds = {RANDOM: [(RANDOM, k) for k in range(RANDOM_DIRECTIONS)]}
        for name, family in controls.items():
            made = {
                key: family.control(name, one, RANDOM_DIRECTIONS, seed)
                for key, one in self._distinct.items()
            }
            count = min(map(len, made.values()))
            self.kinds[name] = [(name, k) for k in range(count)]
            for kind in self.kinds[name]:
                self._made[kind, ()] = {key: ways[kind[1]] for key, ways in made.items()}

    def add(self, kind: Kind, layers: Layers, at: Layers, strength: float) -> None:
        ways = self._distinct if kind == OWN else self._control(kind, layers)
        pushes = []
        for layer, place in zip(layers, at, strict=True):
            vectors = {key: one.push(layer, strength, place) for key, one in ways.items()}
            each = [vectors[key] for key in self._order]
            one = each[0] if len(vectors) == 1 else np.stack(each)
            pushes.append(Push(place, one, self._replace))
        self.pushes[kind, layers, at, strength] = pushes

    def _control(self, kind: Kind, layers: Layers) -> dict[int, Direction]:
        """Return a control's directions beside those that there are. What is drawn at random for
        one layer at a time serves at every layer."""
        name, number = kind
        key = kind, layers if name == RANDOM and len(layers) > 1 else ()
        if key not in self._made:
            self._made[key] = {
                which: one.random(self._seed * 1000 + number, key[1])
                for which, one in self._distinct.items()
            }
        return self._made[key]

    def point(self, layers: Layers, strength: float) -> None:
        self.add(OWN, layers, layers, strength)
        self.add(OWN, layers, layers, -strength)
        others = farthest(layers, self.last)
        if others:
            self.add(OWN, layers, others, strength)
        for name in self.kinds:
            self.control(name, layers, strength)

    def control(self, name: str, layers: Layers, strength: float) -> None:
        for kind in self.kinds[name]:
            self.add(kind, layers, layers, strength)

    def sweep(self, layer: int, strengths: Sequence[float], strength: float) -> None:
        for one in strengths:
            self.add(OWN, (layer,), (layer,), one)
        self.control(RANDOM, (layer,), strength)


@dataclass(frozen=True)
class Done:
    """before: log-probabilities of the words (questions, words). after: the same under each push of
    a plan, and (questions,) whether another token is the likeliest. kinds: as the plan's."""

    before: np.ndarray
    after: dict[Key, tuple[np.ndarray, np.ndarray]]
    last: int
    kinds: dict[str, list[Kind]]

    def effect(self, layers: Layers, at: Layers, strength: float) -> Effect:
        return Effect.of(self.before, *self.after[OWN, layers, at, strength])

    def band(self, name: str, layers: Layers, strength: float) -> Band:
        pushed = [self.after[kind, layers, layers, strength] for kind in self.kinds[name]]
        words, another = (np.array(part) for part in zip(*pushed, strict=True))
        return Band.of(self.before, words, another)

    def point(self, layers: Layers, strength: float) -> Point:
        others = farthest(layers, self.last)
        return Point(
            layers=layers,
            strength=strength,
            push=self.effect(layers, layers, strength),
            reversed=self.effect(layers, layers, -strength),
            wrong_layer=self.effect(layers, others, strength) if others else None,
            other_layers=others,
            random=self.band(RANDOM, layers, strength),
            others={
                name: self.band(name, layers, strength) for name in self.kinds if name != RANDOM
            },
        )

    def sweep(self, layers: list[int], strengths: list[float], strength: float) -> Sweep:
        cells = [[self.effect((k,), (k,), s) for s in strengths] for k in layers]
        bands = [self.band(RANDOM, (k,), strength) for k in layers]
        return Sweep(
            layers=layers,
            strengths=strengths,
            change=np.array([[cell.mean for cell in row] for row in cells]),
            flipped=np.array([[cell.flips for cell in row] for row in cells]),
            changed=np.array([[cell.changes for cell in row] for row in cells]),
            wrong_way=np.array([[cell.wrong_way for cell in row] for row in cells]),
            centre=np.array([band.centre for band in bands]),
            limit=np.array([band.limit for band in bands]),
            limit_strength=strength,
        )


def farthest(layers: Sequence[int], last: int) -> Layers:
    """Return as many neighbouring layers of 1 to `last` as `layers` are, as far as can be from the
    nearest of them, and the first of such; none where every such run has one of `layers` in it."""
    starts = range(1, last - len(layers) + 2)
    runs = [tuple(range(start, start + len(layers))) for start in starts]
    apart = {run: min(abs(one - other) for one in run for other in layers) for run in runs}
    found = max(runs, key=apart.get, default=())
    return found if apart.get(found) else ()
