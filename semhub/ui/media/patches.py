"""The look of a picture: its patches with their words, one word everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media import patch_map as map_chart
from semhub.charts.media.patch_map import patch_map
from semhub.charts.media.position_words import tracked_curve
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media.answer import Look
from semhub.ui.media.picture import PICTURES
from semhub.ui.shared import cached, first, messages
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.figure import figure

if TYPE_CHECKING:
    import altair as alt
    import numpy as np

    from semhub.inputs import Image
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.position import Cursor, Read

SHARES = (0.6, 0.4)
"""Of the width, for the picture and for its captions."""


def _map(
    model: Model, positions: PositionStates, read: Read, at: Cursor, framed: bool, near: str
) -> alt.LayerChart | None:  # fmt: skip
    boxes = _boxes(model, positions)
    if boxes is None:
        return None
    return drawn(
        patch_map, positions, read.reading, boxes, at.layer, chosen=at.position if framed else None,
        tracked=read.word, near=near,
    )  # fmt: skip


def _boxes(model: Model, positions: PositionStates) -> np.ndarray | None:
    if positions.grid is None:
        return None
    return _boxes_of(model, positions.item.pixels.shape, positions.item)


@cached.resource
def _boxes_of(model: Model, shape: tuple, _item: Image) -> np.ndarray | None:
    """Where positions lie depends on a picture's shape alone."""
    return model.boxes(_item)


def _list(read: Reading, layer: int, names: Sequence[str]) -> None:
    messages.info(
        f"{read.model} does not cut this picture into a single grid, so its positions are listed "
        "in order. Words in parentheses are no stronger than in an empty picture."
    )
    words = [
        " · ".join(
            word.strip() if claimed else f"({word.strip()})"
            for word, claimed in zip(*cell, strict=True)
        )
        for cell in zip(read.words[layer], read.claimed[layer], strict=True)
    ]
    frame = pd.DataFrame({"position": names, "reads as": words})
    st.dataframe(frame, hide_index=True, height=480, alt="The best words of every position")


def _lay_out(
    chart: Callable[[], None], captions: Callable[[], None], _positions: PositionStates
) -> None:
    left, right = st.columns(SHARES, gap="medium")
    with left:
        chart()
    with right:
        captions()


def _says(_positions: PositionStates) -> str:
    return (
        "Each word is the one nearest to its patch; a faint one is no nearer than in an empty "
        "picture. Click a patch for more."
    )


def _track(read: Reading, word: str, _layer: int, positions: PositionStates) -> None:
    curve = drawn(tracked_curve, read, word, positions.places, LOOK.place)
    figure(curve, "image_tracked", f"{quoted(word)} by layer")
    places.strongest_button(PICTURES, "Show it there", read, word)


LOOK = Look(
    sense=PICTURES,
    place=map_chart.PICK,
    called="The picture and its words",
    question=map_chart.question,
    chart=_map,
    instead=_list,
    height=first.CHART + 24,
    lay_out=_lay_out,
    says=_says,
    track=_track,
)
