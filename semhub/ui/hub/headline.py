"""The answer before any chart: where the data types meet, as layers with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.hub.spokes import band_answer
from semhub.charts.text_format import layers

if TYPE_CHECKING:
    from semhub.experiments.hub import Findings

COLUMNS = 0.68, 0.32
"""Widths of the answer and of what is chosen beside it."""


def headline(hubs: Mapping[str, Findings]) -> None:
    """Draw the first model's answer large, a second's in a line, and what was left out.

    hubs: what a model is called -> its hub.
    """
    (called, first), *others = hubs.items()
    found = first.band.layers
    st.markdown(
        f"### In {called} the data types meet at {layers(found).lower()}, and part again"
        if found
        else f"### In {called} the data types have no common hub"
    )
    st.caption(f"{band_answer(first)} All of this is relative to each data type's own centre.")
    for called, hub in others:
        st.caption(f"**{called}**: {band_answer(hub)}")
    for called, hub in hubs.items():
        why = " ".join(dict.fromkeys(hub.left_out.values()))
        if why:
            st.caption(f"Left out. {why.replace(hub.model, called)}")
