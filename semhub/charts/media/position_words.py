"""One position of a picture or a sound: its best words at every layer; one word over layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from semhub.charts.lens.faded import faded, floor_tooltip
from semhub.charts.palette import BLUE, FAINT, GREY, INK, ORANGE, VERMILLION
from semhub.charts.series import Series, domain_of, lines
from semhub.charts.style import (
    AXIS_ROOM,
    LABEL,
    LEGEND_ROOM,
    TITLE_ROOM,
    layer_axis,
    title,
    value_axis,
)
from semhub.charts.text_format import number, token
from semhub.lenses.kinds import KINDS
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.result import Reading

CELL = 34
TRACK_HEIGHT = 210 + TITLE_ROOM + AXIS_ROOM + 2 * LEGEND_ROOM


def position_words(reading: Reading, position: int, layer: int, place: str) -> alt.LayerChart:
    """Draw the position's best words, layers from left to right, the best word on top.

    layer: the one that gets a frame. place: the position's name.
    """
    floor, claimed = reading.floor, reading.claimed[:, position]
    near, method = reading.neighbours, KINDS[reading.kind].method
    rows = [
        {
            "layer": k,
            "rank": rank + 1,
            "word": word,
            "shown": token(word),
            "score": round(float(reading.scores[k, position, rank]), 4),
            "claimed": bool(claimed[k, rank]),
            **({"floor": round(float(floor.cells[k, position, rank]), 4)} if floor else {}),
            "in": near.sentences[k][position][rank] if near else "",
        }
        for k, cells in enumerate(reading.words)
        for rank, word in enumerate(cells[position])
    ]
    frame = pd.DataFrame(rows)
    frame["tint"] = frame["score"].where(frame["claimed"], 0)
    ranks = int(frame["rank"].max())
    base = alt.Chart(frame).encode(
        x=alt.X("layer:O", axis=layer_axis(len(reading.words)), scale=alt.Scale(padding=0)),
        y=alt.Y("rank:O", axis=value_axis("rank", grid=False), scale=alt.Scale(padding=0)),
        tooltip=[
            alt.Tooltip("word:N", title="reads as"),
            alt.Tooltip("score:Q", title=reading.score, format=".3f"),
            *floor_tooltip(reading.floor and reading.floor.called),
            *([alt.Tooltip("in:N", title="in")] if near else []),
            alt.Tooltip("layer:O"),
        ],
    )
    cells = base.mark_rect(fill=BLUE, stroke="gray", strokeOpacity=0.25).encode(
        fillOpacity=alt.FillOpacity(
            "tint:Q", scale=alt.Scale(domain=[0, 1], range=[0.03, 0.75], clamp=True), legend=None
        )
    )
    text = base.mark_text(
        fontSize=LABEL - 1,
        limit=alt.ExprRef("bandwidth('x') - 4"),
        color=alt.ExprRef(f"datum.tint > 0.7 ? 'white' : {INK}"),
        opacity=alt.ExprRef(f"datum.claimed ? 1 : {FAINT}"),
    ).encode(text=alt.Text("shown:N"))
    here = pd.DataFrame({"layer": [layer] * ranks, "rank": range(1, ranks + 1)})
    framed = (
        alt.Chart(here)
        .mark_rect(filled=False, stroke=alt.ExprRef(INK), strokeWidth=2, tooltip=None)
        .encode(x=alt.X("layer:O"), y=alt.Y("rank:O"))
    )
    return alt.layer(cells, text, framed).properties(
        height=CELL * ranks + TITLE_ROOM + AXIS_ROOM,
        title=title(
            f"What does it read as at {place}?",
            f"By {method}; deeper colour: higher {reading.score}{faded(reading)}",
        ),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def tracked_curve(reading: Reading, word: str, places: list[str], noun: str) -> alt.LayerChart:
    """Draw a word's highest score and its mean over all positions, layer by layer.

    places: what each position is called. noun: what all of them are ("patch", "frame").
    """
    found = reading.tracked[word]
    strongest, average = found.max(axis=1), found.mean(axis=1)
    shown = [
        Series(f"at the {noun} where it is strongest", VERMILLION),
        Series(f"on average over all of them ({len(places)})", GREY, dashed=True),
    ]
    values = [strongest, average]
    if reading.floor:
        shown.append(Series(f"in {reading.floor.called}, at most", ORANGE, dashed=True))
        values.append(reading.floor.tracked[word])
    # One below the other: the chart stands in a narrow column, and two would be cut off.
    drawn = lines(shown, values, axis=reading.score, domain=domain_of(*values), columns=1)
    return alt.layer(drawn).properties(
        height=TRACK_HEIGHT,
        title=title(
            f"Where does {quoted(word)} light up?",
            _most(reading, word, places),
        ),
    )


def _most(reading: Reading, word: str, places: list[str]) -> str:
    at = reading.strongest(word)
    if at is None:
        return f"Nowhere stronger than in {reading.floor.called}"
    layer, best = at
    return (
        f"Most at {places[best]}, layer {layer}: {reading.score} "
        f"{number(float(reading.tracked[word][at]))}"
    )
