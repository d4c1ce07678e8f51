"""What a person or a model wrote, inside a sentence of the program's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from semhub.inputs.text import in_one_line

LONGEST = 40
"""Characters of it that a sentence repeats."""

MOST = 6
"""Pieces of it that a sentence lists."""

RIGHT_TO_LEFT = ("R", "AL")
ISOLATE, ENDED = "\u2068", "\u2069"


def quoted(text: str) -> str:
    """The text in quotes and in one line: a long one by its beginning, without the space around it.

    Arabic, Hebrew and Persian stand in an isolate (Unicode UAX #9) of their own, so that neither
    the quotes nor what follows moves into them.
    """
    text = " ".join(in_one_line(text).removeprefix(ISOLATE).split()) or "␣"
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return f"“{ISOLATE}{text}{ENDED}”" if is_right_to_left(text) else f"“{text}”"


def listed(texts: Iterable[str], between: str) -> str:
    """Each quoted, `between` them; of many the first few."""
    texts = list(texts)
    return between.join([quoted(text) for text in texts[:MOST]] + ["…"] * (len(texts) > MOST))


def is_right_to_left(text: str) -> bool:
    """Whether a letter of it is written from right to left."""
    return any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text)
