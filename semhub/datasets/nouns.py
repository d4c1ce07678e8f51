"""Which nouns an English caption has: known where it was written by a grammar, or is a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from semhub import datasets
from semhub.datasets import pack

SLOTS = ("thing", "place")

_PHRASE = re.compile(r"(?:an?|the) (?:[\w'-]+ )*([\w'-]+)", re.IGNORECASE)
"""An article and words behind it: in English the last of them is a noun."""


def nouns(dataset: str) -> list[list[str]]:
    """Return the English nouns of each row of `world`, `concepts` or a pack, as its caption spells
    them; none where a pack's caption is more than a thing by name."""
    if dataset == "world":
        from semhub.world.held_out import scenes
        from semhub.world.renderings import GRAMMARS
        from semhub.world.renderings.segment import PLAIN

        return [
            [
                segment.text.split()[-1]
                for segment in GRAMMARS["en"].segments(scene, PLAIN)
                if segment.slot in SLOTS
            ]
            for scene in scenes()
        ]
    captions = datasets.table(dataset)["en"]
    if dataset in pack.NAMES:
        return [
            _PHRASE.sub(r"\1", text).split() if _PHRASE.fullmatch(text) else [] for text in captions
        ]
    return [name.split() for name in captions]


def stranger(words: Sequence[Sequence[str]], row: int) -> Sequence[str]:
    """Return the words of the next row that shares none with `row`; none where there is no such
    row."""
    for step in range(1, len(words)):
        other = words[(row + step) % len(words)]
        if other and not set(other) & set(words[row]):
            return other
    return []
