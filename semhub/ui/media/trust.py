"""“Can I trust this?” under one picture or sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semhub.ui.media.states import ROWS
from semhub.ui.shared import trust

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Selection, Sense


def draw(sense: Sense, model: Model, selection: Selection, positions: PositionStates) -> None:
    """Draw the table."""
    layers, span, width = positions.states.shape
    form = f", {positions.grid[0]} rows of {positions.grid[1]}" if positions.grid else ""
    rows = {
        sense.noun.capitalize(): f"“{selection.item.label}”, {span} positions{form}; digest "
        f"{selection.item.digest[:12]}",
        "Its state": "the mean over these positions; template and special tokens left out",
        "Compared with": f"{ROWS} items of {selection.chosen}, and their captions in "
        "several languages",
        "One item": f"one {sense.noun} is an example, not evidence; the whole gallery "
        "has interval, chance and null",
    }
    shape = f"; layers 0 to {layers - 1}, width {width}"
    trust.table(rows, model, shape=shape)
