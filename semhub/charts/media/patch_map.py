"""The picture, with the word that each of its patches reads as drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.lens.faded import faded, floor_tooltip, nothing_read
from semhub.charts.media.picture import link_of
from semhub.charts.palette import FAINT, INK, VERMILLION
from semhub.charts.style import LABEL, TITLE_ROOM, title
from semhub.charts.text_format import model, number, token
from semhub.lenses.kinds import KINDS
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.result import Reading
    from semhub.states.positions import PositionStates

HEIGHT, WIDTH = 620, 760
"""Pixels: the most that the chart takes of a page's height; and the width that a picture is given
room for, between those of the column that it stands in on a laptop and on a projector, since how
wide a page is cannot be known here."""

PICK = "patch"
"""Name of the selection: a click on a patch picks its position."""

COARSE = 128
"""Pixels of a picture's longer side, up to which its pixels are drawn with sharp edges."""

ROOM_FOR_A_WORD = 40
"""Pixels of a cell's side, below which its word is shown on hover alone."""


def patch_map(
    positions: PositionStates,
    reading: Reading,
    boxes: np.ndarray,
    layer: int,
    *,
    chosen: int | None,
    tracked: str | None = None,
    near: str = "",
) -> alt.LayerChart:
    """Draw the picture, and over each patch the best word that it reads as.

    boxes: (positions, 4) of each position, as a model's `boxes` gives them. chosen: the position
    that gets a frame, if one does. tracked: the word by whose score cells are tinted. near: a
    sentence of how near the picture's caption is, for the subtitle. Words that are no stronger than
    in empty pictures are grey and faint, where the reading has a floor.

    Both scales of the plot have the same pixels for each unit, so that the picture is not
    stretched.
    """
    height, width = positions.item.pixels.shape[:2]
    sides = np.array([width, height, width, height])
    whole = np.vstack([boxes * sides, [[0, 0, width, height]]])
    left, top = whole[:, 0].min(), whole[:, 1].min()
    across, down = whole[:, 2].max() - left, whole[:, 3].max() - top
    frame = _frame(positions, reading, boxes * sides, layer, tracked)
    fit = f"min(width/{across}, height/{down})"
    x = alt.Scale(domain=[left, left + across], range=[0, alt.ExprRef(f"{across}*{fit}")],
                  nice=False, zero=False)  # fmt: skip
    y = alt.Scale(domain=[top, top + down], range=[0, alt.ExprRef(f"{down}*{fit}")],
                  nice=False, zero=False)  # fmt: skip
    seen = pd.DataFrame(
        {"x": [width / 2], "y": [height / 2], "link": [link_of(positions.item.pixels)]}
    )
    picture = (
        alt.Chart(seen)
        .mark_image(
            width=alt.ExprRef(f"{width}*{fit}"),
            height=alt.ExprRef(f"{height}*{fit}"),
            aspect=False,
            smooth=max(width, height) > COARSE,
            tooltip=None,
        )
        .encode(
            x=alt.X("x:Q", scale=x, axis=None),
            y=alt.Y("y:Q", scale=y, axis=None),
            url=alt.Url("link"),
        )
    )
    base = alt.Chart(frame)
    place = {
        "x": alt.X("left:Q", scale=x, axis=None), "x2": alt.X2("right:Q"),
        "y": alt.Y("top:Q", scale=y, axis=None), "y2": alt.Y2("bottom:Q"),
    }  # fmt: skip
    cells = base.mark_rect(
        cursor="pointer",
        stroke="gray",
        strokeOpacity=0.6,
        fill=VERMILLION if tracked else alt.ExprRef("background"),
    ).encode(
        **place,
        fillOpacity=alt.FillOpacity(
            "strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.02, 0.8]), legend=None
        ),
        tooltip=_tooltip(reading, tracked),
    )
    pick = alt.selection_point(
        name=PICK, fields=["position"], on="click", empty=False, toggle=False
    )
    framed = (
        base.transform_filter(f"datum.position === {-1 if chosen is None else chosen}")
        .mark_rect(filled=False, stroke=alt.ExprRef(INK), strokeWidth=4, tooltip=None, aria=False)
        .encode(**place)
    )
    parts = [picture, cells.add_params(pick), framed, *_words(frame, fit, x, y, reading, tracked)]
    told = _answer(reading, positions, layer, tracked)
    return alt.layer(*parts).properties(
        height=min(HEIGHT, TITLE_ROOM + round(WIDTH * down / across)),
        title=title(
            question(reading, layer),
            [near, told] if near else told,
        ),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def question(reading: Reading, layer: int) -> str:
    return f"What does {model(reading.model)} see at layer {layer}?"


def _words(frame: pd.DataFrame, fit: str, x, y, reading: Reading, tracked) -> list[alt.Chart]:
    """Draw each cell's word twice: an edge in the background's colour, so that it can be read on
    any picture, and the letters."""
    cell = f"(datum.right - datum.left)*{fit}"
    tall = f"(datum.bottom - datum.top)*{fit}"
    size = f"min({LABEL + 2}, max(9, {cell}/5))"
    base = alt.Chart(frame).encode(
        x=alt.X("middle:Q", scale=x, axis=None),
        y=alt.Y("centre:Q", scale=y, axis=None),
        text=alt.Text("shown:N"),
        tooltip=_tooltip(reading, tracked),
    )
    style = {
        "fontSize": alt.ExprRef(size),
        "fontWeight": 600,
        "limit": alt.ExprRef(f"{cell} - 4"),
        "cursor": "pointer",
        "opacity": alt.ExprRef(
            f"min({cell}, 2*{tall}) < {ROOM_FOR_A_WORD} ? 0 : datum.claimed ? 1 : {FAINT}"
        ),
    }
    edge = base.transform_filter("datum.claimed").mark_text(
        **style, fill=alt.ExprRef("background"), stroke=alt.ExprRef("background"), strokeWidth=5,
        strokeJoin="round", strokeOpacity=0.85,
    )  # fmt: skip
    return [edge, base.mark_text(**style, color=alt.ExprRef(INK))]


def _frame(
    positions: PositionStates, reading: Reading, boxes: np.ndarray, layer: int, tracked: str | None
) -> pd.DataFrame:
    best = [cell[0] for cell in reading.words[layer]]
    frame = pd.DataFrame(boxes.round(2), columns=["left", "top", "right", "bottom"]).assign(
        position=range(len(boxes)),
        place=positions.places,
        word=best,
        shown=[token(word) for word in best],
        score=reading.scores[layer, :, 0].round(4),
    )
    frame["claimed"] = reading.claimed[layer, :, 0]
    if reading.floor:
        frame["floor"] = reading.floor.cells[layer, :, 0].round(4)
    frame["middle"] = (frame["left"] + frame["right"]) / 2
    frame["centre"] = (frame["top"] + frame["bottom"]) / 2
    if tracked is None:
        return frame.assign(strength=0.15)
    found = reading.tracked[tracked]
    strength = np.where(reading.above(tracked), _strength(found), 0)
    return frame.assign(tracked=found[layer].round(4), strength=strength[layer])


def _strength(found: np.ndarray) -> np.ndarray:
    """Scale scores from 0, the lowest of all layers and patches, to 1, the highest; cosines below
    zero count as 0."""
    high = found.max()
    return np.clip(found, 0, None) / high if high > 0 else np.zeros_like(found)


def _answer(reading: Reading, positions: PositionStates, layer: int, tracked: str | None) -> str:
    if tracked is None:
        how = KINDS[reading.kind].method
        return (
            nothing_read(reading, layer)
            or f"On each patch: what its state reads as, by {how}{faded(reading)}"
        )
    if not reading.above(tracked)[layer].any():
        return f"{quoted(tracked)} is at no patch stronger than in {reading.floor.called}"
    found = reading.tracked[tracked][layer]
    best = int(found.argmax())
    return (
        f"Tinted: {quoted(tracked)}; most at {positions.places[best]}, {reading.score} "
        f"{number(float(found[best]))}"
    )


def _tooltip(reading: Reading, tracked: str | None) -> list[alt.Tooltip]:
    own = [alt.Tooltip("tracked:Q", title="tracked word", format=".3f")] if tracked else []
    return [
        alt.Tooltip("word:N", title="reads as"),
        alt.Tooltip("score:Q", title=reading.score, format=".3f"),
        *floor_tooltip(reading.floor and reading.floor.called),
        *own,
        alt.Tooltip("place:N", title="at"),
    ]
