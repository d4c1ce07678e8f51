"""The picture itself, with what each of its patches reads as laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts.lens.faded import faded, floor_tooltip, nothing_read
from semhub.charts.media.picture import link_of
from semhub.charts.palette import FAINT, INK, VERMILLION
from semhub.charts.style import LABEL, TITLE_ROOM, title
from semhub.charts.text_format import number, token
from semhub.quoting import quoted

if TYPE_CHECKING:
    from semhub.lenses.gloss import Gloss
    from semhub.states.positions import Sensed

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
    sensed: Sensed,
    gloss: Gloss,
    boxes: np.ndarray,
    layer: int,
    *,
    chosen: int,
    tracked: str | None = None,
) -> alt.LayerChart:
    """boxes: (span, 4) of each position, as a model's `boxes` gives them. chosen: the position
    that gets a frame. tracked: the word by whose score cells are tinted. Words that are no stronger
    than in empty pictures are grey and faint, where the gloss has a floor.

    The plot's scales take the same pixels a share on both sides, so that the picture keeps its
    form whatever the chart's.
    """
    height, width = sensed.item.pixels.shape[:2]
    sides = np.array([width, height, width, height])
    whole = np.vstack([boxes * sides, [[0, 0, width, height]]])
    left, top = whole[:, 0].min(), whole[:, 1].min()
    across, down = whole[:, 2].max() - left, whole[:, 3].max() - top
    frame = _frame(sensed, gloss, boxes * sides, layer, tracked)
    fit = f"min(width/{across}, height/{down})"
    x = alt.Scale(domain=[left, left + across], range=[0, alt.ExprRef(f"{across}*{fit}")],
                  nice=False, zero=False)  # fmt: skip
    y = alt.Scale(domain=[top, top + down], range=[0, alt.ExprRef(f"{down}*{fit}")],
                  nice=False, zero=False)  # fmt: skip
    seen = pd.DataFrame(
        {"x": [width / 2], "y": [height / 2], "link": [link_of(sensed.item.pixels)]}
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
        .encode(x=alt.X("x:Q", scale=x, axis=None), y=alt.Y("y:Q", scale=y, axis=None), url="link")
    )
    base = alt.Chart(frame)
    place = {
        "x": alt.X("left:Q", scale=x, axis=None), "x2": "right:Q",
        "y": alt.Y("top:Q", scale=y, axis=None), "y2": "bottom:Q",
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
        tooltip=_tooltip(gloss, tracked),
    )
    pick = alt.selection_point(
        name=PICK, fields=["position"], on="click", empty=False, toggle=False
    )
    framed = (
        base.transform_filter(f"datum.position === {chosen}")
        .mark_rect(filled=False, stroke=alt.ExprRef(INK), strokeWidth=4, tooltip=None)
        .encode(**place)
    )
    parts = [picture, cells.add_params(pick), framed, *_words(frame, fit, x, y, gloss, tracked)]
    return alt.layer(*parts).properties(
        height=min(HEIGHT, TITLE_ROOM + round(WIDTH * down / across)),
        title=title(
            f"What do its patches read as at layer {layer}?", _answer(gloss, sensed, layer, tracked)
        ),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def _words(frame: pd.DataFrame, fit: str, x, y, gloss: Gloss, tracked) -> list[alt.Chart]:
    """Each cell's word, twice: an edge in the background's colour, so that it can be read on any
    picture, and the letters."""
    cell = f"(datum.right - datum.left)*{fit}"
    tall = f"(datum.bottom - datum.top)*{fit}"
    size = f"min({LABEL + 2}, max(9, {cell}/5))"
    base = alt.Chart(frame).encode(
        x=alt.X("middle:Q", scale=x, axis=None),
        y=alt.Y("centre:Q", scale=y, axis=None),
        text="shown:N",
        tooltip=_tooltip(gloss, tracked),
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
    sensed: Sensed, gloss: Gloss, boxes: np.ndarray, layer: int, tracked: str | None
) -> pd.DataFrame:
    best = [cell[0] for cell in gloss.words[layer]]
    frame = pd.DataFrame(boxes.round(2), columns=["left", "top", "right", "bottom"]).assign(
        position=range(len(boxes)),
        place=sensed.places,
        word=best,
        shown=[token(word) for word in best],
        score=gloss.scores[layer, :, 0].round(4),
    )
    frame["claimed"] = gloss.claimed[layer, :, 0]
    if gloss.floor:
        frame["floor"] = gloss.floor.cells[layer, :, 0].round(4)
    frame["middle"] = (frame["left"] + frame["right"]) / 2
    frame["centre"] = (frame["top"] + frame["bottom"]) / 2
    if tracked is None:
        return frame.assign(strength=0.15)
    found = gloss.tracked[tracked]
    strength = np.where(gloss.above(tracked), _strength(found), 0)
    return frame.assign(tracked=found[layer].round(4), strength=strength[layer])


def _strength(found: np.ndarray) -> np.ndarray:
    """From 0, the lowest of all layers and patches, to 1, the highest; of cosines, those below
    zero are nothing."""
    high = found.max()
    return np.clip(found, 0, None) / high if high > 0 else np.zeros_like(found)


def _answer(gloss: Gloss, sensed: Sensed, layer: int, tracked: str | None) -> str:
    if tracked is None:
        how = "nearest words in context" if gloss.kind == "neighbours" else "logit lens"
        return nothing_read(gloss, layer) or f"Each by {how}{faded(gloss)}"
    if not gloss.above(tracked)[layer].any():
        return f"{quoted(tracked)} is at no patch stronger than in {gloss.floor.called}"
    found = gloss.tracked[tracked][layer]
    best = int(found.argmax())
    return (
        f"Tinted: {quoted(tracked)}; most at {sensed.places[best]}, {gloss.score} "
        f"{number(float(found[best]))}"
    )


def _tooltip(gloss: Gloss, tracked: str | None) -> list[alt.Tooltip]:
    own = [alt.Tooltip("tracked:Q", title="tracked word", format=".3f")] if tracked else []
    return [
        alt.Tooltip("word:N", title="reads as"),
        alt.Tooltip("score:Q", title=gloss.score, format=".3f"),
        *floor_tooltip(gloss.floor and gloss.floor.called),
        *own,
        alt.Tooltip("place:N", title="at"),
    ]
