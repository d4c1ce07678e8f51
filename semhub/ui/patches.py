"""The patch map: the picture with its words, one patch at every layer, one word everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from semhub.charts import patch_map as map_chart
from semhub.charts.patch_map import patch_map, place_names
from semhub.charts.position_words import position_words, tracked_curve
from semhub.errors import InputError
from semhub.ui.export import footer
from semhub.ui.frame import faults
from semhub.ui.picture import PICTURES
from semhub.ui.sense import reading

if TYPE_CHECKING:
    from semhub.gloss import Gloss
    from semhub.models.protocol import Model
    from semhub.sensed import Sensed
    from semhub.ui.sense.sense import Given

LAYER, PATCH, TRACK, MAP = "image_layer", "image_patch", "image_track", "image_map"


@st.fragment
def patches(model: Model, given: Given, sensed: Sensed) -> None:
    """Draw the section; a fragment, so that another layer or patch costs no page."""
    with faults():
        _patches(model, given, sensed)


def _patches(model: Model, given: Given, sensed: Sensed) -> None:
    wide, narrow = st.columns([0.58, 0.42], gap="medium")
    boxes = _boxes(model, sensed)
    places = place_names(sensed)
    with narrow:
        kind = reading.choose(PICTURES, model)
        layer, position, word = _controls(model, places)
        st.caption(reading.SAYS[kind])
    try:
        gloss = reading.gloss(model, kind, given.chosen, sensed, [word] if word else [])
    except InputError as error:  # a word that cannot be tracked costs the tint and not the map
        if not word:
            raise
        narrow.warning(str(error))
        word, gloss = None, reading.gloss(model, kind, given.chosen, sensed)
    with wide:
        if boxes is None:
            _list(gloss, layer, places)
        else:
            chart = patch_map(sensed, gloss, boxes, layer, chosen=position, tracked=word)
            st.altair_chart(chart, key=MAP, on_select="rerun", alt="The picture and its words")
            footer(
                "The grid is the model's own: one cell a position that it reads.",
                "semhub-patches", chart, gloss.to_dict(),
            )  # fmt: skip
    if word:
        with narrow:
            curve = tracked_curve(gloss, word, places, "patch")
            st.altair_chart(curve, key="image_tracked", alt=f"“{word}” by layer")
            st.button("Show it there", on_click=_show, args=(gloss.tracked[word],))
    chart = position_words(gloss, position, layer, places[position])
    st.altair_chart(chart, key="image_words", alt="The best words of the chosen patch by layer")
    footer(
        "One patch, from the embedding to the last block; the chosen layer is framed.",
        "semhub-patch", chart, _words(gloss, position),
    )  # fmt: skip


def _controls(model: Model, places: list[str]) -> tuple[int, int, str | None]:
    """Layer, position, and the tracked word if there is one."""
    event = st.session_state.get(MAP) or {"selection": {}}
    clicked = event["selection"].get(map_chart.PICK) or []
    if clicked and clicked != st.session_state.get("image_click"):
        st.session_state["image_click"] = clicked
        st.session_state[PATCH] = int(clicked[0]["position"])
    # Another model may have fewer layers, and another picture fewer patches.
    if st.session_state.get(PATCH, len(places)) >= len(places):
        st.session_state[PATCH] = len(places) // 2
    if st.session_state.get(LAYER, 0) > model.n_layers:
        st.session_state[LAYER] = model.n_layers
    layer = st.slider(
        "Layer", 0, model.n_layers, None if LAYER in st.session_state else _usual(model),
        key=LAYER, bind="query-params", persist_state="session",
    )  # fmt: skip
    position = st.selectbox(
        "Patch", range(len(places)), format_func=lambda k: places[k], key=PATCH,
        help="Or click it on the picture.",
    )  # fmt: skip
    word = st.text_input(
        "Track a word", key=TRACK, bind="query-params", persist_state="session",
        placeholder="dog", help="Tints the patches by how much of this word is in them.",
    )  # fmt: skip
    return layer, position, word.strip() or None


def _usual(model: Model) -> int:
    """A layer of the middle, which is where a hub would be."""
    return round(0.6 * model.n_layers)


def _show(found: np.ndarray) -> None:
    """Go to the layer and patch where the tracked word is strongest, from a button's callback."""
    layer, position = np.unravel_index(int(found.argmax()), found.shape)
    st.session_state[LAYER], st.session_state[PATCH] = int(layer), int(position)


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


def _list(gloss: Gloss, layer: int, places: list[str]) -> None:
    st.info(
        f"{gloss.model} cuts this picture up in a way that is no single grid, so its positions "
        "stand here in their order."
    )
    words = [" · ".join(word.strip() for word in cell) for cell in gloss.words[layer]]
    frame = pd.DataFrame({"position": places, "reads as": words})
    st.dataframe(frame, hide_index=True, height=480, alt="The best words of every position")


def _words(gloss: Gloss, position: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"layer": layer, "rank": rank + 1, "word": word,
             gloss.score: float(gloss.scores[layer, position, rank])}
            for layer, cells in enumerate(gloss.words)
            for rank, word in enumerate(cells[position])
        ]
    )  # fmt: skip
