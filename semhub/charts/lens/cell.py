"""One cell of the lens in full: its ten best words with their probabilities or cosines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, apart, ink, title
from semhub.charts.text_format import isolated, token
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.result import Reading

BAR = 27


def top_words(reading: Reading, layer: int, position: int) -> alt.LayerChart:
    """Draw a bar for each of the best words; a token that is part of a character says so."""
    frame = top_frame(reading, layer, position)
    labels, score = apart(frame["word"].tolist()), reading.score
    sentence = [alt.Tooltip("sentence:N", title="as in")] if "sentence" in frame else []
    base = alt.Chart(frame.assign(label=labels)).encode(
        y=alt.Y(
            "label:N",
            scale=alt.Scale(domain=labels),
            axis=alt.Axis(
                title=None, labelLimit=260, labelFontSize=LABEL + 1, labelOverlap=False
            ),
        ),
        x=alt.X(
            f"{score}:Q",
            stack=None,
            scale=alt.Scale(domain=[min(0, frame[score].min()), 1]),
            axis=alt.Axis(
                title=score, tickCount=5, labelFontSize=LABEL, titleFontSize=LABEL
            ),
        ),
        tooltip=[alt.Tooltip("word:N"), alt.Tooltip(f"{score}:Q", format=".4f"), *sentence],
    )  # fmt: skip
    number = base.mark_text(align="left", dx=6, fontSize=LABEL, color=ink()).encode(
        text=alt.Text(f"{score}:Q", format=".3f")
    )
    at = token(reading.texts[position])
    return alt.layer(base.mark_bar(color=BLUE), number).properties(
        height=BAR * len(frame) + TITLE_ROOM + AXIS_ROOM,
        title=title("What else?", f"Layer {layer}, position {position + 1} ({quoted(at)})"),
    )


def top_frame(reading: Reading, layer: int, position: int) -> pd.DataFrame:
    """List rank, word and score of the best words of one cell, with the token.

    Neighbours have no token, but how many of the nearest states are of that word, and the sentence
    of the nearest one.
    """
    words, found = reading.words[layer][position], reading.neighbours
    about = (
        {"token": reading.tokens[layer, position]}
        if found is None
        else {
            "count": found.counts[layer, position],
            "sentence": found.sentences[layer][position],
        }
    )
    return pd.DataFrame(
        {
            "rank": range(1, len(words) + 1),
            "word": [_readable(word) for word in words],
            **about,
            reading.score: np.round(reading.scores[layer, position].astype(float), 5),
        }
    )


def _readable(word: str) -> str:
    """Write a word in full, with a visible space in front."""
    return isolated(word.replace("\n", "⏎").replace("\t", "⇥")) if word.strip() else token(word)
