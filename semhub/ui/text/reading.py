"""Read one sentence with the lens: every layer and position, one cell in full, and languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
from semhub.lenses.kinds import KINDS, SIDE_BY_SIDE, shared_place
from semhub.quoting import quoted
from semhub.ui.shared import figure, frame, messages, models, results
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import column, follow, segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.text import lens_rows as beside
from semhub.ui.text import lenses, source

if TYPE_CHECKING:
    from semhub.lenses.result import Reading
    from semhub.models.protocol import Model
    from semhub.ui.text.rows import Pairs

SENTENCE, KIND, TINT, WORDS, GRID = "read", "lens", "tint", "words_in", "grid"
CELL, CELL_LAYER = "cell", "cell_layer"
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
    return (model.has_head and st.session_state.get(KIND)) or lenses.usual(model)


@frame.fragment
def reading(model: Model, found: Pairs) -> None:
    """Draw the section: of any sentence of the table, or one that is typed."""
    both = [item.text for pair in zip(found.a, found.b, strict=True) for item in pair]
    text = _sentence(list(dict.fromkeys(both)))
    language = _lens(model)
    kind = _kind(model)
    with faults():
        item = results.readable(model, source.beside(model, Text(text)))
        if item.text != text:
            end = quoted(f"…{item.text[-20:]}")
            messages.caption(f"Read only up to {end}: the chart has no room for more positions.")
        for each in SIDE_BY_SIDE if kind == BESIDE else [kind]:
            lenses.show_note(model, each, language)
        if kind == BESIDE:
            beside.draw(model, item, list(SIDE_BY_SIDE))
            return
        read = lenses.reading(model, item, kind, language)
        layer, position, opened = _cell(model, item, read)
        _grid(read, layer, position)
        _cell_in_full(model, item, read, (layer, position), opened)
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


def _lens(model: Model) -> str | None:
    """Draw the choice of a lens, and what goes with it: the colour, or the language of the words,
    which is returned."""
    if not model.has_head:
        messages.info(
            f"{words.model(model.name)} has no language-model head to read its states with. They "
            "are read by their neighbours instead: the words in sentences whose states are "
            f"nearest. {models.EMBEDDED} has a head."
        )
        st.button(f"Read with {models.EMBEDDED}", on_click=models.use, args=(models.EMBEDDED,))
        return _words_in(model, st)
    wide, narrow = st.columns([0.7, 0.3], vertical_alignment="bottom")
    with wide:
        kind = _choice("Lens", KIND, LENSES, lenses.usual(model))
    if kind == BESIDE:
        return None
    if not KINDS[kind].head:
        return _words_in(model, narrow)
    with narrow:
        _choice("Colour", TINT, TINTS, _usual_tint(model))
    return None


def _choice(label: str, key: str, options: dict[str, str], usual: str) -> str:
    """Draw a choice that is the model's usual one until a person chooses another."""
    follow(key, usual, options)
    return segments(label, key, options, usual)


def _words_in(model: Model, place) -> str:
    languages = lenses.languages(model)
    follow(WORDS, languages[0], languages)
    return column(place, "Words in", WORDS, languages, languages[0])


def _usual_tint(model: Model) -> str:
    """A model that was raised on many languages at once writes in the text's own at every layer;
    one that was raised on text at large leans to one of them inside, which is to be seen."""
    return "probability" if lenses.is_raised(model) else "language"


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
    chart = drawn(
        lens_chart.lens_grid,
        read,
        (st.session_state.get(TINT) or "probability") if read.mass is not None else "probability",
        names=datasets.NAMES,
        chosen=(layer, position),
    )
    figure.figure(
        chart, GRID, "What each layer and position reads as", wide=True, on_select="rerun"
    )
    _, about = KINDS[read.kind].shown(read.fills_in)
    if read.neighbours is not None:
        about = f"{shared_place(datasets.NAMES[read.neighbours.language])} {about}"
    footer(about, "semhub-lens", chart, read.to_dict())


def _cell_in_full(
    model: Model, item: Text, read: Reading, cell: tuple[int, int], opened: bool
) -> None:
    """opened: whether nobody chose the cell."""
    layer, position = cell
    left, right = st.columns([0.32, 0.68], gap="medium")
    with left:
        # A new key for each sentence: a browser keeps the option that it showed last.
        box = f"{CELL}/{''.join(read.texts)}"
        take: dict[str, Any] = {"on_change": _take, "args": (model.name, item.text, box)}
        st.session_state[CELL_LAYER], st.session_state[box] = layer, position
        st.number_input("Layer of the cell", 0, len(read.tokens) - 1, key=CELL_LAYER, **take)
        st.selectbox(
            "Position of the cell",
            range(len(read.texts)),
            format_func=lambda p: f"{p + 1}: {token(read.texts[p])}",
            key=box,
            **take,
        )
        if opened:
            st.caption("Opened at the cell that reads clearest; others read less clearly.")
        if any(_PIECE.search(text) for text in read.texts):
            st.caption(
                "A token may be a part of a character: “猫 1/3” is the first of its three parts. "
                "A best word that is only such a part is shown as bytes."
            )
    with right:
        chart, frame = drawn(top_words, read, layer, position), top_frame(read, layer, position)
        figure.figure(chart, "top", "The ten best words of the chosen cell")
        footer("The words that this one cell reads as, best first.", "semhub-cell", chart, frame)


def _take(model: str, text: str, box: str) -> None:
    """Keep the cell that a person chose in the two inputs."""
    st.session_state[CELL] = (model, text), (st.session_state[CELL_LAYER], st.session_state[box])


def _leading_words(model: Model, item: Text, read: Reading, position: int) -> None:
    found = lenses.leading_words(model, item, read, position)
    chart = drawn(leading_words, found, read, position)
    figure.figure(chart, "leaders", "The best words of any layer at the position", wide=True)
    footer(
        f"Every word that was the best at some layer of this position, with its {read.score} at "
        "all layers; spellings of one word that were the best count together.",
        "semhub-leaders",
        chart,
        leading_words_frame(found, read.score),
    )


def _cell(model: Model, item: Text, read: Reading) -> tuple[int, int, bool]:
    """Find the (layer, position) that is shown in full, and whether nobody chose it: the latest
    click or choice in this sentence, else the cell that reads clearest."""
    about = model.name, item.text
    if point := clicked(GRID, lens_chart.PICK):
        st.session_state[CELL] = about, (int(point["layer"]), int(point["position"]))
    whose, chosen = st.session_state.get(CELL, (None, None))
    if whose != about:
        return *lenses.clearest(model, item, read), True
    layers, positions = read.tokens.shape[:2]
    return min(chosen[0], layers - 1), min(chosen[1], positions - 1), False


def _mass(read: Reading) -> None:
    chart = drawn(language_mass, read, names=datasets.NAMES)
    figure.figure(chart, "mass", "Language mass by layer", wide=True)
    curve = pd.DataFrame(read.language_curve(), columns=read.languages)
    footer(
        "The lens's probability at each layer, split by the language of its words and averaged "
        "over the sentence. The language of "
        f"{read.covered:.1%} of the vocabulary is known; the rest is split equally.",
        "semhub-languages",
        chart,
        curve.reset_index(names="layer"),
    )
