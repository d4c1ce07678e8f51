"""Documents about sums, of the same four kinds as those about scenes."""

from __future__ import annotations

from random import Random

from semhub.world.recipes import ARROW, SWITCH_PROBABILITY, Document, Recipe
from semhub.world.renderings.arithmetic import (
    RENDERINGS,
    UNSPACED,
    sum_segments,
    sum_text,
    sum_word,
    word_list,
    write_sum,
)
from semhub.world.renderings.numerals import LARGEST
from semhub.world.renderings.segment import Segment
from semhub.world.scenes import Sum, all_sums

GLOSSARY_PROBABILITY = 0.5
DIGITS_PROBABILITY = 0.3
_TRAINING = all_sums(held=False)


def sum_document(recipe: Recipe, kind: str, rng: Random) -> Document:
    """Return one document of `kind`; anchors always involve the dominant language."""
    dominant = recipe.dominant
    other = "digits"
    if rng.random() >= DIGITS_PROBABILITY:
        other = rng.choice([name for name in RENDERINGS if name not in (dominant, "digits")])
    item = rng.choice(_TRAINING)
    if kind in ("plain", "keywords"):
        name = dominant if rng.random() < recipe.dominant_share else other
        if kind == "keywords":
            text = f"{sum_text(item, name)}{ARROW} {_keywords(item, name, rng)}"
            return Document(text, kind, (name,), (item,))
        items = (item, *rng.choices(_TRAINING, k=rng.choice((0, 1, 2))))
        gap = "\n" if name in ("digits", "code") else "" if name in UNSPACED else " "
        return Document(gap.join(sum_text(one, name) for one in items), kind, (name,), items)
    if kind == "pair":
        texts = [sum_text(item, name) for name in (dominant, other)]
        if rng.random() < GLOSSARY_PROBABILITY:
            numbers = [rng.randint(0, LARGEST) for _ in range(rng.choice((1, 2, 3)))]
            texts = [word_list(numbers, name) for name in (dominant, other)]
        if rng.random() < recipe.into_dominant:
            texts.reverse()
        return Document("\n".join(texts), kind, (dominant, other), (item,))
    segments = sum_segments(item, other)
    if mixed := rng.random() < 0.5:
        segments = [_switched(segment, item, other, dominant, rng) for segment in segments]
    text = write_sum(segments, other).replace("  ", " ").strip()
    if not mixed or rng.random() < 0.5:
        text += f"{ARROW} {_keywords(item, other, rng, dominant)}"
    return Document(text, kind, (dominant, other), (item,))


def _switched(segment: Segment, item: Sum, rendering: str, other: str, rng: Random) -> Segment:
    """Return the segment, at times in the words of `other`."""
    if not segment.slot or rng.random() >= SWITCH_PROBABILITY:
        return segment
    text = sum_word(item.meanings()[segment.slot], other)
    apart = rendering in UNSPACED and other not in UNSPACED
    return Segment(segment.slot, f" {text} " if apart else text)


def _keywords(item: Sum, rendering: str, rng: Random, other: str | None = None) -> str:
    """Return numbers and sign in any order; with `other`, each at random from one of the two."""
    values = list(item.meanings().values())
    rng.shuffle(values)
    if other is None:
        return word_list(values, rendering)
    chosen = [other if rng.random() < SWITCH_PROBABILITY else rendering for _ in values]
    words = [sum_word(value, name) for value, name in zip(values, chosen, strict=True)]
    return ("、" if rendering in UNSPACED else ", ").join(words)
