"""“Can I trust this?” under one picture or sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.ui.media.states import ROWS
from semhub.ui.shared.trust import libraries

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Given, Sense


def expander(sense: Sense, model: Model, given: Given, sensed: PositionStates) -> None:
    layers, span, width = sensed.states.shape
    form = f", {sensed.grid[0]} rows of {sensed.grid[1]}" if sensed.grid else ""
    with st.expander("Can I trust this?"):
        st.table(
            {
                sense.noun.capitalize(): f"“{given.item.label}”, {span} positions{form}; digest "
                f"{given.item.digest[:12]}",
                "Its state": "the mean over these positions; template and special tokens left out",
                "Compared with": f"{ROWS} items of {given.chosen}, and what is said of them in "
                "several languages",
                "One item": f"one {sense.noun} is an example and no evidence; the whole gallery "
                "has interval, chance and null",
                "Load check": model.check.sentence,
                "Model": f"{model.name}, revision {model.revision}, on {model.device}; layers 0 "
                f"to {layers - 1}, width {width}",
                "Libraries": libraries(),
            },
            border="horizontal",
            width="stretch",
        )
