"""The words that were the best at some layer of one position: a curve for each, over layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts import text_format as words
from semhub.charts.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION
from semhub.charts.series import Series, domain_of, lines
from semhub.charts.style import AXIS_ROOM, LEGEND_ROOM, TITLE_ROOM, title
from semhub.charts.text_format import number, token
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.leading_words import LeadingWords
    from semhub.lenses.result import Reading

HEIGHT = 220 + TITLE_ROOM + AXIS_ROOM + LEGEND_ROOM
COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)


def leading_words(found: LeadingWords, reading: Reading, position: int) -> alt.LayerChart:
    """Draw each word's score at all layers, also where it is not the best."""
    shown = [
        Series(name, COLOURS[i % len(COLOURS)] if i < len(COLOURS) else GREY)
        for i, name in enumerate(_names(found.words))
    ]
    drawn = lines(
        shown, list(found.scores.T), axis=reading.score, domain=domain_of(found.scores, np.zeros(1))
    )
    return alt.layer(drawn).properties(
        height=HEIGHT,
        title=title(
            f"Which words led at {quoted(token(reading.texts[position]))}, at any layer?",
            _answer(found, reading.score),
        ),
    )


def _answer(found: LeadingWords, score: str) -> str:
    last = len(found.scores) - 1
    passing = [k for k, led in enumerate(found.led) if last not in led]
    if not passing:
        return f"One word leads at the end, and no other that is shown led before; {score} by layer"
    best = max(passing, key=lambda k: found.scores[found.led[k], k].max())
    most = found.scores[found.led[best], best].max()
    more = f"; {found.left_out} more that led are left out" if found.left_out else ""
    return (
        f"{quoted(token(found.words[best]))} led at {words.layers(found.led[best]).lower()} (up to "
        f"{number(float(most))}) and not at the end{more}"
    )


def leading_words_frame(found: LeadingWords, score: str) -> pd.DataFrame:
    """List layer, word, whether it was the best there, and its score."""
    rows = [
        {"layer": layer, "word": word, "led": layer in led, score: round(float(value), 5)}
        for word, led, column in zip(found.words, found.led, found.scores.T, strict=True)
        for layer, value in enumerate(column)
    ]
    return pd.DataFrame(rows)


def _names(found: list[str]) -> list[str]:
    """Name words as cells show them, and number those that look alike."""
    shown = [token(word) for word in found]
    return [
        f"{name} ({shown[:i].count(name) + 1})" if shown.count(name) > 1 else name
        for i, name in enumerate(shown)
    ]
