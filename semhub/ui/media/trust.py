"""“Can I trust this?” under one picture or sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semhub.ui.media.states import ROWS
from semhub.ui.shared import trust

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Given, Sense


def expander(sense: Sense, model: Model, given: Given, sensed: PositionStates) -> None:
    """Draw the table."""
    layers, span, width = sensed.states.shape
    form = f", {sensed.grid[0]} rows of {sensed.grid[1]}" if sensed.grid else ""
    rows = {
        sense.noun.capitalize(): f"“{given.item.label}”, {span} positions{form}; digest "
        f"{given.item.digest[:12]}",
        "Its state": "the mean over these positions; template and special tokens left out",
        "Compared with": f"{ROWS} items of {given.chosen}, and what is said of them in "
        "several languages",
        "One item": f"one {sense.noun} is an example and no evidence; the whole gallery "
        "has interval, chance and null",
    }
    shape = f"; layers 0 to {layers - 1}, width {width}"
    trust.expander(rows, model, shape=shape)
