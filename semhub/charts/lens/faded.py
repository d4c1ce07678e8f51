"""Sentences of charts on words that are no stronger than in an empty input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    from semhub.lenses.result import Reading


def faded(reading: Reading) -> str:
    """Return the end of a subtitle that explains what is faded; empty without a floor."""
    return f". Faded: no stronger than in {reading.floor.called}" if reading.floor else ""


def nothing_read(reading: Reading, layer: int) -> str | None:
    """Return a sentence where a layer has no more positions above their floor than an empty input
    would have, else None."""
    if reading.floor is None:
        return None
    claimed = reading.claimed[layer, :, 0]
    if not claimed.any():
        return f"Nothing here reads stronger than {reading.floor.called} does"
    chance = reading.floor.by_chance
    if chance * claimed.sum() <= len(claimed):
        some = f"{claimed.sum()} of {len(claimed)} (by chance 1 in {chance})"
        return f"No stronger than {reading.floor.called} reads, but for {some}"
    return None


def floor_tooltip(called: str | None) -> list[alt.Tooltip]:
    """Show `floor` on hover, in a chart whose data have it. called: the empty input's name."""
    return [alt.Tooltip("floor:Q", title=f"{called} reaches", format=".3f")] if called else []
