"""Section 4: sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from semhub import datasets
from semhub.datasets import prompts, sums
from semhub.datasets.partners import partners
from semhub.experiments.scoring import UNREAD, first_number
from semhub.experiments.turned import turned
from semhub.inputs import Text, texts
from semhub.models.catalogue import is_embedded
from semhub.paper.lens import matrix_part, outcome_of, words_part
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared, contrasted
from semhub.records.parts import part_of
from semhub.steering import PRESETS, Direction, Question, direction
from semhub.world.renderings.numerals import number_words
from semhub.world.scenes import LARGEST_TERM, Sum

_SIDES = "sums:digits", "sums:en"


def arithmetic_similarity(run: Run) -> Outcome:
    """Compare sums in digits with the same in words.

    Of the embedded sums it is also asked whether those with one result lie together, broken off
    before it.
    """
    sides = run.columns(*_SIDES)
    if run.setting.as_paper and not run.sides:
        sides = {name: texts(sums.terms()[name.partition(":")[2]]) for name in _SIDES}
    a, b = sides.values()
    called = tuple(map(datasets.called, sides))
    found = compared(run, a, b)
    parts = [part_of(found, "similarity", sides=called)]
    notes = list(found.notes)
    if not run.sides:
        made = partners("sums", "digits", "en", range(len(sums.rows())))
        parts.append(contrasted(run, made, "results", layer=found.peak[1] or 0, sides=called))
        notes.append(
            "The second chart is of the same sums up to their “equals”, so that no result can be "
            "read off."
        )
    return Outcome(sides, parts, " ".join(f"{p.sentence.rstrip('.')}." for p in parts), notes)


def arithmetic_lens(run: Run) -> Outcome:
    """Read a number in English where a digit is about to be written."""
    own = prompts.sums_result_last if is_embedded(run.model.name) else prompts.sums_result_first
    asked = list(run.prompts) or own()
    parts = [
        words_part(
            run, asked, "words", "Is the number's word read where its digit is to be written?",
            ("the number in English", "the digit", "other numbers in English"),
        ),
        matrix_part(run, asked, "numbers", "log-probability"),
    ]  # fmt: skip
    return outcome_of(run, asked, parts)


SHOWN = "2 + 2 = 4\n6 + 1 = 7\n3 + 4 = 7\n"
"""What stands before a sum for a model that was not taught them: how it goes on."""

FIVE, SIX = 5, 6
"""The operand that is pushed, and the one that it should become."""

PROMPTS = 12
LENGTH = 5
"""Tokens of a continuation: enough for a number."""


def operand_steering(run: Run) -> Outcome:
    """Push an operand while a sum is read, and see whether the answer is that of the other sum."""
    asked = _first if run.setting.as_paper else _last
    questions, directions, wishes = asked(run)
    preset = PRESETS["sum"]
    embedded = is_embedded(run.model.name)
    found = turned(
        run.model, questions, directions, wishes,
        _sum_said if run.setting.as_paper else first_number,
        layer=(
            round(run.model.n_layers * 25 / 32) if run.setting.as_paper
            else preset.layer_of(run.model) if embedded
            else max(1, run.model.n_layers // 6)
        ),
        strengths=(1, 2, 3) if run.setting.as_paper else (1, 2, 4),
        length=LENGTH, seed=run.seed, progress=run.progress,
    )  # fmt: skip
    part = part_of(found, "answers", question="Does the answer become that of the pushed sum?")
    notes = []
    if found.left_out:
        notes.append(
            f"{found.left_out} sums that the model gets wrong without a push are left out."
        )
    if run.setting.as_paper and embedded:
        notes.append(
            f"{run.model.name} has never read a sum like “{found.labels[0]}”, so what it makes of "
            "this says little."
        )
    return Outcome({"prompts": texts(found.labels)}, [part], part.sentence, notes)


Asked = tuple[list[Question], Sequence[Direction], list[Callable[[str], str | None]]]


def _last(run: Run) -> Asked:
    """`7 + 5 =`: pushed where the five stands, along what five and six differ by in English."""
    shown = "" if is_embedded(run.model.name) else SHOWN
    questions, wishes = [], []
    for left in range(LARGEST_TERM + 1)[:PROMPTS]:
        item = Sum(left, "+", FIVE)
        place = len(run.model.encode([Text(shown + sums.upto(item, "digits", "right"))])[0]) - 1
        questions.append(Question(shown + sums.question(item, "digits"), places=(place,)))
        wishes.append(partial(_wish, str(left + FIVE), str(left + SIX)))
    way = PRESETS["sum"].direction(run.model, memory=run.memory)
    return questions, [way] * len(questions), wishes


def _wish(right: str, becomes: str, said: str) -> str | None:
    """What the push should lead to, of an answer that was right without it."""
    return becomes if said == right else None


def _first(run: Run) -> Asked:
    """`8=5+`, as in the paper: pushed behind the plus, along “eight equals to six plus” less
    “eight equals to five plus”; 3 should become 2+1."""
    asked = [
        (left + missing, left, missing)
        for left in range(1, 8)
        for missing in range(2, 9)
        if left + missing < 10
    ]
    asked = asked[:: max(1, len(asked) // PROMPTS)][:PROMPTS]
    questions, directions, wishes = [], [], []
    for result, left, missing in asked:
        said = [
            f"{number_words(result, 'en')} equals to {number_words(term, 'en')} plus"
            for term in (left, left + 1)
        ]
        questions.append(Question(f"{result}={left}+"))
        directions.append(direction(run.model, *said, memory=run.memory))
        wishes.append(lambda _said, becomes=f"{missing - 1}+1": becomes)
    return questions, directions, wishes


def _sum_said(text: str) -> str:
    """The number that a continuation begins with, and the “+1” behind it, if it is there."""
    found = re.match(r"\s*(\d+(?:\+1(?!\d))?)", text)
    return found[1] if found else UNREAD
