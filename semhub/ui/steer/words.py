"""What the page says of a push: its point in one sentence, how it stands beside random pushes, and
which words of a continuation are new."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from semhub.charts.steering.controls import PUSHES
from semhub.charts.text_format import layers, number
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.steering import Point
    from semhub.ui.steer.experiment import Experiment

FLIPS, TIMES = 0.8, 5.0
"""What is asked of a push: the share of answers that it changes as intended, and how far beyond
random ones it lies. Of other controls no distance is asked, since they are no noise."""

_WORD = re.compile(r"[^\s、,，。;；]+")


def point(experiment: Experiment, found: Point, beside: str) -> str:
    """Say the point in one sentence, with the pushes of the control beside it."""
    push, items = found.push, int(found.push.open.sum())
    if not items:
        return "Every answer is the intended one without a push, so there is none to change"
    many = f"{items} items" if items > 1 else "1 item"
    way = "Reversed: " if found.strength < 0 else ""
    return (
        f"{way}{experiment.says} in {push.flips:.0%} of {many} as intended; {PUSHES[beside]} of "
        f"the same length in {found.beside(beside).flips:.0%}"
    )


def verdict(found: Point, beside: str) -> tuple[str, bool]:
    """Say how the push stands beside its control and what is needed, and whether it counts as
    shown: it changed most answers, and moved them farther than the control's pushes do."""
    band, flips = found.beside(beside), found.push.flips
    times, others = found.times(band), PUSHES[beside]
    moved = f"The log-odds rise by {number(found.push.mean)} nats, under {others} by "
    if math.isfinite(times):
        sentence = (
            f"{moved}{number(band.centre)} on average: that is {number(times)} times as far from "
            "this average as 95% of these lie"
        )
    elif math.isnan(times):
        sentence = f"{moved}{number(band.centre)}, of which there is but one"
    else:
        sentence = f"{others.capitalize()} move nothing"
    short = _short(times, flips, beside)
    sentence += (
        f". That does not count as shown: {' and '.join(short)}"
        if short
        else (". That counts as shown")
    )
    shares = ""
    if found.push.open.any():
        shares = (
            f" Answers that changed at all, to whatever: {found.push.changes:.0%}, under {others} "
            f"{band.changes:.0%}."
        )
    return f"{sentence}.{shares}", not short


def _short(times: float, flips: float, beside: str) -> list[str]:
    """List what a push needs and did not reach, a part of a sentence each."""
    others, short = PUSHES[beside], []
    if beside == "random" and times < TIMES:
        short.append(f"beside {others} {TIMES:g} times as far is asked for")
    elif math.isnan(times):
        short.append(f"one of the {others} is too few to stand beside")
    elif times <= 1:
        short.append(f"{others} move the answers as far")
    if flips < FLIPS:
        short.append(f"{FLIPS:.0%} of answers changed as intended are asked for")
    return short


def misplaced(found: Point) -> str:
    """Say what the push at wrong layers is, or that there is none, and why."""
    here, others = (layers(some).lower() for some in (found.layers, found.other_layers))
    if not found.other_layers:
        return (
            f"Apart from {here} the model has too few others in a row, so no push at wrong layers "
            "stands beside this one."
        )
    return (
        f"what was found at {here}, put into {others}, as far away as can be and as long, in norms "
        "of the states there, as at its own. If it does as much, where one pushes does not matter"
    )


def marked(text: str, other: str, colour: str) -> str:
    """Write `text` as markdown, with the words that `other` does not have on a coloured ground."""
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
