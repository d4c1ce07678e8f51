"""Read one sentence with the lens: every layer and position, one cell in full, and languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub import datasets
from semhub.charts import text_format as words
from semhub.charts.lens import grid as lens_chart
from semhub.charts.lens.cell import top_frame, top_words
from semhub.charts.lens.language_mass import language_mass
from semhub.charts.lens.leading_words import leading_words, leading_words_frame
from semhub.charts.text_format import token
from semhub.inputs import Text
from semhub.lenses.kinds import HEADLESS, KINDS, SIDE_BY_SIDE, USUAL
from semhub.quoting import quoted
from semhub.ui.shared import models, results
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import segments
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.messages import escaped, info
from semhub.ui.text import lens_rows as beside
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.ui.text.rows import Pairs

SENTENCE, KIND, TINT, GRID = "read", "lens", "tint", "grid"
CELL_LAYER, CELL_POSITION = "cell_layer", "cell_position"
BESIDE = "beside"
LENSES = {kind: lens.label for kind, lens in KINDS.items()} | {BESIDE: "Side by side"}
_PIECE = re.compile(r" \d/\d$|^⟨byte")
TINTS = {"probability": "Probability", "language": "Language"}


def behind(model: Model) -> str:
    """Describe the chosen lens, for “Can I trust this?”."""
    kind = _kind(model)
    return "; ".join(KINDS[each].does for each in (SIDE_BY_SIDE if kind == BESIDE else [kind]))


def _kind(model: Model) -> str:
    """Find the chosen lens; without a head there is only one."""
    # None comes from a link with this name and no value.
    return st.session_state.get(KIND) or USUAL if model.has_head else HEADLESS


@st.fragment
def reading(model: Model, found: Pairs, peak: int | None) -> None:
    """Draw the section: of any sentence of the table, or one that is typed.

    peak: the layer whose last position is shown in full until a cell is chosen.
    """
    both = [item.text for pair in zip(found.a, found.b, strict=True) for item in pair]
    text = _sentence(list(dict.fromkeys(both)))
    _lens(model)
    kind = _kind(model)
    with faults():
        item = results.readable(model, Text(text))
        if item.text != text:
            end = escaped(quoted(f"…{item.text[-20:]}"))
            st.caption(f"Read only up to {end}: the chart has no room for more positions.")
        for each in SIDE_BY_SIDE if kind == BESIDE else [kind]:
            lenses.show_index_note(model, each)
        if kind == BESIDE:
            beside.draw(model, item, list(SIDE_BY_SIDE))
            return
        read = lenses.reading(model, item, kind)
        layer, position = _cell(read, peak)
        _grid(read, layer, position)
        _cell_in_full(read, layer, position)
        _leading_words(model, item, read, position)
        if read.mass is not None:
            _mass(read)


def _sentence(sentences: list[str]) -> str:
    _follow(sentences)
    return st.selectbox(
        "Sentence to read",
        sentences,
        key=SENTENCE,
        accept_new_options=True,
        persist_state="session",
        help="Choose one of the table, or type any other.",
    )


def _lens(model: Model) -> None:
    if not model.has_head:
        info(
            f"{words.model(model.name)} has no language-model head to read its states with. They "
            "are read by their neighbours instead: the words in sentences whose states are "
            f"nearest. {models.EMBEDDED} has a head."
        )
        st.button(f"Read with {models.EMBEDDED}", on_click=models.use, args=(models.EMBEDDED,))
        return
    wide, narrow = st.columns([0.7, 0.3], vertical_alignment="bottom")
    with wide:
        kind = segments("Lens", KIND, LENSES)
    if kind != BESIDE and KINDS[kind].head:
        with narrow:
            segments("Colour", TINT, TINTS)


def _follow(sentences: list[str]) -> None:
    """Keep the chosen row while the table changes; after an edit, choose the edited sentence."""
    before = st.session_state.get("read_from", [])
    st.session_state["read_from"] = sentences
    chosen = st.session_state.get(SENTENCE)
    if chosen is None or not before:
        if len(sentences) > 1:  # the second side is the interesting one
            st.session_state.setdefault(SENTENCE, sentences[1])
        return
    if before == sentences:
        return
    changed = [i for i, (old, new) in enumerate(zip(before, sentences, strict=False)) if old != new]
    if len(before) == len(sentences) and len(changed) == 1:
        st.session_state[SENTENCE] = sentences[changed[0]]
    elif chosen in before and chosen not in sentences:
        st.session_state[SENTENCE] = sentences[min(before.index(chosen), len(sentences) - 1)]


def _grid(read: Reading, layer: int, position: int) -> None:
    chart = lens_chart.lens_grid(
        read,
        (st.session_state.get(TINT) or "probability") if read.mass is not None else "probability",
        names=datasets.NAMES,
        chosen=(layer, position),
    )
    st.altair_chart(chart, key=GRID, on_select="rerun", alt="What each layer and position reads as")
    footer(KINDS[read.kind].cell, "semhub-lens", chart, read.to_dict())


def _cell_in_full(read: Reading, layer: int, position: int) -> None:
    left, right = st.columns([0.32, 0.68], gap="medium")
    with left:
        st.number_input("Layer of the cell", 0, len(read.tokens) - 1, key=CELL_LAYER)
        # A new key for each sentence: a browser keeps the option that it showed last.
        box = f"{CELL_POSITION}/{''.join(read.texts)}"
        st.session_state[box] = position
        st.selectbox(
            "Position of the cell",
            range(len(read.texts)),
            format_func=lambda p: f"{p + 1}: {token(read.texts[p])}",
            key=box,
            on_change=_take,
            args=(box,),
        )
        if any(_PIECE.search(text) for text in read.texts):
            st.caption(
                "A token may be a part of a character: “猫 1/3” is the first of its three parts. "
                "A best word that is only such a part is shown as bytes."
            )
    with right:
        chart, frame = top_words(read, layer, position), top_frame(read, layer, position)
        st.altair_chart(chart, key="top", alt="The ten best words of the chosen cell")
        footer("The words that this one cell reads as, best first.", "semhub-cell", chart, frame)


def _take(box: str) -> None:
    st.session_state[CELL_POSITION] = st.session_state[box]


def _leading_words(model: Model, item: Text, read: Reading, position: int) -> None:
    found = lenses.leading_words(model, item, read, position)
    chart = leading_words(found, read, position)
    st.altair_chart(chart, key="leaders", alt="The best words of any layer at the position")
    footer(
        f"Every word that was the best at some layer of this position, with its {read.score} at "
        "all layers; spellings of one word that were the best count together.",
        "semhub-leaders",
        chart,
        leading_words_frame(found, read.score),
    )


def _cell(read: Reading, peak: int | None) -> tuple[int, int]:
    """Find the chosen cell: the latest click, else the two inputs, else the last position."""
    layers, positions = read.tokens.shape[:2]
    if point := clicked(GRID, lens_chart.PICK):
        st.session_state[CELL_LAYER] = int(point["layer"])
        st.session_state[CELL_POSITION] = int(point["position"])
    # Another model or sentence may be smaller than the one in which the cell was chosen.
    layer = st.session_state.get(CELL_LAYER, layers if peak is None else peak)
    position = st.session_state.get(CELL_POSITION, positions)
    st.session_state[CELL_LAYER] = min(layer, layers - 1)
    st.session_state[CELL_POSITION] = min(position, positions - 1)
    return st.session_state[CELL_LAYER], st.session_state[CELL_POSITION]


def _mass(read: Reading) -> None:
    chart = language_mass(read, names=datasets.NAMES)
    st.altair_chart(chart, key="mass", alt="Language mass by layer")
    curve = pd.DataFrame(read.language_curve(), columns=read.languages)
    footer(
        "The lens's probability at each layer, split by the language of its words and averaged "
        "over the sentence. The language of "
        f"{read.covered:.1%} of the vocabulary is known; the rest is split equally.",
        "semhub-languages",
        chart,
        curve.reset_index(names="layer"),
    )
