"""The patch map: the picture with its words, one patch at every layer, one word everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.media import patch_map as map_chart
from semhub.charts.media.patch_map import patch_map
from semhub.charts.media.position_words import tracked_curve
from semhub.quoting import quoted
from semhub.ui.media import position as places
from semhub.ui.media import reading
from semhub.ui.media.picture import PICTURES
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    import altair as alt
    import numpy as np

    from semhub.lenses.gloss import Gloss
    from semhub.models.protocol import Model
    from semhub.states.positions import Sensed
    from semhub.ui.media.position import Cursor
    from semhub.ui.media.sense import Given

PATCH = "patch"
CALLED = "The picture and its words"


@st.fragment
def patches(model: Model, given: Given, sensed: Sensed) -> None:
    """Draw the section; a fragment, so that another layer or patch costs no page."""
    with faults():
        _patches(model, given, sensed)


def _patches(model: Model, given: Given, sensed: Sensed) -> None:
    names, boxes = sensed.places, _boxes(model, sensed)
    wide, narrow = st.columns([0.58, 0.42], gap="medium")
    with narrow:
        slots = [st.container() for _ in range(4)]
        at = places.cursor(PICTURES, model, names, PATCH, map_chart.PICK, slots)
        st.caption(reading.SAYS[at.kind])

        def draw(gloss: Gloss, word: str | None) -> None:
            if boxes is not None:
                st.altair_chart(_map(sensed, gloss, boxes, at, word), alt=CALLED)

        gloss, word = places.glossed(model, given.chosen, sensed, at, wide, draw)
        if word:
            _track(gloss, word, names)
    with wide:
        if boxes is None:
            _list(gloss, at.layer, names)
        else:
            chart = _map(sensed, gloss, boxes, at, word)
            key = places.keys(PICTURES).chart
            st.altair_chart(chart, key=key, on_select="rerun", alt=CALLED)
            footer(
                "Click a patch for its words. Faded: no stronger than what an empty picture reads "
                "as. The grid is the model's own: one cell a position that it reads.",
                "semhub-patches", chart, gloss.to_dict(),
            )  # fmt: skip
    places.words_of_one(PICTURES, gloss, at, names[at.position], PATCH)


def _map(
    sensed: Sensed, gloss: Gloss, boxes: np.ndarray, at: Cursor, word: str | None
) -> alt.LayerChart:
    return patch_map(sensed, gloss, boxes, at.layer, chosen=at.position, tracked=word)


def _track(gloss: Gloss, word: str, names: list[str]) -> None:
    curve = tracked_curve(gloss, word, names, PATCH)
    st.altair_chart(curve, key="image_tracked", alt=f"{quoted(word)} by layer")
    places.strongest_button(PICTURES, "Show it there", gloss, word)


def _boxes(model: Model, sensed: Sensed) -> np.ndarray | None:
    if sensed.grid is None:
        return None
    return _boxes_of(model.name, model.revision, sensed.item.pixels.shape, model, sensed)


@st.cache_resource(max_entries=64, show_spinner=False)
def _boxes_of(
    name: str, revision: str, shape: tuple, _model: Model, _sensed: Sensed
) -> np.ndarray | None:
    """Where positions lie depends on a picture's shape alone."""
    return _model.boxes(_sensed.item)


def _list(gloss: Gloss, layer: int, names: list[str]) -> None:
    st.info(
        f"{gloss.model} cuts this picture up in a way that is no single grid, so its positions "
        "stand here in their order. In parentheses: no stronger than what an empty picture reads "
        "as."
    )
    words = [
        " · ".join(
            word.strip() if claimed else f"({word.strip()})"
            for word, claimed in zip(*cell, strict=True)
        )
        for cell in zip(gloss.words[layer], gloss.claimed[layer], strict=True)
    ]
    frame = pd.DataFrame({"position": names, "reads as": words})
    st.dataframe(frame, hide_index=True, height=480, alt="The best words of every position")
