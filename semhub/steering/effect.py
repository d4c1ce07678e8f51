"""Does a push change the answer, more than any push would? An effect with its controls.

Log-odds also rise under random pushes, and a push may do as much at another layer or reversed. So
no result comes without them, and every share is of items, each of which is told. Harder controls
are to be had on request (family.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import (
    callback,
    finite,
    kind_of,
    listed,
    one_of,
    whole_number,
    whole_numbers,
)
from semhub.models.protocol import Model, require_model
from semhub.models.saying import require_next
from semhub.states.extraction import Progress
from semhub.steering.answers import Push, answers_with_top
from semhub.steering.asking import Question, label, question_of
from semhub.steering.change import Band, Effect
from semhub.steering.choice import Choice, distinct_spellings
from semhub.steering.direction import Direction, require_found_in
from semhub.steering.family import CONTROLS, Control, Family
from semhub.steering.result import Point, Steering, Sweep

RANDOM_DIRECTIONS = 20


def steer(
    model: Model,
    directions: Direction | Sequence[Direction],
    questions: Question | Input | str | Sequence[Question | Input | str],
    choices: Choice | Sequence[Choice],
    *,
    layer: int | Sequence[int],
    strength: float = 1.0,
    strengths: Sequence[float] = (),
    sweep: Sequence[int] = (),
    controls: Sequence[Control] = (),
    family: Family | None = None,
    replace: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Steering:
    """Push every question along the direction at `layer`, and tell what became of the answers.

    directions, choices: one for all questions, or one each.
    layer: one, or several that are pushed at once, each along the direction as it was found there.
        A later push is added to states that the earlier ones have moved already, and is still as
        long as the difference found there without any push; so several layers are pushed harder in
        all than one of them at the same strength.
    strength: at each layer, in natural differences (see `Direction`): 1 adds the mean difference
        found there; negative for the reversed direction.
    strengths: those of the strength curve; the layer sweep has them too, and reversed.
    sweep: the layers of the layer sweep, each pushed alone; none without it.
    controls: further ones beside random directions (`CONTROLS`), at the point and on the curve.
    family: what these are made of; the directions' names are words of it.
    replace: whether every push takes the place of the states, in place of being added.
    progress: called with questions times pushes, done and in all.

    Every push is as long in its controls: reversed, in random directions (`Direction.random`) and
    those of `controls` at the same layers, and in as many others (`Point.other_layers`), there in
    norms of the states.

    Raises `InputError` if the model cannot be read out, if an item cannot be encoded, if the words
    of a choice cannot be told apart, on a direction of another model, on a layer that no
    block's output is, or where the family has too little for a control.
    """
    require_model(model)
    callback(progress)
    alone = isinstance(questions, (Question, Input, str, PathLike))
    asked = [questions] if alone else listed(questions, "What is asked")
    asked = [question_of(one) for one in asked]
    if not asked:
        raise InputError("There is nothing to ask; give at least one prompt.")
    of_each = _each(choices, Choice, len(asked), "choices of words")
    model = require_next(model)
    tokens = distinct_spellings(model, of_each)
    found = _each(directions, Direction, len(asked), "directions")
    for one in {id(one): one for one in found}.values():
        one.require_of(model)
    if family is not None:
        if not isinstance(family, Family):
            raise InputError(f"The family is {kind_of(family)}; give what semhub's `family` makes.")
        require_found_in(model, family, "The family of the controls")
    layers = _layers(layer)
    strength = finite(strength, "The strength of a push")
    strengths = [finite(one, "The strength of a push") for one in listed(strengths, "`strengths`")]
    sweep = whole_numbers(sweep, "The layer of a push")
    whole_number(seed, "The seed", 0)
    curve = sorted({*strengths})
    swept = sorted({*strengths, *(-s for s in strengths), strength, -strength} - {0.0})
    plan = _Plan(found, seed, _controls(controls, family), replace)
    plan.point(layers, strength)
    for one in curve:
        plan.point(layers, one)
    for one in sweep:
        plan.sweep(one, swept, strength)
    scores, top = answers_with_top(model, asked, tokens, list(plan.pushes.values()), progress)
    pushed = zip(scores[1:], top[1:] != top[0], strict=True)
    done = _Done(scores[0], dict(zip(plan.pushes, pushed, strict=True)), plan.last, plan.kinds)
    first = found[0]
    return Steering(
        model=model.name,
        minus=first.minus,
        plus=first.plus,
        labels=[label(question) for question in asked],
        words=[(choice.minus, choice.plus) for choice in of_each],
        before=scores[0][:, 1] - scores[0][:, 0],
        point=done.point(layers, strength),
        curve=tuple(done.point(layers, one) for one in curve),
        sweep=done.sweep(sorted({*sweep}), swept, strength) if sweep else None,
    )


Layers = tuple[int, ...]
Kind = tuple[str, int]
"""Which direction: "own", "random" or another control, and its number."""
Key = tuple[Kind, Layers, Layers, float]
"""The direction, the layers that it was found at, those that it is put into, and the strength."""

OWN = "own", 0
RANDOM = "random"


class _Plan:
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
class _Done:
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


def _controls(names: Sequence[Control], family: Family | None) -> dict[Control, Family]:
    """Return each control once, with its family. Raises `InputError` where there is none to make it
    of."""
    names = [one_of(name, CONTROLS, "control") for name in listed(names, "`controls`")]
    if names and family is None:
        raise InputError(
            f"The control “{names[0]}” is made of texts that say words of the class; give a family."
        )
    return dict.fromkeys(names, family)


def _layers(given: int | Sequence[int]) -> Layers:
    """Return the layers in rising order, each once. Raises `InputError` if there are none."""
    found = tuple(sorted({*whole_numbers(given, "The layer of a push")}))
    if not found:
        raise InputError("There is no layer to push; give at least one.")
    return found


def _each(given, kind: type, n: int, what: str) -> list:
    """Return one for each of n questions. Raises `InputError` if there are others than one or n."""
    found = [given] * n if isinstance(given, kind) else listed(given, f"What is given as {what}")
    for one in found:
        if not isinstance(one, kind):
            raise InputError(f"Among the {what} is {kind_of(one)}; give semhub's own.")
    if len(found) != n:
        raise InputError(f"There are {n} prompts and {len(found)} {what}; give one, or one each.")
    return found
