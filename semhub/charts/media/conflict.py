"""Which wins, the item or the text that contradicts it: two words' race over the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.palette import BLUE, GREEN, GREY, ORANGE, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.style import ink
from semhub.charts.text_format import layers
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.experiments.conflict import Conflict

NOUNS = {"image": "picture", "audio": "sound"}
"""Modality -> what an item of it is called."""


def conflict_curve(result: Conflict) -> alt.LayerChart:
    """Draw the log-odds of the item's word over the text's, beside their controls; above the line
    the item is ahead."""
    noun = NOUNS[result.sense]
    names = {
        "contest": Series(f"the {noun} and a text that contradicts", BLUE),
        "agreement": Series(f"the {noun} and a text that agrees", GREEN),
        "item_alone": Series(f"the {noun} alone", GREY, dashed=True),
        "text_alone": Series("the contradicting text alone", ORANGE, dashed=True),
    }
    chart = series_curve(
        [(series, result.curves[name]) for name, series in names.items()],
        question=f"Which wins: the {noun} or the text?",
        answer=conflict_answer(result),
        axis=f"log-odds of the {noun}'s word",
        columns=2,
    )
    even = alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(
        color=ink(), opacity=0.6, tooltip=None
    )
    return chart + even.encode(y=alt.Y("value:Q"))


def race_curve(result: Conflict) -> alt.LayerChart:
    """Draw the log-probability of both words behind the contradiction."""
    noun = NOUNS[result.sense]
    (own, other), several = result.words[0], result.n > 1
    names = (f"the {noun}'s word", "the text's word") if several else (quoted(own), quoted(other))
    return series_curve(
        [(Series(names[0], BLUE), result.own), (Series(names[1], VERMILLION), result.other)],
        question="How do the two words race?",
        answer=conflict_answer(result),
        axis="log-probability",
        columns=2,
    )


def conflict_answer(result: Conflict) -> str:
    """State which wins, and where, or why nothing is claimed."""
    noun = NOUNS[result.sense]
    if not result.has_interval:
        contest = result.curves["contest"].value
        best = int(contest.argmax())
        agreeing = result.curves["agreement"].value[best]
        return (
            f"The {noun}'s word stands best at layer {best}, at {contest[best]:+.2f} nats behind "
            f"the contradiction and {agreeing:+.2f} behind a text that agrees; {_count(result)}: "
            "no interval, so no evidence yet"
        )
    read, unread = result.moves("item"), f"moves the answer at no layer over {_count(result)}"
    if not read and not result.moves("text"):
        return f"Neither the {noun} nor the text {unread}, so nothing wins"
    if not read:
        return f"The {noun} {unread}, so there is no contest to win"
    if not result.moves("text"):
        return f"The text {unread}, so there is no contest to win"
    item, text = result.won("item"), result.won("text")
    if not item and not text:
        return f"Both move the answer, and neither clearly wins at any layer over {_count(result)}"
    won = [(f"the {noun}", item), ("the text", text)]
    said = "; ".join(f"{layers(at)}: {name} wins" for name, at in won if at)
    return f"{said}; over {_count(result)}"


def _count(result: Conflict) -> str:
    noun = NOUNS[result.sense]
    return f"{result.n} {noun}s" if result.n > 1 else f"one {noun}"
