"""The patch map: the picture with its words, one patch at every layer, one word everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media import patch_map as map_chart
from semhub.charts.media.patch_map import patch_map
from semhub.charts.media.position_words import tracked_curve
from semhub.lenses.kinds import AT_POSITIONS
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media.picture import PICTURES
from semhub.ui.shared import cached
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    import altair as alt
    import numpy as np

    from semhub.inputs import Image
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.position import Cursor
    from semhub.ui.media.sense import Selection

PATCH = "patch"
CALLED = "The picture and its words"


@st.fragment
def patches(model: Model, selection: Selection, positions: PositionStates) -> None:
    """Draw the section; a fragment, so that another layer or patch does not run the whole page."""
    with faults():
        _patches(model, selection, positions)


def _patches(model: Model, selection: Selection, positions: PositionStates) -> None:
    names, boxes = positions.places, _boxes(model, positions)
    wide, narrow = st.columns([0.58, 0.42], gap="medium")
    with narrow:
        slots = [st.container() for _ in range(4)]
        at = places.cursor(PICTURES, model, names, PATCH, map_chart.PICK, slots)
        st.caption(AT_POSITIONS[at.kind])

        def draw(read: Reading, word: str | None) -> None:
            if boxes is not None:
                st.altair_chart(_map(positions, read, boxes, at, word), alt=CALLED)

        read, word = places.read_with_floor(model, selection.chosen, positions, at, wide, draw)
        if word:
            _track(read, word, names)
    with wide:
        if boxes is None:
            _list(read, at.layer, names)
        else:
            chart = _map(positions, read, boxes, at, word)
            key = places.keys(PICTURES).chart
            st.altair_chart(chart, key=key, on_select="rerun", alt=CALLED)
            footer(
                "Click a patch for its words. Faded words are no stronger than in an empty "
                "picture. The grid is the model's own: one cell for each position that it reads.",
                "semhub-patches", chart, read.to_position_dict(),
            )  # fmt: skip
    places.words_of_one(PICTURES, read, at, names[at.position], PATCH)


def _map(
    positions: PositionStates, read: Reading, boxes: np.ndarray, at: Cursor, word: str | None
) -> alt.LayerChart:
    return patch_map(positions, read, boxes, at.layer, chosen=at.position, tracked=word)


def _track(read: Reading, word: str, names: list[str]) -> None:
    curve = tracked_curve(read, word, names, PATCH)
    st.altair_chart(curve, key="image_tracked", alt=f"{quoted(word)} by layer")
    places.strongest_button(PICTURES, "Show it there", read, word)


def _boxes(model: Model, positions: PositionStates) -> np.ndarray | None:
    if positions.grid is None:
        return None
    return _boxes_of(model, positions.item.pixels.shape, positions.item)


@cached.resource(max_entries=64)
def _boxes_of(model: Model, shape: tuple, _item: Image) -> np.ndarray | None:
    """Where positions lie depends on a picture's shape alone."""
    return model.boxes(_item)


def _list(read: Reading, layer: int, names: list[str]) -> None:
    st.info(
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
