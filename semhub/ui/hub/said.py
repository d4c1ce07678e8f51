"""The answer before any chart: where the data types meet, as layers with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.spokes import band_answer
from semhub.charts.words import layers

if TYPE_CHECKING:
    from semhub.ui.hub.answers import Seen

COLUMNS = 0.68, 0.32
"""Widths of the answer and of what is chosen beside it."""


def headline(first: Seen, second: Seen | None) -> None:
    """The band of the first model, large; of the second, in a line; and what was left out."""
    found = first.hub.band.layers
    st.markdown(
        f"### In {first.called} the data types meet at {layers(found).lower()}"
        if found
        else f"### In {first.called} the data types meet at no layer"
    )
    st.caption(band_answer(first.hub))
    if second:
        st.caption(f"**{second.called}**: {band_answer(second.hub)}")
    for seen in filter(None, (first, second)):
        why = " ".join(dict.fromkeys(seen.hub.left_out.values()))
        if why:
            st.caption(f"Left out. {why.replace(seen.hub.model, seen.called)}")
