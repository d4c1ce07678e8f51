"""What the page says of a push: its point in one sentence, how it stands beside random pushes, and
which words of a continuation are new."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from semhub.charts.words import layers, number

if TYPE_CHECKING:
    from semhub.steering import Point
    from semhub.ui.steer.experiment import Experiment

FLIPS, TIMES = 0.8, 5.0
"""What is asked of a push: the share of answers that it changes, and how far beyond random ones."""

_WORD = re.compile(r"[^\s、,，。;；]+")
_SIGN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!$~:|&^])")


def point(asked: Experiment, found: Point) -> str:
    """The point in one sentence, with the random pushes beside it."""
    push, items = found.push, int(found.push.open.sum())
    if not items:
        return "Every answer is the intended one without a push, so there is none to change"
    many = f"{items} items" if items > 1 else "1 item"
    way = "Reversed: " if found.strength < 0 else ""
    return (
        f"{way}{asked.says} in {push.flips:.0%} of {many}; random pushes of the same length "
        f"{found.random.flips:.0%}"
    )


def verdict(found: Point) -> tuple[str, bool]:
    """How the push stands beside random ones and what is asked of it, and whether it did much: it
    changed most answers, and moved them farther than random pushes do."""
    times, flips = found.times_random, found.push.flips
    said = (
        f"The log-odds move {number(times)} times as far as 95% of random pushes move them"
        if math.isfinite(times)
        else "Random pushes move nothing"
    )
    short = [f"{TIMES:g} times"] * (times < TIMES) + [f"{FLIPS:.0%} of answers"] * (flips < FLIPS)
    if short:
        said += f"; that is short of what is asked for, {' and '.join(short)}"
    return f"{said}.", flips >= FLIPS and times > 1


def misplaced(found: Point) -> str:
    """What the push at wrong layers is, or that there is none, and why."""
    here, others = (layers(some).lower() for some in (found.layers, found.other_layers))
    if not found.other_layers:
        return (
            f"Apart from {here} the model has too few others in a row, so no push at wrong layers "
            "stands beside this one."
        )
    return (
        f"what was found at {here}, put into {others}, as far away as can be and as long as states "
        "are there. If it does the same, it does not matter where one pushes"
    )


def marked(text: str, other: str, colour: str) -> str:
    """Markdown of `text`, with the words that `other` does not have on a coloured ground."""
    left = Counter(_WORD.findall(other))
    parts, end = [], 0
    for match in _WORD.finditer(text):
        parts.append(escaped(text[end : match.start()]))
        word = escaped(match[0])
        new = left[match[0]] == 0
        left[match[0]] -= not new
        parts.append(f":{colour}-background[:{colour}[{word}]]" if new else word)
        end = match.end()
    return "".join([*parts, escaped(text[end:])])


def escaped(text: str) -> str:
    """Text as markdown shows it letter for letter."""
    return _SIGN.sub(r"\\\1", text)
