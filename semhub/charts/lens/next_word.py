"""The word for the meaning against the word that comes next in the text, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.text_format import layers, number
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.experiments.next_word import NextWord
    from semhub.statistics.band import Band

COLOURS = {"meaning": BLUE, "surface": VERMILLION, "others": GREY}


def next_word_curve(result: NextWord, names: Mapping[str, str], question: str) -> alt.LayerChart:
    """Draw the curves of the words. names: of "meaning", "surface" and "others", on the page."""
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
    """Draw two words after one prompt: log-probability (layers,) of each, meaning before surface.

    One prompt has no interval.
    """
    meaning, surface = tracked
    bands = [
        (Series(quoted(word), tint), Single(tracked[word]))
        for word, tint in ((meaning, COLOURS["meaning"]), (surface, COLOURS["surface"]))
    ]
    return series_curve(
        bands,
        question=f"After {quoted(prompt)}: {quoted(meaning)} or {quoted(surface)}?",
        answer=two_words_answer(tracked),
        axis="log-probability",
        columns=2,
    )


def two_words_answer(tracked: Mapping[str, np.ndarray]) -> str:
    (meaning, a), (surface, b) = tracked.items()
    ahead = np.flatnonzero(a > b).tolist()
    said = (
        f"{layers(ahead)}: {quoted(meaning)} is ahead"
        if ahead
        else f"{quoted(surface)} is always ahead"
    )
    return f"{said}; one prompt: no interval, so no evidence yet"


@dataclass(frozen=True)
class Single:
    """A curve of one item: its interval is itself."""

    value: np.ndarray

    @property
    def low(self) -> np.ndarray:
        return self.value

    high = low


def next_word_answer(result: NextWord) -> list[str]:
    """State how often the meaning's word is the best of its class, and how often it is above the
    surface's word: each at its best layer before the last."""
    return [
        f"The meaning's word leads its class most at {_best(result.right)} of {result.n} prompts; "
        f"chance {number(result.chance)}",
        f"It is ahead of the surface's word most at {_best(result.ahead)}"
        if result.ahead.value[:-1].any()
        else "It is ahead of the surface's word at no layer before the last",
    ]


def _best(band: Band) -> str:
    """Find the layer of the largest value before the last, and that value."""
    best = int(np.argmax(band.value[:-1]))
    low, high = number(band.low[best]), number(band.high[best])
    return f"layer {best}: in {number(band.value[best])} [{low}, {high}]"
