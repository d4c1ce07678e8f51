"""What charts say of words that are no stronger than in an input with nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    from semhub.lenses.gloss import Gloss


def faded(gloss: Gloss) -> str:
    """The end of a subtitle that says what is drawn faded; empty without a floor."""
    return f". Faded: no stronger than in {gloss.floor.called}" if gloss.floor else ""


def nothing_read(gloss: Gloss, layer: int) -> str | None:
    """One sentence where no more positions of a layer stand above their floor than of an empty
    input would, else None."""
    if gloss.floor is None:
        return None
    claimed = gloss.claimed[layer, :, 0]
    if not claimed.any():
        return f"Nothing here reads stronger than {gloss.floor.called} does"
    chance = gloss.floor.by_chance
    if chance * claimed.sum() <= len(claimed):
        some = f"{claimed.sum()} of {len(claimed)} (by chance 1 in {chance})"
        return f"No stronger than {gloss.floor.called} reads, but for {some}"
    return None


def floor_tooltip(called: str | None) -> list[alt.Tooltip]:
    """Of a chart whose data have a field `floor` where there is an empty input, called so."""
    return [alt.Tooltip("floor:Q", title=f"{called} reaches", format=".3f")] if called else []
