"""Does a push change the answer, more than any push would? An effect with its controls.

Log-odds also rise under random pushes, and a push may do as much at another layer or reversed. So
no result comes without them, and every share is of items, each of which is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.extraction import Progress
from semhub.models.protocol import Model
from semhub.steering.answers import Push, answers
from semhub.steering.asking import Question, label
from semhub.steering.choice import Choice, told_apart
from semhub.steering.direction import Direction
from semhub.steering.result import Effect, Point, RandomBand, Steering, Sweep

RANDOM_DIRECTIONS = 20


def steer(
    model: Model,
    directions: Direction | Sequence[Direction],
    questions: Question | Sequence[Question],
    choices: Choice | Sequence[Choice],
    *,
    layer: int,
    strength: float = 1.0,
    strengths: Sequence[float] = (),
    layers: Sequence[int] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Steering:
    """Push every question along the direction at `layer`, and tell what became of the answers.

    directions, choices: one for all questions, or one each.
    strength: in mean norms of the states (see `Direction`); negative for the reversed direction.
    strengths: those of the strength curve; the layer sweep has them too, and reversed.
    layers: those of the layer sweep; none without it.
    progress: called with questions times pushes, done and in all.

    Raises `InputError` if the model cannot be read out, if an item cannot be encoded, or if the
    words of a choice cannot be told apart.
    """
    asked = [questions] if isinstance(questions, Question) else list(questions)
    if not asked:
        raise InputError("There is nothing to ask; give at least one prompt.")
    of_each = _each(choices, Choice, len(asked), "choices of words")
    tokens = told_apart(model, of_each)
    found = _each(directions, Direction, len(asked), "directions")
    curve = sorted({*strengths})
    sweep = sorted({*strengths, *(-s for s in strengths), strength, -strength} - {0.0})
    plan = _Plan(found, seed)
    plan.point(layer, strength)
    for one in curve:
        plan.point(layer, one)
    for one in layers:
        plan.sweep(one, sweep, strength)
    scores = answers(model, asked, tokens, list(plan.pushes.values()), progress)
    done = _Done(scores[0], dict(zip(plan.pushes, scores[1:], strict=True)), plan.last)
    first = found[0]
    return Steering(
        model=model.name,
        minus=first.minus,
        plus=first.plus,
        labels=[label(question) for question in asked],
        words=[(choice.minus, choice.plus) for choice in of_each],
        before=scores[0][:, 1] - scores[0][:, 0],
        point=done.point(layer, strength),
        curve=tuple(done.point(layer, one) for one in curve),
        sweep=done.sweep(sorted({*layers}), sweep, strength) if layers else None,
    )


Key = tuple[str | int, int, int, float]
"""Which direction ("own", or the number of a random one), the layer that it was found at, the layer
that it is put into, and the strength."""


class _Plan:
    """The pushes that a result needs, each once."""

    def __init__(self, directions: Sequence[Direction], seed: int):
        self.last = len(directions[0].vectors) - 1
        distinct = {id(one): one for one in directions}
        self._order = [id(one) for one in directions]
        self._kinds = {"own": distinct}
        for number in range(RANDOM_DIRECTIONS):
            drawn = seed * 1000 + number
            self._kinds[number] = {key: one.random(drawn) for key, one in distinct.items()}
        self.pushes: dict[Key, Push] = {}

    def add(self, kind: str | int, layer: int, at: int, strength: float) -> None:
        vectors = {key: one.push(layer, strength, at) for key, one in self._kinds[kind].items()}
        alone = len(vectors) == 1
        stacked = vectors[self._order[0]] if alone else np.stack([vectors[k] for k in self._order])
        self.pushes[kind, layer, at, strength] = Push(at, stacked)

    def point(self, layer: int, strength: float) -> None:
        self.add("own", layer, layer, strength)
        self.add("own", layer, layer, -strength)
        self.add("own", layer, farthest(layer, self.last), strength)
        self.randoms(layer, strength)

    def randoms(self, layer: int, strength: float) -> None:
        for number in range(RANDOM_DIRECTIONS):
            self.add(number, layer, layer, strength)

    def sweep(self, layer: int, strengths: Sequence[float], strength: float) -> None:
        for one in strengths:
            self.add("own", layer, layer, one)
        self.randoms(layer, strength)


@dataclass(frozen=True)
class _Done:
    """Logits of the words (questions, words): without a push, and under each of a plan."""

    before: np.ndarray
    after: dict[Key, np.ndarray]
    last: int

    def effect(self, layer: int, at: int, strength: float) -> Effect:
        return Effect.of(self.before, self.after["own", layer, at, strength])

    def random(self, layer: int, strength: float) -> RandomBand:
        pushed = [self.after[number, layer, layer, strength] for number in range(RANDOM_DIRECTIONS)]
        return RandomBand.of(self.before, np.array(pushed))

    def point(self, layer: int, strength: float) -> Point:
        other = farthest(layer, self.last)
        return Point(
            layer=layer,
            strength=strength,
            push=self.effect(layer, layer, strength),
            reversed=self.effect(layer, layer, -strength),
            wrong_layer=self.effect(layer, other, strength),
            other_layer=other,
            random=self.random(layer, strength),
        )

    def sweep(self, layers: list[int], strengths: list[float], strength: float) -> Sweep:
        cells = [[self.effect(k, k, s) for s in strengths] for k in layers]
        return Sweep(
            layers=layers,
            strengths=strengths,
            change=np.array([[cell.mean for cell in row] for row in cells]),
            flipped=np.array([[cell.flips for cell in row] for row in cells]),
            wrong_way=np.array([[cell.wrong_way for cell in row] for row in cells]),
            limit=np.array([self.random(k, strength).limit for k in layers]),
            limit_strength=strength,
        )


def farthest(layer: int, last: int) -> int:
    """The layer of 1 to `last` farthest from `layer`: the first, or the last one."""
    return 1 if layer - 1 >= last - layer else last


def _each(given, kind: type, n: int, what: str) -> list:
    """One for each of n questions. Raises `InputError` if there are others than one or n."""
    found = [given] * n if isinstance(given, kind) else list(given)
    if len(found) != n:
        raise InputError(f"There are {n} prompts and {len(found)} {what}; give one, or one each.")
    return found
