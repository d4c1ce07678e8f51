"""One of the library's presets as an experiment, made once for each model and spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semhub.ui.shared import cached, results
from semhub.ui.shared.controls import NAMES
from semhub.ui.steer.experiment import Experiment

if TYPE_CHECKING:
    from semhub.models.protocol import Model

ANSWERS = {
    "image": "answers to pictures",
    "sound": "answers to animals’ calls",
    "speech": "answers to spoken sentences",
    "digits": "answers to sums in digits",
    "code": "answers to code",
    "logic": "answers to logical forms",
    "its half": "answers",
    "the other half": "answers",
}
"""Spoke -> how its answers are called; for others, the answers of a language."""

WHERE = {
    "its half": ", on the animal’s half of the picture",
    "the other half": ", on the other half of the picture",
}


@cached.resource(spinner="Making the questions …")
def experiment(model: Model, name: str, spoke: str) -> Experiment:
    """Make the experiment of a preset."""
    from semhub.steering.presets import PRESETS

    preset = PRESETS[name]
    minus, plus = preset.sides()
    with results.progress(f"Reading {len(minus) + len(plus)} texts with {model.name}") as report:
        along = preset.direction(model, progress=report, memory=results.memory())
    questions, choices = preset.questions(model, spoke)
    answers = ANSWERS.get(spoke, f"{NAMES.get(spoke, spoke)} answers")
    return Experiment(
        key=f"{name}/{spoke}",
        directions=[along] * len(questions),
        questions=questions,
        choices=choices,
        asks=f"Does a push found in English change {answers}?",
        pushed=f"Pushed from {along.minus} to {along.plus} in English{WHERE.get(spoke, '')}",
        answers=answers,
        # Of sums, each answer is another word, and none is that of the operand.
        english=(along.minus, along.plus) if len({*choices}) == 1 else (),
        found=f"from {len(minus)} English texts that say “{along.minus}” to {len(plus)} that say "
        f"“{along.plus}”",
        layer=preset.layer_of(model),
        strength=preset.strength,
        texts=preset.texts(),
        pool=preset.pool,
    )
