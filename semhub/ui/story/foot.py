"""What stands under a step: that it is recorded or live, and the ways to the steps around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.models import catalogue
from semhub.ui.shared import links, models, talk
from semhub.ui.shared.messages import code, escaped
from semhub.ui.story.told import story

if TYPE_CHECKING:
    from semhub.ui.story.steps import Link
    from semhub.ui.story.told import Told

PAGE = "pages/2_Story.py"
STEP, SHOWS = "step", "story"
"""Parameters of a link: the number of a step, from 1; on another page, of the step that it shows
live in talk mode."""


def step_of(count: int, parameter: str = STEP) -> int:
    """Return the number of the step that the link names, by default the first."""
    return links.whole_number(st.query_params.get(parameter, ""), 1, count) or 1


def below_step(told: Told, number: int, count: int) -> None:
    """Draw what stands under a recorded step."""
    with _place():
        if told.spec:
            st.markdown(f"**Recorded** · {escaped(told.models)}", width="content")
        if told.link:
            _live(told, number)
        _ways(number - 1, number, number + 1, count)


def below_live() -> None:
    """Draw what stands under a page in talk mode, if it shows a step live."""
    if SHOWS in st.query_params:
        count = len(story())
        number = step_of(count, SHOWS)
        with _place():
            st.markdown("**Live**", width="content")
            _ways(number, number, number + 1, count, back="‹ The recorded one")


def _place():
    return st.container(
        key="talk_foot", horizontal=True, vertical_alignment="center", gap="medium"
    )  # fmt: skip


def _live(told: Told, number: int) -> None:
    """Draw the link to the page that shows a step live, or what it lacks here."""
    how = lacks(told.link)
    if how:
        st.markdown(f"Live: {code(how)} first", width="content")
        return
    shows = {SHOWS: str(number), **talk.ON} if talk.on() else {}
    st.page_link(
        told.link.page, label="See it live  →", query_params={**told.link.parameters, **shows}
    )


def lacks(link: Link) -> str:
    """Return how to bring the model that a link names, where it is known and not here."""
    named = link.parameters.get(models.KEY, [""])[0]
    for entry in catalogue.ENTRIES:
        if entry.name == named and not entry.on_disk:
            return entry.how
    return ""


def _ways(before: int, number: int, after: int, count: int, back: str = "‹ Previous") -> None:
    """Draw the links to the steps before and after, which the keys follow, and where one is."""
    st.space("stretch")
    if before:
        with st.container(key="talk_previous", width="content"):
            st.page_link(PAGE, label=back, query_params=_kept(before))
    st.markdown(f"{number} of {count}", width="content")
    if after <= count:
        with st.container(key="talk_next", width="content"):
            st.page_link(PAGE, label="Next ›", query_params=_kept(after))


def _kept(number: int) -> dict[str, str]:
    """Return the parameters of a link to a step."""
    return {STEP: str(number)} | (talk.ON if talk.on() else {})
