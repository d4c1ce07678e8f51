"""Read one sentence with the lens: every layer and position, one cell in full, and languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub import charts, datasets
from semhub.charts import lens as lens_chart
from semhub.charts import words
from semhub.charts.top import top_frame
from semhub.charts.words import token
from semhub.inputs import Text
from semhub.ui import models, results
from semhub.ui.export import footer
from semhub.ui.frame import faults

if TYPE_CHECKING:
    from semhub.lens import Reading
    from semhub.models.protocol import Model
    from semhub.ui.rows import Pairs

SENTENCE, KIND, TINT, GRID = "read", "lens", "tint", "grid"
CELL_LAYER, CELL_POSITION = "cell_layer", "cell_position"
KINDS = {"logit": "Logit lens", "paper": "As in the paper"}
_PIECE = re.compile(r" \d/\d$|^⟨byte")
TINTS = {"probability": "Probability", "language": "Language"}


def without_head(model: Model) -> None:
    """Say why there is nothing to read, and offer what can be read."""
    st.subheader("What does it “think” there?")
    st.info(
        f"{words.model(model.name)} has no language-model head, so its states cannot be read as "
        f"words. The curve above needs none. {models.EMBEDDED} has a head."
    )
    st.button(f"Read with {models.EMBEDDED}", on_click=models.use, args=(models.EMBEDDED,))


@st.fragment
def reading(model: Model, found: Pairs, peak: int | None) -> None:
    """Draw the section: of any sentence of the table, or one that is typed.

    peak: the layer whose last position is shown in full until a cell is chosen.
    """
    both = [item.text for pair in zip(found.a, found.b, strict=True) for item in pair]
    text = _controls(list(dict.fromkeys(both)))
    with faults():
        item = results.readable(model, Text(text))
        read = results.reading(model, item, st.session_state[KIND])
        if item.text != text:
            st.caption(f"Read up to “…{item.text[-20:]}”: a chart holds no more positions.")
        _grid(read, peak)
        _mass(read)


def _controls(sentences: list[str]) -> str:
    _follow(sentences)
    wide, *narrow = st.columns([0.5, 0.25, 0.25], vertical_alignment="bottom")
    text = wide.selectbox(
        "Sentence to read",
        sentences,
        key=SENTENCE,
        accept_new_options=True,
        persist_state="session",
        help="Choose one of the table, or type any other.",
    )
    for place, key, label, options in (
        (narrow[0], KIND, "Lens", KINDS),
        (narrow[1], TINT, "Colour", TINTS),
    ):
        place.segmented_control(
            label,
            list(options),
            format_func=options.get,
            default=next(iter(options)),
            key=key,
            required=True,
            bind="query-params",
            persist_state="session",
        )
    return text


def _follow(sentences: list[str]) -> None:
    """Keep the choice at its place while the table changes under it, and go to a sentence that
    was just edited, since that is the one in mind."""
    before = st.session_state.get("read_from", [])
    st.session_state["read_from"] = sentences
    chosen = st.session_state.get(SENTENCE)
    if chosen is None or not before:
        if len(sentences) > 1:  # the second side: what it is read as is the question
            st.session_state.setdefault(SENTENCE, sentences[1])
        return
    if before == sentences:
        return
    changed = [i for i, (old, new) in enumerate(zip(before, sentences, strict=False)) if old != new]
    if len(before) == len(sentences) and len(changed) == 1:
        st.session_state[SENTENCE] = sentences[changed[0]]
    elif chosen in before and chosen not in sentences:
        st.session_state[SENTENCE] = sentences[min(before.index(chosen), len(sentences) - 1)]


def _grid(read: Reading, peak: int | None) -> None:
    layer, position = _cell(read, peak)
    chart = charts.lens_grid(
        read, st.session_state[TINT], names=datasets.NAMES, chosen=(layer, position)
    )
    st.altair_chart(chart, key=GRID, on_select="rerun", alt="What each layer and position reads as")
    footer(
        "Each cell shows what the model would say next if it stopped at that layer and position. "
        "Click a cell, or choose it below, for its ten best words.",
        "semhub-lens",
        chart,
        read.to_dict(),
    )
    left, right = st.columns([0.32, 0.68], gap="medium")
    with left:
        st.number_input("Layer of the cell", 0, len(read.tokens) - 1, key=CELL_LAYER)
        st.selectbox(
            "Position of the cell",
            range(len(read.texts)),
            format_func=lambda p: f"{p + 1}: {token(read.texts[p])}",
            key=CELL_POSITION,
        )
        if any(_PIECE.search(text) for text in read.texts):
            st.caption(
                "A token may be a piece of a character: “猫 1/3” is the first of three of them, "
                "and where a word is such a piece its bytes are shown."
            )
    with right:
        chart, frame = charts.top_words(read, layer, position), top_frame(read, layer, position)
        st.altair_chart(chart, key="top", alt="The ten best words of the chosen cell")
        footer("The words that this one cell reads as, best first.", "semhub-cell", chart, frame)


def _cell(read: Reading, peak: int | None) -> tuple[int, int]:
    """The chosen cell: the latest click, else what the two inputs say, else the last position."""
    layers, positions = read.tokens.shape[:2]
    event = st.session_state.get(GRID) or {"selection": {}}
    clicked = event["selection"].get(lens_chart.PICK) or []
    if clicked and clicked != st.session_state.get("cell_click"):
        st.session_state["cell_click"] = clicked
        st.session_state[CELL_LAYER] = int(clicked[0]["layer"])
        st.session_state[CELL_POSITION] = int(clicked[0]["position"])
    # Another model or sentence may be smaller than the one in which the cell was chosen.
    layer = st.session_state.get(CELL_LAYER, layers if peak is None else peak)
    position = st.session_state.get(CELL_POSITION, positions)
    st.session_state[CELL_LAYER] = min(layer, layers - 1)
    st.session_state[CELL_POSITION] = min(position, positions - 1)
    return st.session_state[CELL_LAYER], st.session_state[CELL_POSITION]


def _mass(read: Reading) -> None:
    chart = charts.language_mass(read, names=datasets.NAMES)
    st.altair_chart(chart, key="mass", alt="Language mass by layer")
    curve = pd.DataFrame(read.language_curve(), columns=read.languages)
    footer(
        "The lens's probability at each layer, shared out by the language of the words it lies on, "
        "on average over the sentence. A token that occurs in no embedded text is shared equally.",
        "semhub-languages",
        chart,
        curve.reset_index(names="layer"),
    )
