"""Words at patches: those of the picture's own caption, and the colour that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.palette import BLUE, GREEN, GREY, INK
from semhub.charts.series import HEIGHT, Series, domain_of, lines, series_curve
from semhub.charts.style import AXIS_ROOM, LABEL, TITLE_ROOM, layer_axis, title, value_axis
from semhub.charts.text_format import number
from semhub.experiments.word_measure import AXIS
from semhub.lenses.kinds import KINDS

if TYPE_CHECKING:
    from semhub.experiments.patch_words import ColourReading, NounContrast

CELL = 36
QUESTION = "Do the patches say the words of their own caption?"
COLOUR_AXIS = {"probability": AXIS["log-probability"], "cosine": AXIS["cosine"]}
"""What is averaged, by the score of the lens."""
LEAD = "a picture's own words lead"


def noun_curve(
    result: NounContrast,
    own: str,
    other: str,
    *,
    question: str = QUESTION,
    lead: str = LEAD,
    counted: str = "pictures",
) -> alt.LayerChart:
    """Draw how strongly patches read as words of their own caption, and of another.

    own, other: what the two kinds of words are called. lead, counted: what leads, among what.
    """
    shown = [Series(own, BLUE), Series(other, GREY, dashed=True)]
    bands = [result.own, result.other]
    axis, answer = AXIS[result.measure], noun_answer(result, lead, counted)
    if np.isfinite(result.own.low).all():
        return series_curve(
            list(zip(shown, bands, strict=True)),
            question=question, answer=answer, axis=axis, columns=2,
        )  # fmt: skip
    values = [band.value for band in bands]
    drawn = lines(shown, values, axis=axis, domain=domain_of(*values))
    return alt.layer(drawn).properties(height=HEIGHT, title=title(question, answer))


def best_layer(result: NounContrast) -> int:
    """Return the layer at which the own words lead most; of shares of positions, at which theirs is
    largest."""
    if result.measure == "first":
        return int(np.argmax(result.own.value))
    return int(np.argmax(result.own.value - result.other.value))


def noun_answer(result: NounContrast, lead: str = LEAD, counted: str = "pictures") -> str:
    best = best_layer(result)
    if result.measure == "first":
        own = result.own
        return (
            f"Layer {best}: at {number(own.value[best])} [{number(own.low[best])}, "
            f"{number(own.high[best])}] of positions, and the other word at "
            f"{number(result.other.value[best])}; {result.n} {counted}"
        )
    if result.n == 1:
        apart = result.own.value[best] - result.other.value[best]
        if apart <= 0:
            return "One picture: its own words lead at no layer"
        return f"One picture: its own words lead by {number(apart)} at most, at layer {best}"
    ahead = result.ahead
    return (
        f"Layer {best}: {lead} in {number(ahead.value[best])} "
        f"[{number(ahead.low[best])}, {number(ahead.high[best])}] of {result.n} {counted}; chance "
        "0.50"
    )


def colour_grid(result: ColourReading) -> alt.LayerChart:
    """Draw which colour word is preferred: a row for each colour shown, a column for each layer.

    A cell is tinted where the preferred word is the right one.
    """
    preferred, axis = result.preferred, COLOUR_AXIS[KINDS[result.kind].score]
    frame = pd.DataFrame(
        [
            {
                "layer": layer,
                "row": row,
                "shown": result.names[row],
                "preferred": result.names[preferred[layer, row]],
                "right": bool(preferred[layer, row] == row),
                "score": round(float(result.scores[layer, row, row]), 4),
            }
            for layer in range(len(preferred))
            for row in range(len(result.names))
        ]
    )
    base = alt.Chart(frame).encode(
        x=alt.X("layer:O", axis=layer_axis(len(preferred)), scale=alt.Scale(padding=0)),
        y=alt.Y(
            "shown:N",
            scale=alt.Scale(domain=result.names, padding=0),
            axis=value_axis("shown", grid=False),
        ),
        tooltip=[
            alt.Tooltip("shown:N"),
            alt.Tooltip("preferred:N"),
            alt.Tooltip("score:Q", title=f"{axis} of the right word", format=".3f"),
            alt.Tooltip("layer:O"),
        ],
    )
    cells = base.mark_rect(stroke="gray", strokeOpacity=0.25, fill=GREEN).encode(
        opacity=alt.condition("datum.right", alt.value(0.45), alt.value(0.03))
    )
    text = base.mark_text(
        fontSize=LABEL - 1, limit=alt.ExprRef("bandwidth('x') - 4"), color=alt.ExprRef(INK)
    ).encode(text=alt.Text("preferred:N"))
    return alt.layer(cells, text).properties(
        height=CELL * len(result.names) + TITLE_ROOM + AXIS_ROOM,
        title=title("Which colour do the patches of a plain colour say?", colour_answer(result)),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def colour_answer(result: ColourReading) -> str:
    right, n = result.right, len(result.names)
    best = int(right.value.argmax())
    return (
        f"Right for {round(right.value[best] * n)} of {n} at layer {best}, the best one "
        f"[{number(right.low[best])}, {number(right.high[best])}]; chance {number(1 / n)}"
    )
