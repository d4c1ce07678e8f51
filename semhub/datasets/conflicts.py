"""Items with texts that contradict them, from the embedded sets.

Each item has a partner with whom it changes words, so that over the whole set a liking for single
words falls out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from semhub import datasets
from semhub.datasets.world_spokes import opening, rendered_scenes, words
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.quoting import quoted
from semhub.world.renderings import GRAMMARS

WORLD = {
    "image": {"world:image": "image"},
    "audio": {"world:speech": "speech", "calls:sound": "sound"},
}
"""Modality -> column -> the world's spoke, for a model that was raised there."""

NAMED = {"image": ("concepts:image", "concepts:image-fluent"), "audio": ("calls:sound",)}
"""Modality -> columns for any other model: their English names are what they say."""

ITEMS = 48
SEED = 0
SAYS, ASKS = "\nThis is: {}.", "\nThis is:"
"""A text and a question for any model, without an article that would give the word away."""


@dataclass(frozen=True)
class Contradicted:
    """An item, a text that says `other` of it, one that says `own`, and what alone asks which."""

    item: Input
    contradicts: str
    agrees: str
    asks: str
    own: str
    other: str


def in_world(spoke: str, count: int = ITEMS) -> list[Contradicted]:
    """Return pictures or sounds of held-out scenes. The text says the scene's sentence in English
    but for the animal, which is the partner's; behind the arrow the animal is asked for."""
    rows, named = rendered_scenes(spoke), words(spoke, "thing")
    ask, english = opening(spoke, "thing"), GRAMMARS["en"]
    found = []
    for row, partner in _partners([scene.thing for scene, _ in rows], count):
        scene, item = rows[row]
        other = rows[partner][0].thing
        told = (english.sentence(replace(scene, thing=one)) for one in (other, scene.thing))
        contradicts, agrees = (f" {text}{ask}" for text in told)
        found.append(Contradicted(item, contradicts, agrees, ask, named[scene.thing], named[other]))
    return found


def of_column(reference: str, count: int = ITEMS) -> list[Contradicted]:
    """Return items of a column of pictures or sounds whose set has English names of one word.
    Raises `InputError` on an unknown column."""
    items = datasets.column(reference)
    names = datasets.table(reference.partition(":")[0])["en"]
    single = [row for row, name in enumerate(names) if name.isalpha()]
    chosen = _partners([names[row] for row in single], count)
    return [
        contradicted(items[single[row]], names[single[row]], names[single[partner]])
        for row, partner in chosen
    ]


def of_set(reference: str, *, raised: bool) -> list[Contradicted]:
    """Return the items of a column, with what to say of them to a model that was raised in the
    embedded world, or to any other. Raises `InputError` on a column that is not offered."""
    offered = [one for modality in WORLD for one in columns(modality, raised=raised)]
    if reference not in offered:
        raise InputError(
            f"No contradictions are made of {reference} here; choose one of {', '.join(offered)}."
        )
    if not raised:
        return of_column(reference)
    return in_world(next(own[reference] for own in WORLD.values() if reference in own))


def columns(modality: str, *, raised: bool) -> tuple[str, ...]:
    """Return the columns that are offered of a modality, the usual one first."""
    return (*WORLD[modality],) if raised else NAMED[modality]


def asking(*, raised: bool) -> str:
    """Return what asks a model for the word, as `of_set` does."""
    return opening("image", "thing") if raised else ASKS


def contradicted(item: Input, own: str, other: str) -> Contradicted:
    """Return any item with a plain English text about it."""
    return given(item, SAYS.format(other), own, other, ASKS)


def given(item: Input, text: str, own: str, other: str, asks: str) -> Contradicted:
    """Return an item with a text that says `other`, and the same text saying `own`. asks: what
    stands behind the text. Raises `InputError` where the text does not say the word, or the words
    are the same."""
    word = re.compile(rf"(?<!\w){re.escape(other)}(?!\w)" if other.isascii() else re.escape(other))
    if own.casefold() == other.casefold():
        raise InputError("The two words are the same; give the item's own and the text's.")
    if not other or not own or not word.search(text):
        raise InputError(
            f"The text does not say {quoted(other)}; give the item's word and then the text's, as "
            "it stands in the text."
        )
    agrees = word.sub(lambda _found: own, text)
    gap = "" if text[:1].isspace() else " "
    return Contradicted(item, gap + text + asks, gap + agrees + asks, asks, own, other)


def _partners(words: Sequence[str], count: int) -> list[tuple[int, int]]:
    """Return (row, partner) of at most `count` rows in pairs of two words, each both ways."""
    rest = list(range(len(words)))
    Random(SEED).shuffle(rest)
    found: list[tuple[int, int]] = []
    while rest and len(found) + 1 < count:
        row = rest.pop()
        partner = next((one for one in rest if words[one] != words[row]), None)
        if partner is None:
            break
        rest.remove(partner)
        found += [(row, partner), (partner, row)]
    return found
