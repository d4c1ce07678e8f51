"""Section 3: several languages. What is pushed across them is in sentiment.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from semhub import datasets
from semhub.datasets import translated
from semhub.errors import InputError
from semhub.experiments.next_word import next_word
from semhub.lenses.language_mass import text_shares
from semhub.lenses.language_trend import language_trend as trend_of
from semhub.lenses.languages import known
from semhub.models.catalogue import is_embedded
from semhub.paper.run import Outcome, Run
from semhub.paper.similarity import compared
from semhub.quoting import quoted
from semhub.records.parts import part_of

if TYPE_CHECKING:
    from semhub.inputs import Input, Text
    from semhub.lenses.languages import LanguageTable
    from semhub.records.part import Part

DOMINANT = "en"
COMPARED = ("zh", "es")
FOLLOWED = ("zh", "es", "fr", "de")
TEXTS = 40
"""Of each language that are read by the lens: every position of every layer is."""


def multilingual_similarity(run: Run) -> Outcome:
    """Compare sentences of the dominant language, the first side, with those of every other that
    mean the same."""
    sides = run.columns(*(f"{run.worded}:{code}" for code in (DOMINANT, *COMPARED)))
    dominant, *others = sides
    parts, notes = [], []
    for name in others:
        found = compared(run, sides[dominant], sides[name])
        called = datasets.called(dominant), datasets.called(name)
        parts.append(part_of(found, f"similarity-{_plain(name)}", sides=called))
        notes += found.notes
    return _outcome(sides, parts, notes)


def multilingual_lens(run: Run) -> Outcome:
    """Read words by the lens where they are about to stand: in English, or as they stand there?

    By default the probability of all words by language is read too.
    """
    sides = _sides(run, COMPARED)
    english, *others = sides
    parts, left_out = [], []
    table = None if run.setting.as_paper else known(run.model)
    for name in others:
        code = _language(name)
        asked = (
            translated.in_world(code)
            if is_embedded(run.model.name) and not run.sides
            else translated.in_sentences(_texts(sides[english]), _texts(sides[name]), code)
        )
        found = next_word(
            run.model, asked, kind=run.setting.kind,
            progress=run.progress, memory=run.memory, seed=run.seed,
        )  # fmt: skip
        own = datasets.called(code)
        names = {
            "meaning": "the word in English", "surface": f"the word in {own}",
            "others": "other English words",
        }  # fmt: skip
        question = f"Is English read where a {own} word is to come?"
        parts.append(part_of(found, f"words-{code}", names=names, question=question))
        if found.left_out:
            left_out.append(
                f"{found.left_out} {own} words are left out, as they are spelled as in English."
            )
        if table:
            mass = text_shares(
                run.model, sides[name][:TEXTS], table, progress=run.progress
            ).mass(run.seed)  # fmt: skip
            parts.append(part_of(mass, f"mass-{code}", of=code))
    return _outcome(sides, parts, left_out + ([] if table is None else _covered(table)))


def language_trend(run: Run) -> Outcome:
    """Follow the share of English and of the texts' own language from layer to layer."""
    sides = _sides(run, FOLLOWED)
    table = known(run.model)
    parts = []
    for name in list(sides)[1:]:
        code = _language(name)
        shares = text_shares(
            run.model, sides[name][:TEXTS], table, kind=run.setting.kind,
            by_position=run.setting.as_paper, progress=run.progress,
        )  # fmt: skip
        trend = trend_of(shares, code, DOMINANT, seed=run.seed)
        parts += [
            part_of(trend, f"trend-{code}"),
            part_of(shares.mass(run.seed), f"mass-{code}", of=code),
        ]
    trends = [part.sentence for part in parts if part.kind == "language_trend"]
    return Outcome(sides, parts, " ".join(trends), _covered(table), {"texts": TEXTS})


def _sides(run: Run, languages: Sequence[str]) -> dict[str, Sequence[Input]]:
    """English first. Raises `InputError` on sides that do not say which language they are in."""
    sides = run.columns(*(f"{run.worded}:{code}" for code in (DOMINANT, *languages)))
    for place, name in enumerate(sides):
        if (_language(name) == DOMINANT) != (place == 0):
            raise InputError(
                f"{quoted(name)} is side {place + 1}; give English texts first, called “en”, and "
                "behind them those of other languages, each called by its code, such as “zh”."
            )
    return sides


def _language(name: str) -> str:
    """The code of the language that a side is in, by its name. Raises `InputError` where it is
    none that the tables of languages know."""
    code = name.rpartition(":")[2]
    if code not in datasets.corpora():
        raise InputError(
            f"The side {quoted(name)} is in no language that can be told; call it by one of "
            f"{', '.join(datasets.corpora())}."
        )
    return code


def _plain(name: str) -> str:
    """The name of a side as that of a file can have it."""
    code = name.rpartition(":")[2]
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in code)


def _texts(side: Sequence[Text]) -> list[str]:
    return [item.text for item in side]


def _covered(table: LanguageTable) -> list[str]:
    return [
        f"The language of {table.covered:.1%} of the vocabulary is known from the embedded data; "
        "the probability of all else is divided evenly."
    ]


def _outcome(
    sides: Mapping[str, Sequence[Input]], parts: Sequence[Part], notes: Sequence[str]
) -> Outcome:
    sentence = " ".join(f"{part.sentence.rstrip('.')}." for part in parts)
    return Outcome(sides, parts, sentence, list(dict.fromkeys(notes)))
