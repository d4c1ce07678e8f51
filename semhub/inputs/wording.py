"""A text as words and what stands between them."""

from __future__ import annotations

import unicodedata
from functools import cache
from random import Random

INNER = "'’-\u200c\u200d"
"""Signs that belong to a word where both neighbours do: apostrophe, hyphen, joiners."""

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Scripts that put no space between words. Each of their characters, with the marks on it, counts
as a word: a Chinese one is a morpheme, and a model's own pieces may be halves of a character."""


def split(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text and the gaps around them, one more: gap, word, gap, ..., word,
    gap.

    Joined in that order they are the text again. A text without a letter or figure has no words.
    """
    gaps, words, within = [""], [], False
    for place, character in enumerate(text):
        if within and _goes_on(text, place):
            words[-1] += character
        elif _is_of_a_word(character):
            words.append(character)
            gaps.append("")
            within = True
        else:
            gaps[-1] += character
            within = False
    return gaps, words


def is_punctuation(text: str) -> bool:
    """Return whether the text holds nothing but punctuation and white space; signs of arithmetic
    and logic say something and are none."""
    return all(unicodedata.category(character)[0] in "PZC" for character in text)


def joined(gaps: list[str], words: list[str]) -> str:
    """Return the text of which `split` gives these."""
    return gaps[0] + "".join(word + gap for word, gap in zip(words, gaps[1:], strict=True))


def shuffled(text: str, seed: int) -> str:
    """Return the text with its words in random order; what stands between them stays in its place.

    Another order than its own, unless all its words are the same.
    """
    gaps, words = split(text)
    rng, order = Random(f"{seed}/{text}"), list(words)
    while len(set(words)) > 1 and order == words:
        rng.shuffle(order)
    return joined(gaps, order)


def _goes_on(text: str, place: int) -> bool:
    """Return whether the character at `place` belongs to the word that the one before it belongs
    to."""
    character, before = text[place], text[place - 1]
    if character in INNER:
        after = text[place + 1 : place + 2]
        return bool(after) and _is_of_a_word(after) and _is_of_a_word(before)
    if _is_mark(character):
        return True
    return _is_of_a_word(character) and not (is_unspaced(character) or is_unspaced(before))


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@cache
def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character == "_"


@cache
def is_unspaced(character: str) -> bool:
    """Return whether a character is of a script that puts no space between words."""
    return any(first <= ord(character) <= last for first, last in UNSPACED)
