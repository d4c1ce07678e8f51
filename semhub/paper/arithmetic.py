"""Section 4: sums."""

from __future__ import annotations

from semhub import datasets
from semhub.datasets import prompts, sums
from semhub.datasets.partners import partners
from semhub.inputs import texts
from semhub.models.catalogue import is_embedded
from semhub.paper.lens import matrix_part, outcome_of, words_part
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared, contrasted
from semhub.records.parts import part_of

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
