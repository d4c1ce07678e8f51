"""The pair of data types that is shown in detail: chosen in a list, by a click or by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts.hub import matrix as hub_matrix
from semhub.charts.matrix import SHOWN, similarity_slides
from semhub.ui.shared import cached
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import NAMES
from semhub.ui.shared.export import cells, footer
from semhub.ui.shared.figure import figure_of_spec

if TYPE_CHECKING:
    from semhub.charts.slides import Slides
    from semhub.experiments.hub import Hub
    from semhub.ui.hub.queries import ModelHub

PAIR = "hub_pair"
MATRIX, BESIDE = "hub_matrix", "hub_matrix_beside"
"""Keys of the matrices, whose cells are clicked."""

Pair = tuple[str, str] | None


def follow_click(hub: Hub) -> None:
    """Choose the pair of a clicked cell of either matrix; an empty cell changes nothing."""
    for key in (MATRIX, BESIDE):
        if point := clicked(key, hub_matrix.PICK):
            cell = hub.cell(point["a"], point["b"])
            if cell:
                st.session_state[PAIR] = (cell.a, cell.b)


def open_linked(section: str) -> None:
    """Open the section that shows a pair which comes with a link; once, so that it can be closed.

    section: its key.
    """
    if PAIR in st.query_params and section not in st.query_params:
        st.session_state.setdefault(section, True)


def link(hub: Hub) -> dict[str, str]:
    """Return the pair as a link parameter, where one is chosen."""
    pair = chosen(hub)
    return {PAIR: name_of(pair)} if pair else {}


def chosen(hub: Hub) -> Pair:
    """Return the pair that is chosen, whether or not its list is drawn."""
    pair = st.session_state.get(PAIR)
    return pair if pair in _options(hub) else None


def choose(hub: Hub) -> Pair:
    """Draw the list of all pairs that can be compared; the choice is kept in the link."""
    if st.session_state.get(PAIR) not in _options(hub):
        st.session_state[PAIR] = None
    return st.selectbox(
        "Pair", _options(hub), index=None, key=PAIR, placeholder="click a cell, or choose",
        format_func=name_of, bind="query-params", persist_state="session",
    )  # fmt: skip


def _options(hub: Hub) -> list[tuple[str, str]]:
    return [(cell.a, cell.b) for cell in hub.cells]


def name_of(pair: tuple[str, str]) -> str:
    return " and ".join(NAMES[spoke] for spoke in pair)


def similarity(seen: ModelHub, chosen: tuple[str, str], layer: int) -> None:
    """Draw, item by item, the chosen pair at one layer."""
    cosines, labels, slides = _items(seen, chosen)
    slide, sides = slides.at(layer), [NAMES[spoke] for spoke in chosen]
    figure_of_spec(slide.to_dict(), "hub_similarity", f"Similarity of items at layer {layer}")
    footer(
        f"Each row is one item in {sides[0]}, each column one in {sides[1]}: blue is alike, orange "
        "is opposite, after each side's own mean is subtracted.",
        "semhub-hub-pair",
        slide,
        cells(cosines[layer], *labels, "cosine"),
    )


@cached.resource
def _items(seen: ModelHub, chosen: tuple[str, str]) -> tuple[np.ndarray, list[list[str]], Slides]:
    """Take cosines (layers, n, n) of the first items of a pair, their labels, and the charts."""
    hub = seen.hub
    columns = hub.spokes.sets[hub.spokes.shared(*chosen)]
    count = len(columns[chosen[0]])
    n = min(count, SHOWN)
    # Of all items, so that the subtracted mean is the same as for the curve.
    cosines = np.stack([hub.similarity(*chosen, layer)[:n, :n] for layer in hub.layers])
    labels = [[item.label for item in columns[spoke][:n]] for spoke in chosen]
    side_a, side_b = (NAMES[spoke] for spoke in chosen)
    slides = similarity_slides(cosines, *labels, side_a=side_a, side_b=side_b, pairs=count)
    return cosines, labels, slides
