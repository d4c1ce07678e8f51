"""The meaning's word against the word that will stand there, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.words import layers, number

if TYPE_CHECKING:
    from semhub.next_word import NextWord

COLOURS = {"meaning": BLUE, "surface": VERMILLION, "others": GREY}


def next_word_curve(result: NextWord, names: Mapping[str, str], question: str) -> alt.LayerChart:
    """names: of "meaning", "surface" and "others", what a person calls them."""
    bands = [
        (Series(names[kind], COLOURS[kind], kind == "others"), band)
        for kind, band in result.log_probability.items()
    ]
    return series_curve(
        bands,
        question=question,
        answer=next_word_answer(result),
        axis="log-probability",
        columns=3,
    )


def two_words_curve(tracked: Mapping[str, np.ndarray], prompt: str) -> alt.LayerChart:
    """Two words after one prompt: log-probability (layers,) of each, first meaning, then surface.

    One prompt has no interval.
    """
    meaning, surface = tracked
    bands = [
        (Series(f"“{word}”", tint), Single(tracked[word]))
        for word, tint in ((meaning, COLOURS["meaning"]), (surface, COLOURS["surface"]))
    ]
    return series_curve(
        bands,
        question=f"After “{prompt}”: “{meaning}” or “{surface}”?",
        answer=two_words_answer(tracked),
        axis="log-probability",
        columns=2,
    )


def two_words_answer(tracked: Mapping[str, np.ndarray]) -> str:
    (meaning, a), (surface, b) = tracked.items()
    ahead = np.flatnonzero(a > b).tolist()
    said = f"{layers(ahead)}: “{meaning}” is ahead" if ahead else f"“{surface}” is always ahead"
    return f"{said}; one prompt: no interval, so no evidence yet"


@dataclass(frozen=True)
class Single:
    """A curve of one item: its interval is itself."""

    value: np.ndarray

    @property
    def low(self) -> np.ndarray:
        return self.value

    high = low


def next_word_answer(result: NextWord) -> str:
    """How often the meaning's word is the first of its class, at the best layer before the last,
    and how often it is ahead of the surface there."""
    right, ahead = result.right, result.ahead
    best = int(np.argmax(right.value[:-1]))
    said = (
        f"At best, at layer {best}, the meaning's word leads its class in "
        f"{number(right.value[best])} [{number(right.low[best])}, {number(right.high[best])}] of "
        f"{result.n} prompts; chance {number(result.chance)}"
    )
    return f"{said}; ahead of the surface's word in {number(ahead.value[best])}"
