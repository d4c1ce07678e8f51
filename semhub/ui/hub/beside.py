"""A second model, in a place of its own: its progress and its errors leave the first as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.hub.spokes import ROWS, found_answer
from semhub.models.not_here import NotHere
from semhub.ui.hub import controls, curves, matrices, pairs, player, queries, screen
from semhub.ui.shared import fetching, messages
from semhub.ui.shared.sections import section

if TYPE_CHECKING:
    from semhub.ui.hub.controls import Choices
    from semhub.ui.hub.queries import ModelHub
    from semhub.ui.hub.view import View

PLANE = f"{player.CHARTS}_beside"


def draw(
    chosen: controls.Beside, choices: Choices, first: ModelHub, view: View, layer: int
) -> None:
    """Draw what the first screen shows, and its sections, of the second model."""
    st.subheader(f"Beside it: {messages.escaped(chosen.named)}", anchor=False)
    try:
        seen = queries.hub_beside(chosen, choices)
    except NotHere as missing:
        fetching.offer(chosen.name, str(missing))
        return
    st.markdown(messages.escaped(found_answer(seen.hub)))
    layout = view.layout(seen)
    at = layer_of(layer, first, seen)
    if layout is None:
        rows = ROWS.get(view.rows, view.rows)
        messages.info(f"{seen.named} takes too few of the data types of these {rows}.")
    else:
        chart = screen.made(seen.called, seen.hub, layout)
        screen.plane(chart, seen.called, PLANE)
        screen.below(chart, seen.hub, layout, at, "semhub-hub-plane-beside")
    section(
        "hub_beside_curves", "Where do both meet?", lambda: curves.curves(first, layer, seen)
    )  # fmt: skip
    section(
        "hub_beside_pairs", "Which data types find each other in the second?",
        lambda: matrices.matrix(seen, choices.spokes, at, pairs.BESIDE),
    )  # fmt: skip


def layer_of(layer: int, first: ModelHub, seen: ModelHub) -> int:
    """Find the second model's layer, at the same share of its depth."""
    return round(layer * seen.hub.layers[-1] / first.hub.layers[-1])
