"""The meaning's word against the word that will stand there, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.palette import BLUE, GREY, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.words import number

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
