"""Section 4: sounds, and section 5, where the animal in a sound is pushed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from semhub import datasets
from semhub.datasets.world_spokes import rendered_scenes
from semhub.errors import InputError
from semhub.experiments.patch_words import noun_contrast
from semhub.experiments.position_gold import gold_at_positions
from semhub.models.catalogue import is_embedded
from semhub.paper.media import (
    ROWS,
    layer_of,
    measure,
    outcome_of,
    reader,
)
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared
from semhub.records.parts import part_of
from semhub.steering import PRESETS, Choice, head_direction, steer

if TYPE_CHECKING:
    from semhub.inputs import Audio, Input
    from semhub.lenses.reader import Reader

SOUNDS = 80
"""Those whose positions are read."""


def sound_similarity(run: Run) -> Outcome:
    """Compare sounds with the names of what makes them, and speech with the same in writing."""
    if run.sides:
        pairs = {"similarity": dict(run.sides)}
    else:
        columns = {"names": ("calls:sound", "calls:en")}
        columns["speech"] = (f"{run.worded}:speech", f"{run.worded}:en")
        pairs = {
            name: {column: datasets.column(column) for column in two}
            for name, two in columns.items()
        }
    parts, notes = [], []
    for name, sides in pairs.items():
        found = compared(run, *sides.values())
        parts.append(part_of(found, name, sides=tuple(map(datasets.called, sides))))
        notes += found.notes
    everything = {name: items for sides in pairs.values() for name, items in sides.items()}
    return outcome_of(everything, parts, [*dict.fromkeys([*notes, *_heard(run)])])


def sound_lens(run: Run) -> Outcome:
    """Read the positions of sounds as the words for what makes them, and as others.

    Of the embedded calls, in the calibrated setting, every animal's word is read at every call.
    """
    read = reader(run)
    sounds, words, sides = _labelled(run, read)
    if run.setting.as_paper or run.sides:
        rng = Random(f"sound-lens/{run.seed}")
        others = [_unlike(rng, own, words) for own in words]
        kept = [k for k, other in enumerate(others) if other]
        found = noun_contrast(
            run.model, read, [sounds[k] for k in kept], [words[k] for k in kept],
            [others[k] for k in kept], run.progress, run.seed, measure=measure(run, "geometric"),
        )  # fmt: skip
        part = part_of(
            found, "words", own="words of its own label", other="words of another label",
            question="Do the positions of a sound say what makes it?",
            lead="a sound's own label leads", counted="sounds",
        )  # fmt: skip
    else:
        found = gold_at_positions(
            run.model, read, sounds, [word for (word,) in words], counted="calls",
            progress=run.progress, seed=run.seed,
        )  # fmt: skip
        part = part_of(found, "animals")
    return outcome_of(sides, [part], _heard(run))


def _labelled(
    run: Run, read: Reader
) -> tuple[list[Audio], list[list[str]], Mapping[str, Sequence[Input]]]:
    """Return sounds, the words of each one's label that the reader knows, and the sides.

    Raises `InputError` where the first side of `--data` holds no sounds or the second no texts, or
    the reader knows no word of a label.
    """
    if not run.sides:
        called = [(item, [scene.thing]) for scene, item in rendered_scenes("sound")]
    else:
        heard, labels = run.sides.values()
        called = [
            (item, list(dict.fromkeys(label.text.replace(",", " ").split())))
            for item, label in zip(heard, labels, strict=True)
            if item.modality == "audio" and label.modality == "text"
        ]
    known = [(item, [word for word in words if read.knows(word)]) for item, words in called]
    known = [(item, words) for item, words in known if words][:SOUNDS]
    if not known:
        raise InputError(
            "No sound has a label with a word that this reading knows; give sounds first and their "
            "labels in English second."
        )
    sounds = [item for item, _ in known]
    return sounds, [words for _, words in known], dict(run.sides) or {"calls": sounds}


def _unlike(rng: Random, own: Sequence[str], labels: Sequence[Sequence[str]]) -> Sequence[str]:
    """Draw a label that shares no word; none where there is none."""
    apart = sorted({tuple(one) for one in labels if not {*one} & {*own}})
    return rng.choice(apart) if apart else ()


STRENGTHS = (10, 50, 100)
"""Of the paper's ten, from 10 to 100."""

ASK_WHICH = " The animal in this sound is a"
ASKED, ANSWERS = " Is this animal a mammal?", ("Yes", "No")
NO_MAMMAL = "duck"
"""What a dog is pushed to be where a model is asked whether it is a mammal."""


def animal_steering(run: Run) -> Outcome:
    """Push the animal in a sound: a dog, to be a cat."""
    preset, embedded = PRESETS["sound"], is_embedded(run.model.name)
    questions, choices = preset.questions(run.model, "sound")
    sounds = [one.item for one in questions]
    intended, notes = preset.plus, _heard(run)
    if not embedded:
        questions = [replace(one, suffix=ASK_WHICH) for one in questions]
    if run.setting.as_paper:
        notes.append("The sentence is of the least strength; the chart has all three.")
        if embedded:
            notes.append(
                f"{run.model.name} answers no questions, so it is asked for the animal's name."
            )
        else:
            intended = NO_MAMMAL
            questions = [replace(one, suffix=ASKED) for one in questions]
            choices = [Choice(*ANSWERS, by="beginning")] * len(questions)
        way = head_direction(run.model, preset.minus, intended, sounds, memory=run.memory)
        found = steer(
            run.model, way, [replace(one, places="content") for one in questions], choices,
            layer=round(run.model.n_layers * 14 / 32), strength=STRENGTHS[0], strengths=STRENGTHS,
            seed=run.seed, progress=run.progress,
        )  # fmt: skip
        part = part_of(found, "animal", asked="dogs' calls", by=ROWS)
    else:
        way = preset.direction(run.model, memory=run.memory)
        found = steer(
            run.model, way, questions, choices, layer=layer_of(run, preset),
            strength=preset.strength, seed=run.seed, progress=run.progress,
        )  # fmt: skip
        part = part_of(found, "animal", asked="dogs' calls")
    return outcome_of({"calls": sounds}, [part], notes)


def _heard(run: Run) -> list[str]:
    """A note for the embedded model, which has heard other variations of the same recordings."""
    if not is_embedded(run.model.name) or run.sides:
        return []
    return [
        f"There is one recording of each animal, and {run.model.name} has been trained on other "
        "variations of the same ones, so this says nothing of calls that it never heard."
    ]
