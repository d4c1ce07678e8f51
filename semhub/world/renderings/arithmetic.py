"""Sums in digits, in words and in code: "7 + 5 = 12", "seven plus five is twelve"."""

from __future__ import annotations

from semhub.world.renderings.numerals import number_words
from semhub.world.renderings.segment import Segment
from semhub.world.scenes import Sum

PLUS = {"en": "plus", "zh": "加", "es": "más", "fr": "plus", "de": "plus", "ru": "плюс"}
PLUS |= {"ja": "足す"}
MINUS = {"en": "minus", "zh": "减", "es": "menos", "fr": "moins", "de": "minus", "ru": "минус"}
MINUS |= {"ja": "引く"}
EQUALS = {"en": "is", "zh": "等于", "es": "es", "fr": "égale", "de": "ist", "ru": "равно"}
EQUALS |= {"ja": "は"}
RENDERINGS = ("digits", "code", *PLUS)


UNSPACED = ("zh", "ja")


def sum_segments(item: Sum, rendering: str) -> list[Segment]:
    """Return the sum with its result, piece by piece, as one of `RENDERINGS` writes it."""
    said = {slot: sum_word(value, rendering) for slot, value in item.meanings().items()}
    equals = {"digits": "=", "code": "=="} | EQUALS
    opening = [Segment("", "assert")] if rendering == "code" else []
    terms = [Segment(slot, said[slot]) for slot in ("left", "operation", "right")]
    return [*opening, *terms, Segment("", equals[rendering]), Segment("result", said["result"])]


def sum_word(value: int | str, rendering: str) -> str:
    """Return a number or the sign of an operation, as `rendering` writes it."""
    if rendering in ("digits", "code"):
        return str(value)
    if isinstance(value, str):
        return (PLUS if value == "+" else MINUS)[rendering]
    return number_words(value, rendering)


def write_sum(segments: list[Segment], rendering: str) -> str:
    """Write pieces as one line: a sentence where `rendering` is a language."""
    text = ("" if rendering in UNSPACED else " ").join(segment.text for segment in segments)
    if rendering in UNSPACED:
        return text + "。"
    return text if rendering in ("digits", "code") else text[0].upper() + text[1:] + "."


def sum_text(item: Sum, rendering: str) -> str:
    """Return the sum with its result, as one line of `rendering` (one of `RENDERINGS`)."""
    return write_sum(sum_segments(item, rendering), rendering)


def word_list(values: list[int | str], rendering: str) -> str:
    """Return numbers and signs one after another, with commas, as `rendering` writes them."""
    comma = "、" if rendering in UNSPACED else ", "
    return comma.join(sum_word(value, rendering) for value in values)
