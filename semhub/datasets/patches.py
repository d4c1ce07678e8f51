"""Pairs of prompts for patching: one about to say a word in one language, one in another.

Of the embedded model's world, a sentence with its list of keywords, of which only the animal is
missing. For any other model, translations of single words as Dumas et al. (2024) ask for them: a
few given, one to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from semhub import datasets
from semhub.datasets.world_spokes import open_list, words
from semhub.errors import InputError
from semhub.world.held_out import scenes
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS, LANGUAGES

ITEMS = 48
SEED = 0
SHOTS = 4
LONGEST = 12
"""Characters of a concept's name."""

RANDOM = "Four small yellow fish swim."
"""A text whose state is the control where a person gives no other."""

Prompt = tuple[str, str]
"""A text, and what stands behind it and asks for the word."""


@dataclass(frozen=True)
class Patched:
    """source: whose state is taken. target: into which it is put. random: another source, of
    neither concept.

    words: as `semhub.experiments.patching.WORDS`. labels: what must not be shared between items
    for these to be independent: the concepts.
    """

    source: Prompt
    target: Prompt
    random: Prompt
    words: tuple[str, ...]
    labels: tuple[str, ...]


def in_world(source: str, target: str, count: int = ITEMS) -> list[Patched]:
    """Return prompts of held-out scenes in two languages of the world. Raises `InputError` on
    others."""
    _require_two(source, target, LANGUAGES)
    drawn = scenes()
    theirs, ours = words(source, "thing"), words(target, "thing")

    def prompt(language: str, row: int) -> Prompt:
        said = GRAMMARS[language].sentence(drawn[row])
        return said, open_list(drawn[row], language, "thing", Random(row))[0].removeprefix(said)

    things = [scene.thing for scene in drawn]
    return [
        Patched(
            prompt(source, one), prompt(target, other), prompt(source, third),
            (ours[things[other]], ours[things[one]], theirs[things[other]], theirs[things[one]]),
            (things[one], things[other], things[third]),
        )
        for one, other, third in _triples(things, count)
    ]  # fmt: skip


def of_concepts(source: str, target: str, count: int = ITEMS) -> list[Patched]:
    """Return translations of concepts' names out of a third language, into `source` and `target`.
    Raises `InputError` on languages that the set `concepts` lacks."""
    table = datasets.table("concepts")
    _require_two(source, target, tuple(table))
    asked = next(code for code in ("en", "fr", "de") if code not in (source, target))
    used = (asked, source, target)
    rows = [
        row
        for row in range(len(table[asked]))
        if all(_is_one_word(table[code][row]) for code in used)
        and len({table[code][row].casefold() for code in used}) == len(used)
    ]
    shots, rows = rows[:SHOTS], rows[SHOTS:]

    def prompt(language: str, row: int) -> Prompt:
        names = datasets.NAMES[asked], datasets.NAMES[language]
        given = [
            f'{names[0]}: "{table[asked][one]}" - {names[1]}: "{table[language][one]}"\n'
            for one in shots
        ]
        return f'{"".join(given)}{names[0]}: "{table[asked][row]}', f'" - {names[1]}: "'

    return [
        Patched(
            prompt(source, one), prompt(target, other), prompt(source, third),
            (table[target][other], table[target][one], table[source][other], table[source][one]),
            (table[asked][one], table[asked][other], table[asked][third]),
        )
        for one, other, third in (
            tuple(rows[k] for k in triple)
            for triple in _triples([table[asked][row] for row in rows], count)
        )
    ]  # fmt: skip


def of_set(dataset: str, source: str, target: str) -> list[Patched]:
    """Return the prompts of a set: `world` or `concepts`. Raises `InputError` on another."""
    if dataset not in SETS:
        raise InputError(f"There are no prompts of {dataset}; choose {' or '.join(SETS)}.")
    return SETS[dataset](source, target)


SETS = {"world": in_world, "concepts": of_concepts}


def asking(*, raised: bool) -> str:
    """Return what asks a model for the next word behind a text of a person's own."""
    return ARROW if raised else ""


def own(
    source: str, target: str, words: tuple[str, str], asks: str = "", random: str = RANDOM
) -> Patched:
    """Return a person's own pair of texts. words: of the source's meaning and of the target's, both
    as the target would say them. asks: what stands behind all three texts.

    Raises `InputError` where a word is empty, and where the words are the same.
    """
    concept, nothing = words
    if not (concept.strip() and nothing.strip()):
        raise InputError("A word is empty; give the source's and the target's.")
    if concept == nothing:
        raise InputError("The two words are the same; give the source's and the target's.")
    prompts = ((text, asks) for text in (source, target, random))
    return Patched(*prompts, (nothing, concept), (concept, nothing))


def _is_one_word(name: str) -> bool:
    return name.isalpha() and len(name) <= LONGEST


def _require_two(source: str, target: str, known: Sequence[str]) -> None:
    for one in (source, target):
        if one not in known:
            raise InputError(f"No prompts are here in “{one}”; choose two of {', '.join(known)}.")
    if source == target:
        raise InputError("The two languages are the same; choose two.")


def _triples(concepts: Sequence[str], count: int) -> list[tuple[int, int, int]]:
    """Return at most `count` times a row, another row and a third, of three concepts; each row is
    first at most once."""
    rng = Random(SEED)
    rows = list(range(len(concepts)))
    rng.shuffle(rows)
    found = []
    for row in rows[:count]:
        triple = [row]
        while len(triple) < 3:
            rest = [one for one in rows if concepts[one] not in {concepts[k] for k in triple}]
            if not rest:
                return found
            triple.append(rng.choice(rest))
        found.append((triple[0], triple[1], triple[2]))
    return found
