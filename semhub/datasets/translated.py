"""Prompts that break off before a word whose English translation is known.

Of the embedded world the grammars know every word; in other sentences the names of `concepts` are
the dictionary, where the English sentence says the same thing. Wu et al. (ICLR 2025, section 3)
take a dictionary to Chinese Wikipedia, and words of one token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from semhub import datasets
from semhub.datasets.prompts import Prompt
from semhub.world.held_out import SEED, scenes
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.segment import PLAIN
from semhub.world.scenes import CLASSES

SLOTS = ("thing", "colour", "size")
UNSPACED = ("zh", "ja", "th")


def in_world(language: str, rows: int = 60, seed: int = SEED) -> list[Prompt]:
    """One word of each held-out scene, of an animal, a colour or a size, with words before it."""
    grammar, english, rng = GRAMMARS[language], GRAMMARS["en"], Random(seed)
    found = []
    for scene in scenes(rows):
        pieces = grammar.segments(scene, PLAIN)
        places = [k for k, piece in enumerate(pieces) if k and piece.slot in SLOTS]
        if not places:
            continue
        place = rng.choice(places)
        slot = pieces[place].slot
        meaning = english.keywords[slot, getattr(scene, slot)]
        others = (english.keywords[slot, value] for value in CLASSES[slot])
        text = grammar.write(pieces[:place]).removesuffix(grammar.stop)
        found.append(
            Prompt(text, meaning, pieces[place].text, tuple(w for w in others if w != meaning))
        )
    return found


def in_sentences(english: Sequence[str], own: Sequence[str], language: str) -> list[Prompt]:
    """Names of things in sentences of one language, which the English sentences say too, row by
    row."""
    found = [*_named(english, own, language)]
    meanings = dict.fromkeys(name for _, name, _ in found)
    return [
        Prompt(text, name, word, tuple(one for one in meanings if one != name))
        for text, name, word in found
    ]


def _named(
    english: Sequence[str], own: Sequence[str], language: str
) -> Iterator[tuple[str, str, str]]:
    """(text up to the name, the thing in English, the name)."""
    concepts = datasets.table("concepts")
    things = list(zip(concepts["en"], concepts[language], strict=True))
    for says, sentence in zip(english, own, strict=True):
        for thing, name in things:
            if not re.search(rf"\b{re.escape(thing)}(s|es)?\b", says, re.IGNORECASE):
                continue
            whole = re.escape(name) if language in UNSPACED else rf"\b{re.escape(name)}\b"
            at = re.search(whole, sentence, re.IGNORECASE)
            if at and at.start():
                yield sentence[: at.start()].rstrip(), thing, name
