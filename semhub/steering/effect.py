"""Does a push change the answer, more than any push would? An effect with its controls.

Log-odds also rise under random pushes, and a push may do as much at another layer or reversed. So
no result comes without them, and every share is of items, each of which is told. Harder controls
are to be had on request (family.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

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
from semhub.steering.answers import answers_with_top
from semhub.steering.asking import Question, label, question_of
from semhub.steering.choice import Choice, distinct_spellings
from semhub.steering.direction import Direction, require_found_in
from semhub.steering.family import CONTROLS, Control, Family
from semhub.steering.plan import Done, Layers, Plan
from semhub.steering.result import Steering


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
    plan = Plan(found, seed, _controls(controls, family), replace)
    plan.point(layers, strength)
    for one in curve:
        plan.point(layers, one)
    for one in sweep:
        plan.sweep(one, swept, strength)
    scores, top = answers_with_top(model, asked, tokens, list(plan.pushes.values()), progress)
    pushed = zip(scores[1:], top[1:] != top[0], strict=True)
    done = Done(scores[0], dict(zip(plan.pushes, pushed, strict=True)), plan.last, plan.kinds)
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
