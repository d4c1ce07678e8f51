"""Section 4: code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semhub.charts.text_format import number
from semhub.datasets import prompts
from semhub.experiments.scoring import (
    UNREAD,
    argument_count,
    arguments,
    arguments_said,
    first_number,
)
from semhub.experiments.turned import turned
from semhub.inputs import texts
from semhub.models.catalogue import is_embedded
from semhub.paper.lens import outcome_of, unread, words_part
from semhub.paper.run import Outcome, Run
from semhub.records.parts import part_of
from semhub.steering import PRESETS, Question
from semhub.steering.head_rows import head_direction

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.records.part import Part

WORDS = "and", "or"

WORLD_ROWS = 40
"""Lines of the embedded model's code that are asked about."""


def code_commas(run: Run) -> Outcome:
    """Read “and” and “or” where a list has a comma, and in the calibrated setting where none can
    stand: a word that is read there as well says nothing of commas."""
    if run.prompts:
        parts = [words_part(run, run.prompts, "words", "Is the meaning's word read?")]
        return outcome_of(run, run.prompts, parts)
    if run.setting.as_paper:
        asked, stands = prompts.after_commas(), "what comes next"
        parts = [_conjunction(run, asked, word, word, stands) for word in WORDS]
        return replace(outcome_of(run, asked, parts), notes=unread(run, asked))
    asked, openings = prompts.list_commas(), prompts.list_openings()
    found = {word: _conjunction(run, asked, word, word, "the comma") for word in WORDS}
    elsewhere = {
        word: _conjunction(run, openings, word, f"{word}-elsewhere", "the comma", control=True)
        for word in WORDS
    }
    told = outcome_of(run, [*asked, *openings], [*found.values(), *elsewhere.values()])
    sentence = " ".join(_beside(word, found[word], elsewhere[word]) for word in WORDS)
    return replace(told, sentence=sentence, notes=unread(run, asked))


def _conjunction(
    run: Run, asked: Sequence[Prompt], word: str, name: str, stands: str, control: bool = False
) -> Part:
    question = (
        f"Is “{word}” read where no comma can stand?" if control else
        f"Does a comma mean “{word}”?"
    )  # fmt: skip
    names = f"“{word}”", stands, "other conjunctions"
    return words_part(run, prompts.swapped_for(asked, word), name, question, names)


def _beside(word: str, found: Part, elsewhere: Part) -> str:
    """How often the word leads its class before commas, beside where none can stand: at the layer
    before the last at which the two lie farthest apart."""
    first, second = (part.data["right"] for part in (found, elsewhere))
    layer = int(np.argmax(np.subtract(first["value"], second["value"])[:-1]))
    shares = [
        f"{number(one['value'][layer])} [{number(one['low'][layer])}, {number(one['high'][layer])}]"
        for one in (first, second)
    ]
    more = first["low"][layer] > second["high"][layer]
    return (
        f"“{word}” leads the conjunctions before {shares[0]} of commas at layer {layer}, and in "
        f"{shares[1]} of places where no comma can stand: "
        f"{'commas are read so' if more else 'that says nothing of commas'}."
    )


def code_roles(run: Run) -> Outcome:
    """Read what an argument is for, before the argument is written."""
    if run.prompts:
        asked, notes = list(run.prompts), []
    elif is_embedded(run.model.name):
        asked = prompts.world_arguments(WORLD_ROWS)
        notes = [
            "The embedded model knows the code of its own world alone: the roles are English words "
            "for what that writes otherwise (“two” for n=2)."
        ]
    else:
        asked, notes = prompts.arguments(), []
    parts = [
        words_part(
            run, asked, "words", "Is an argument's role read before the argument?",
            ("the role", "what stands there", "other roles"),
        )
    ]  # fmt: skip
    return replace(outcome_of(run, asked, parts), notes=notes)


CALL_LENGTH, VALUE_LENGTH = 10, 4
"""Tokens of a continuation: enough for the arguments of a call, or for one number."""

IN_ROWS = (20, 40, 60, 80)
"""Strengths of the paper, in differences of two rows of the head."""

IN_NORMS = (0.25, 0.5, 1)
"""Strengths in lengths of a typical state."""


def argument_steering(run: Run) -> Outcome:
    """Push a call's arguments: `range(n)` along “start” less “end”, so that a start is written too.

    The embedded model writes no `range`; of its own code it is the value of an argument that is
    pushed, from two to three.
    """
    layer = round(run.model.n_layers * 18 / 32)
    return (_value if is_embedded(run.model.name) else _call)(run, layer)


def _call(run: Run, layer: int) -> Outcome:
    asked = [Question(text) for text in prompts.RANGES]
    way = head_direction(run.model, "end", "start", list(prompts.RANGES), memory=run.memory)
    if run.setting.as_paper:
        question = "Does range(n) become range(0, n)?"
        read, strengths, wish = arguments_said, IN_ROWS, _with_start
    else:
        question = "Does a call with one argument get two?"
        read, strengths, wish = argument_count, IN_NORMS, _two
        way = way.in_norms()
    found = turned(
        run.model, asked, [way] * len(asked), [wish] * len(asked), read, layer=layer,
        strengths=strengths, length=CALL_LENGTH, seed=run.seed, progress=run.progress,
    )  # fmt: skip
    part = part_of(found, "arguments", question=question)
    left = [f"{found.left_out} calls that do not take one argument without a push are left out."]
    sides = {"prompts": texts(found.labels)}
    return Outcome(sides, [part], part.sentence, left if found.left_out else [])


def _with_start(said: str) -> str | None:
    """The arguments with a start before them, of a call that has one."""
    return f"0, {said}" if said and said != UNREAD and len(arguments(f"{said})")) == 1 else None


def _two(count: str) -> str | None:
    return "2" if count == "1" else None


def _three(value: str) -> str | None:
    return "3" if value == "2" else None


def _value(run: Run, layer: int) -> Outcome:
    preset = PRESETS["argument"]
    asked, _ = preset.questions(run.model, "code")
    if run.setting.as_paper:
        items = [one.item for one in asked]
        way = head_direction(run.model, preset.minus, preset.plus, items, memory=run.memory)
        strengths = IN_ROWS
    else:
        way, layer = preset.direction(run.model, memory=run.memory), preset.layer_of(run.model)
        strengths = (0.5, 1, 2)
    found = turned(
        run.model, asked, [way] * len(asked), [_three] * len(asked),
        first_number, layer=layer, strengths=strengths, length=VALUE_LENGTH, seed=run.seed,
        progress=run.progress,
    )  # fmt: skip
    part = part_of(found, "arguments", question="Does n=2 become n=3?")
    note = (
        f"{run.model.name} writes no range(…), so what is pushed is the value of an argument of "
        "its own code, not how many there are."
    )
    return Outcome({"prompts": texts(found.labels)}, [part], part.sentence, [note])
