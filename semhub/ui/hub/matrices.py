"""Every pair of data types at one layer, and one pair item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts.hub import matrix as hub_matrix
from semhub.ui.hub import pairs, screen
from semhub.ui.shared import cached, links
from semhub.ui.shared.controls import NAMES
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure_of_spec

if TYPE_CHECKING:
    from semhub.charts.slides import Slides
    from semhub.experiments.hub import Hub
    from semhub.ui.hub.queries import ModelHub


def section(seen: ModelHub, spokes: tuple[str, ...], layer: int) -> None:
    """Draw the matrix with the slider of its layer, and the chosen pair item by item.

    spokes: the rows and columns; some may be left out of the hub.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        links.slider(st, "Layer", 0, seen.hub.layers[-1], screen.LAYER)
        chosen = pairs.choose(seen.hub)
    matrix(seen, spokes, layer, pairs.MATRIX)
    if chosen:
        pairs.similarity(seen, chosen, layer)


def matrix(seen: ModelHub, spokes: tuple[str, ...], layer: int, key: str) -> None:
    """Draw one model's matrix. key: of the chart, whose clicks choose a pair."""
    slide = _matrices(seen, spokes, pairs.chosen(seen.hub)).at(layer)
    figure_of_spec(
        slide.to_dict(), key,
        f"All data types against each other in {seen.called} at layer {layer}",
        on_select="rerun",
    )  # fmt: skip
    footer(
        "Each cell is a pair of data types, the bluer the nearer; point at it for its interval, "
        "click it for its items and its curve.",
        f"semhub-{key.replace('_', '-')}",
        slide,
        seen.numbers,
    )


def top(hub: Hub) -> float:
    """Return the value in full blue, the same for all layers."""
    largest = np.nanmax([cell.curve.value.max() for cell in hub.cells])
    return max(0.25, min(1.0, float(largest)))


@cached.resource
def _matrices(seen: ModelHub, spokes: tuple[str, ...], chosen: pairs.Pair) -> Slides:
    return hub_matrix.hub_matrix(
        seen.hub, model=seen.called, names=NAMES, spokes=spokes, top=top(seen.hub), chosen=chosen
    )
