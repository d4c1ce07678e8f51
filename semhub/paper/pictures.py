"""Section 4: pictures, and section 5, where their colours are pushed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from semhub import datasets
from semhub.datasets.nouns import nouns, stranger
from semhub.datasets.regions import Region, regions, regions_of
from semhub.experiments.patch_words import (
    COLOURS,
    SIDE,
    colour_reading,
    noun_contrast,
    picture_of,
    plain,
)
from semhub.experiments.region_words import region_words
from semhub.inputs import Image
from semhub.models.catalogue import is_embedded
from semhub.models.spelling import can_track
from semhub.paper.media import (
    ROWS,
    layer_of,
    measure,
    outcome_of,
    pictured,
    reader,
)
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared
from semhub.records.parts import part_of
from semhub.steering import HALVES, PRESETS, Choice, Question, head_direction, steer, within

if TYPE_CHECKING:
    from semhub.lenses.reader import Reader
    from semhub.models.protocol import LanguageModel
    from semhub.steering import Direction, Steering

PICTURES = 60
"""Pictures whose patches are read."""


def caption_similarity(run: Run) -> Outcome:
    """Compare pictures with what is written under them."""
    set_ = pictured(run)
    sides = run.columns(f"{set_}:image", f"{set_}:en")
    found = compared(run, *sides.values())
    called = tuple(map(datasets.called, sides))
    return outcome_of(sides, [part_of(found, "similarity", sides=called)], found.notes)


def caption_nouns(run: Run) -> Outcome:
    """Read the patches of pictures as the nouns of their own caption, and of another's."""
    set_, read = pictured(run), reader(run)
    items = datasets.column(f"{set_}:image")
    words = [[word for word in row if read.knows(word)] for row in nouns(set_)]
    pairs = [(row, stranger(words, row)) for row in range(len(items)) if words[row]]
    pairs = [(row, other) for row, other in pairs if other][:PICTURES]
    rows = [row for row, _ in pairs]
    pictures = [items[row] for row in rows]
    found = noun_contrast(
        run.model, read, pictures, [words[row] for row in rows], [other for _, other in pairs],
        run.progress, run.seed, measure=measure(run, "probability"),
    )  # fmt: skip
    part = part_of(
        found, "nouns", own="nouns of its own caption", other="nouns of another picture's caption"
    )
    return outcome_of({f"{set_}:image": pictures}, [part])


PAPER_COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "black": (0, 0, 0)}
BESIDE = "white"
"""The word that the paper reads beside the right ones."""


def colours(run: Run) -> Outcome:
    """Read plain pictures as words for colours."""
    return _colours_as_paper(run) if run.setting.as_paper else _colours(run)


def _colours(run: Run) -> Outcome:
    found = colour_reading(run.model, reader(run))
    shown = [plain(name) for name in COLOURS]
    return outcome_of({"plain colours": shown}, [part_of(found, "colours")])


def _colours_as_paper(run: Run) -> Outcome:
    read = reader(run)
    known = {name: rgb for name, rgb in PAPER_COLOURS.items() if read.knows(name)}
    shown = [picture_of(rgb, name) for name, rgb in known.items()]
    found = noun_contrast(
        run.model, read, shown, [[name] for name in known], [[BESIDE]] * len(known),
        run.progress, run.seed, measure="first",
    )  # fmt: skip
    part = part_of(
        found, "colours", own="the colour that is shown", other=f"“{BESIDE}”",
        question="At which share of patches is the colour the likeliest of all words?",
    )  # fmt: skip
    missing = [name for name in PAPER_COLOURS if name not in known]
    notes = [f"{run.model.name} has no word for {name}, so it is left out." for name in missing]
    return outcome_of({"plain colours": shown}, [part], notes)


def segments(run: Run) -> Outcome:
    """Read the patches on an object as its word: against another word there, and against the same
    word outside it."""
    read = reader(run)
    name, pictures, marked = _masked(run, read)
    rows = zip(pictures, marked, strict=True)
    shown = list(islice(((item, found) for item, found in rows if found), PICTURES))
    items, of_each = [item for item, _ in shown], [found for _, found in shown]
    found = region_words(
        run.model, read, items, of_each, measure=measure(run, "geometric"), progress=run.progress,
        seed=run.seed,
    )  # fmt: skip
    words = part_of(
        found.words, "words", own="the object's word", other="another word, on the object",
        question="Are the patches on an object read as its word?",
        lead="an object's own word leads another on it",
    )  # fmt: skip
    places = part_of(
        found.places, "places", own="on the object", other="outside it",
        question="Is an object's word read on the object more than outside it?",
        lead="an object's word is stronger on it than outside",
    )  # fmt: skip
    notes = [f"{found.regions} objects were read."]
    if found.left_out:
        notes.append(
            f"{found.left_out} more were left out: no patch lies on them by more than half, or "
            "every one does."
        )
    return outcome_of({name: items}, [words, places], notes)


def _masked(run: Run, read: Reader) -> tuple[str, Sequence[Image], Iterator[list[Region]]]:
    """The pictures that are read, what they are called, and the regions of each."""
    if run.masked:
        pictures = [one.picture for one in run.masked if one.picture is not None]
        return "panoptic:image", pictures, regions_of(run.masked, run.seed, read.knows)
    set_ = pictured(run)
    name = f"{set_}:image"
    return name, datasets.column(name), regions(set_, run.seed, read.knows)


PUSHED, INTENDED = "red", "green"
OTHER_COLOURS = {"blue": (0, 0, 255), "black": (0, 0, 0), "white": (255, 255, 255)}
"""What the half that is not pushed is painted in, where pictures are plain."""

ASKED = " In this picture the {} half is"
"""Behind a picture of two halves, for a model that reads any text."""

SIDES = {"upper": "top", "lower": "bottom"}
"""Half, as a sentence has it -> its name among `HALVES`."""


def colour_steering(run: Run) -> Outcome:
    """Push the colour of half a picture from red to green, and as a control the other half."""
    preset = PRESETS["half"]
    asked = {
        name: preset.questions(run.model, name) if is_embedded(run.model.name) else
        _two_halves(run.model, own=name == "its half")
        for name in preset.spokes
    }  # fmt: skip
    if run.setting.as_paper:
        way = head_direction(
            run.model, PUSHED, INTENDED, [one.item for one in asked["its half"][0]],
            memory=run.memory,
        )  # fmt: skip
        found = [
            part_of(
                _replaced(run, way, *asked["its half"], first), f"from-layer-{first}",
                asked=f"pictures whose states of the half are replaced from layer {first} on",
                by=ROWS,
            )
            for first in (1, run.model.n_layers // 2)
        ]  # fmt: skip
    else:
        way = preset.direction(run.model, memory=run.memory)
        strength = preset.strength if is_embedded(run.model.name) else 1.0
        found = [
            part_of(
                steer(
                    run.model, way, *asked[name], layer=layer_of(run, preset), strength=strength,
                    seed=run.seed, progress=run.progress,
                ),
                name.replace(" ", "-"), asked=f"pictures pushed in {name} of the object",
            )
            for name in asked
        ]  # fmt: skip
    pictures = [one.item for one in asked["its half"][0]]
    return outcome_of({"pictures": pictures}, found)


def _replaced(
    run: Run, way: Direction, questions: Sequence[Question], choices: Sequence[Choice], first: int
) -> Steering:
    return steer(
        run.model, way, questions, choices, layer=range(first, run.model.n_layers + 1),
        replace=True, seed=run.seed, progress=run.progress,
    )  # fmt: skip


def _two_halves(model: LanguageModel, *, own: bool) -> tuple[list[Question], list[Choice]]:
    """Return pictures of two plain halves, one red, each asked for the colour of that half, and
    pushed in it, or in the other."""
    questions = []
    for half, side in SIDES.items():
        for name, other in OTHER_COLOURS.items():
            rows = (
                [PAPER_COLOURS[PUSHED], other] if side == "top" else [other, PAPER_COLOURS[PUSHED]]
            )
            pixels = np.repeat(np.uint8(rows), SIDE // 2, axis=0)[:, None].repeat(SIDE, axis=1)
            picture = Image(pixels, label=f"{half} half {PUSHED}, the other {name}")
            pushed = side if own else ("bottom" if side == "top" else "top")
            places = within(model, picture, HALVES[pushed])
            questions.append(Question(picture, ASKED.format(half), places))
    others = tuple(word for word in OTHER_COLOURS if can_track(model, word))
    return questions, [Choice(PUSHED, INTENDED, others, by="beginning")] * len(questions)
