"""Section 4: code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semhub.charts.text_format import number
from semhub.datasets import prompts
from semhub.models.catalogue import is_embedded
from semhub.paper.lens import outcome_of, unread, words_part
from semhub.paper.run import Outcome, Run

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
