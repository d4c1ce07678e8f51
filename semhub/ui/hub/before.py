"""What stands on the first screen until the answer is there: the recorded hub, or the result
before.

A run that a person stops leaves on the page only what it drew itself. So what was shown before is
drawn again ahead of any long work, without the controls that come with the answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from semhub.charts import text_format as words
from semhub.experiments.hub import Findings, Layout
from semhub.ui.hub import recorded, screen

if TYPE_CHECKING:
    from semhub.ui.hub.controls import Choices

SHOWN = "hub_shown"


@dataclass(frozen=True)
class Before:
    """A result that can be drawn without its states.

    asked: what it answers, and what of it is drawn. called: the model's name. numbers: the hub, as
    `Findings.to_dict` writes it. layout: where its items are drawn.
    """

    asked: tuple[Hashable, Hashable]
    called: str
    numbers: Mapping[str, Any]
    layout: Layout


def draw(places: screen.Places, choices: Choices) -> None:
    """Draw the recorded hub, or what was shown before, unless the answer is at hand."""
    shown: Before | None = st.session_state.get(SHOWN)
    if shown and shown.asked[0] == choices.asked:
        return
    record = recorded.meanwhile(choices)
    if record:
        found, layout = Findings.from_dict(record), Layout.from_dict(record["layout"])
        says = "A recorded result, until this machine has read all items itself."
        _draw(places, words.model(found.model), found, layout, says)
    elif shown:
        _again(places, shown)


def draw_layout(places: screen.Places, choices: Choices, drawn: Hashable) -> None:
    """Draw what was shown before where the same hub is about to be drawn in another way."""
    shown: Before | None = st.session_state.get(SHOWN)
    if shown and shown.asked[0] == choices.asked and shown.asked[1] != drawn:
        _again(places, shown)


def keep(
    choices: Choices, drawn: Hashable, called: str, numbers: Mapping[str, Any], layout: Layout
) -> None:
    """Keep what is shown now, for the next time that something takes long."""
    st.session_state[SHOWN] = Before((choices.asked, drawn), called, numbers, layout)


def _again(places: screen.Places, shown: Before) -> None:
    says = f"The result before, of {shown.called}, until the new one is worked out."
    _draw(places, shown.called, Findings.from_dict(shown.numbers), shown.layout, says)


def _draw(places: screen.Places, called: str, found: Findings, layout: Layout, says: str) -> None:
    layer = screen.linked_layer(found)
    screen.draw(places, called, found, layout, layer=layer, says=says)
