"""The first screen of a page: the question, its answer and one chart, and beside them the inputs.

The inputs stand to the right, and so come after the chart where a narrow screen puts one column
under the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

KEY = "first"
SHARES = (0.74, 0.26)
CHART = 490
"""Pixels of the first chart's height, with its axes and legends: with the line of links, the
question and two lines of answer it fills a screen of 720."""

HEIGHT = CHART + 145
"""The same of the whole answer."""

KEPT = f"""
.st-key-{KEY} > * > .stHorizontalBlock > .stColumn:first-child {{ min-height: {HEIGHT + 30}px }}
@media (max-width: 640px) {{
    .st-key-{KEY} > * > .stHorizontalBlock > .stColumn:first-child {{ min-height: 780px }}
}}
.st-key-{KEY} [class*=st-key]:has(> [data-testid=stSkeleton]) {{ min-height: 72px }}
"""
"""Style: the column of the answer keeps its height while the answer is drawn, and what stands under
the first screen stays out of it; Streamlit shows a new container as nothing for a moment. A field
whose script is still on its way has the height that it will have, with its label."""


@dataclass(frozen=True)
class Screen:
    """The places of a page.

    answer: an `st.empty` that holds its height, so that what stands below does not move. Whoever
    draws into it does so in one `container()`, with all numbers at hand. inputs: the controls.
    notes: what a person must know of the inputs, under them. below: the sections.
    """

    answer: DeltaGenerator
    inputs: DeltaGenerator
    notes: DeltaGenerator
    below: DeltaGenerator

    def working(self) -> DeltaGenerator:
        """Return the answer's place while it is worked out: for progress, and for what went
        wrong."""
        return self.answer.container(height=HEIGHT, border=False)


def screen() -> Screen:
    """Lay out a page."""
    with st.container(key=KEY):
        answer, inputs = st.columns(SHARES, gap="large")
    places = Screen(
        answer.empty(), inputs.container(key="inputs"), inputs.container(key="notes"),
        st.container(key="below"),
    )  # fmt: skip
    places.working()
    return places


def question(text: str) -> None:
    """Draw what the page asks."""
    st.title(escaped(text), anchor=False)


def answer(sentence: str | Sequence[str], place: DeltaGenerator | None = None) -> None:
    """Draw the one sentence that answers it, or several lines. place: by default here."""
    lines = [sentence] if isinstance(sentence, str) else sentence
    (place or st).markdown("  \n".join(map(escaped, lines)))
