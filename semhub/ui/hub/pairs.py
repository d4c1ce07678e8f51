"""The pair of data types that is looked into: chosen in a list, by a click or by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub import charts
from semhub.charts import hub_matrix
from semhub.charts import matrix as matrix_chart
from semhub.ui.controls import NAMES
from semhub.ui.export import footer
from semhub.ui.hub.drawn import BESIDE, MATRIX
from semhub.ui.hub.view import label

if TYPE_CHECKING:
    from semhub.hub import Hub
    from semhub.ui.hub.view import View

PAIR, CLICKED = "hub_pair", "hub_clicked"


def follow_click(hub: Hub) -> None:
    """A click on a cell of either matrix picks its pair; on an empty cell, none."""
    for key in (MATRIX, BESIDE):
        event = st.session_state.get(key) or {"selection": {}}
        clicked = event["selection"].get(hub_matrix.PICK) or []
        before = st.session_state.setdefault(CLICKED, {})
        if clicked and clicked != before.get(key):
            before[key] = clicked
            cell = hub.cell(clicked[0]["a"], clicked[0]["b"])
            if cell:
                st.session_state[PAIR] = (cell.a, cell.b)


def choose(hub: Hub) -> tuple[str, str] | None:
    """The list of all pairs that can be compared, in the link."""
    options = [(cell.a, cell.b) for cell in hub.cells]
    if st.session_state.get(PAIR) not in options:
        st.session_state[PAIR] = None
    return st.selectbox(
        "Pair", options, index=None, key=PAIR, placeholder="click a cell, or choose",
        format_func=said, bind="query-params", persist_state="session",
    )  # fmt: skip


def said(pair: tuple[str, str]) -> str:
    return " and ".join(NAMES[spoke] for spoke in pair)


def similarity(view: View, chosen: tuple[str, str], layer: int) -> None:
    """Item by item, the chosen pair at one layer of the first model."""
    hub, sides = view.first.hub, tuple(NAMES[spoke] for spoke in chosen)
    columns = hub.spokes.sets[hub.spokes.shared(*chosen)]
    count = len(columns[chosen[0]])
    shown = min(count, matrix_chart.SHOWN)
    cosines = hub.similarity(*chosen, layer)[:shown, :shown]
    labels = [[label(item) for item in columns[spoke][:shown]] for spoke in chosen]
    chart = charts.similarity_matrix(
        cosines, *labels, side_a=sides[0], side_b=sides[1], layer=layer, pairs=count
    )
    st.altair_chart(chart, key="hub_similarity", alt=f"Similarity of items at layer {layer}")
    footer(
        f"Each row is one item in {sides[0]}, each column one in {sides[1]}: blue is alike, orange "
        "is opposite, after each side's own mean is taken off.",
        "semhub-hub-pair",
        chart,
        pd.DataFrame(cosines, index=labels[0], columns=labels[1]).reset_index(names=sides[0]),
    )
