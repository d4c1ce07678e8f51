"""Section 3: sentiment, found in English and pushed in other languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from semhub import datasets
from semhub.datasets import world_spokes
from semhub.datasets.opinions import PROMPTS, WORDS
from semhub.datasets.translated import UNSPACED
from semhub.experiments.judging import by_words
from semhub.experiments.scored import scored
from semhub.inputs import Text
from semhub.models.catalogue import is_embedded
from semhub.paper.run import Outcome
from semhub.records.parts import part_of
from semhub.steering.asking import Question
from semhub.steering.choice import Choice
from semhub.steering.direction import direction
from semhub.steering.effect import steer
from semhub.steering.preset_parts import FILMS
from semhub.steering.presets import PRESETS

if TYPE_CHECKING:
    from semhub.paper.run import Run
    from semhub.steering.direction import Direction

LANGUAGES = ("zh", "es")
WENT_ON = 6
"""Prompts of a language that are gone on with, token by token."""

LENGTH = 16
SEEDS = 3
"""Of draws in the paper's setting; in the paper there are ten."""

DEPTH = 17 / 32
"""Where the paper pushes, in shares of the depth."""

COEFFICIENT = 5.0
PAIR = ("Bad", "Good")


@dataclass(frozen=True)
class _Asked:
    """Questions of one language, the words that are asked for, and those that are scored."""

    questions: list[Question]
    choices: list[Choice]
    minus: Sequence[str]
    plus: Sequence[str]


def sentiment_steering(run: Run) -> Outcome:
    """Push along a direction of English sentiment while texts of other languages go on.

    Measured by the log-odds of a word that judges, and by a score of what is said. The embedded
    models know no other sentiment than that an animal is happy or sad.
    """
    embedded = is_embedded(run.model.name)
    preset = PRESETS["mood" if embedded else "sentiment"]
    found = _paper_direction(run, embedded) if run.setting.as_paper else preset.direction(
        run.model, run.progress, run.memory
    )  # fmt: skip
    layer, strength = preset.layer_of(run.model), preset.strength
    if run.setting.as_paper:
        layer, strength = max(1, round(DEPTH * run.model.n_layers)), COEFFICIENT
    sides, parts = {}, []
    for code in LANGUAGES:
        asked = _world(run, code) if embedded else _opinions(code)
        name = f"{datasets.called(code)} texts"
        pushed = steer(
            run.model, found, asked.questions, asked.choices, layer=layer, strength=strength,
            seed=run.seed, progress=run.progress,
        )  # fmt: skip
        said = scored(
            run.model, found, asked.questions[:WENT_ON],
            by_words(asked.minus, asked.plus, spaced=code not in UNSPACED),
            layer=layer, strength=strength, length=LENGTH, seed=run.seed,
            seeds=[run.seed + k for k in range(SEEDS)] if run.setting.as_paper else (),
            directions=1 if run.setting.as_paper else 4, progress=run.progress,
        )  # fmt: skip
        parts += [
            part_of(pushed, f"words-{code}", asked=name),
            part_of(said, f"said-{code}", asked=name),
        ]
        sides[f"prompts:{code}"] = [question.item for question in asked.questions]
    return Outcome(
        sides, parts, " ".join(part.sentence for part in parts), _notes(run, embedded),
        {"layer": layer, "strength": strength, "tokens": LENGTH},
    )  # fmt: skip


def _paper_direction(run: Run, embedded: bool) -> Direction:
    """From one text to another, and no means."""
    if embedded:
        minus, plus = (world_spokes.contrasts("mood", value)[0] for value in ("happy", "sad"))
        names = ("happy", "sad")
    else:
        minus, plus = map(Text, PAIR)
        names = PAIR
    return direction(run.model, minus, plus, names=names, memory=run.memory)


def _world(run: Run, code: str) -> _Asked:
    preset = PRESETS["mood"]
    questions, choices = preset.questions(run.model, code)
    said = world_spokes.words(code, "mood")
    return _Asked(questions, choices, [said[preset.minus]], [said[preset.plus]])


def _opinions(code: str) -> _Asked:
    _, bad, good = FILMS[code]
    questions = [Question(Text(prompt)) for prompt in PROMPTS[code]]
    return _Asked(questions, [Choice(bad, good)] * len(questions), *WORDS[code])


def _notes(run: Run, embedded: bool) -> list[str]:
    listed = (
        "Of the words for moods, “happy” counts against and “sad” for, each in the text's language."
        if embedded
        else "What is said is scored by a short list of words that judge, which is no model of "
        "sentiment: a text that says none of them scores 0."
    )
    how = (
        f"Continuations are drawn with {SEEDS} seeds, and {LENGTH} tokens long."
        if run.setting.as_paper
        else f"Continuations take the likeliest token each time, and are {LENGTH} tokens long."
    )
    return [listed, how]
