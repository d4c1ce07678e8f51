"""Sentences on a push: its effect, a comparison with control pushes, and the new words of a
continuation."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from semhub.charts.steering.controls import PUSHES
from semhub.charts.text_format import layers, number
from semhub.datasets.tried import MOST
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.steering import Point
    from semhub.ui.steer.experiment import Experiment

TIMES = 5.0
"""How many times as far as random pushes a push must move answers to count as shown. Other controls
are no noise and set no such factor."""

_WORD = re.compile(r"[^\s、,，。;；]+")


def point(experiment: Experiment, found: Point, beside: str) -> str:
    """Summarise the effect in one sentence, with that of the control pushes."""
    push, band, items = found.push, found.beside(beside), int(found.push.open.sum())
    if not items:
        return "Every answer is the intended one without a push, so there is none to change."
    start, others = experiment.pushed, f"under {PUSHES[beside]} of the same length"
    if found.strength < 0:
        start = f"Reversed: {start[0].lower()}{start[1:]}"
    if items == 1:
        one = experiment.answers.replace("answers", "answer", 1)
        does = "changes" if push.flips else "does not change"
        pushes = len(band.change)
        return (
            f"{start}, the one {one} {does} as intended; {others} it does in "
            f"{round(band.flips * pushes)} of {pushes}."
        )
    return (
        f"{start}, {round(push.flips * items)} of {items} {experiment.answers} change as intended; "
        f"{others} {count(band.flips * items)} of {items}."
    )


def count(mean: float) -> str:
    """Write a mean number of answers, of several pushes: whole where it is, else to a tenth."""
    return "under 0.1" if 0 < mean < 0.05 else f"{mean:.1f}".removesuffix(".0")


def verdict(found: Point, beside: str) -> str:
    """Compare the push with its control in a sentence, and say whether it counts as shown: it
    changed most answers, and moved them farther than the control's pushes do."""
    band, flips = found.beside(beside), found.push.flips
    times, others = found.times(band), PUSHES[beside]
    moved = f"The log-odds rise by {number(found.push.mean)} nats, under {others} by "
    if math.isfinite(times):
        sentence = (
            f"{moved}{number(band.centre)} on average: that is {number(times)} times as far from "
            "this average as 95% of these lie"
        )
    elif math.isnan(times):
        sentence = f"{moved}{number(band.centre)}, of which there is only one"
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
    return f"{sentence}.{shares}"


def _short(times: float, flips: float, beside: str) -> list[str]:
    """List what the push did not reach, each as a part of a sentence."""
    others, short = PUSHES[beside], []
    if beside == "random" and times < TIMES:
        short.append(f"a push must move answers {TIMES:g} times as far as {others}")
    elif math.isnan(times):
        short.append(f"one of the {others} is too few to compare with")
    elif times <= 1:
        short.append(f"{others} move the answers as far")
    if flips < MOST:
        short.append(f"{MOST:.0%} of answers must change as intended")
    return short


def misplaced(found: Point) -> str:
    """Describe the push at wrong layers, or explain why there is none."""
    here, others = (layers(some).lower() for some in (found.layers, found.other_layers))
    if not found.other_layers:
        return (
            f"Apart from {here} the model has too few other layers in a row, so there is no push "
            "at wrong layers to compare with."
        )
    return (
        f"the direction found at {here}, added at {others}: as far away as possible, with the same "
        "length in norms of the states there. If it does as much, the layer does not matter"
    )


def marked(text: str, other: str, colour: str) -> str:
    """Write `text` as markdown, highlighting the words that `other` does not have."""
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
