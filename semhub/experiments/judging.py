"""Score a text by a number: what a continuation says, told by words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

Scorer = Callable[[str], float]
"""Text -> number."""


def by_words(minus: Collection[str], plus: Collection[str], *, spaced: bool = True) -> Scorer:
    """Score from -1, where only words of `minus` are said, to 1, where only those of `plus` are.

    That is the share of `plus` among the words of both that are found, less that of `minus`; 0
    without any.

    spaced: whether words stand between spaces or signs; otherwise they are found within a text, the
        longer ones first, and each piece of it counts once. Capitals do not matter.
    """
    every = sorted({*minus, *plus}, key=len, reverse=True)
    either = "|".join(map(re.escape, every))
    pattern = re.compile(rf"\b(?:{either})\b" if spaced else either, re.IGNORECASE)
    good, bad = ({word.casefold() for word in side} for side in (plus, minus))

    def score(text: str) -> float:
        found = [word.casefold() for word in pattern.findall(text)]
        return sum((w in good) - (w in bad) for w in found) / len(found) if found else 0.0

    return score
