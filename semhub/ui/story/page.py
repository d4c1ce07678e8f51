"""The page Story: a title, a sentence and a recorded chart; no model is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.moving import played
from semhub.ui.hub import player
from semhub.ui.shared import figure, first, frame, talk
from semhub.ui.shared.messages import escaped
from semhub.ui.story import foot
from semhub.ui.story.told import story

if TYPE_CHECKING:
    from semhub.ui.shared.first import Screen
    from semhub.ui.story.told import Told

CHART = first.CHART - 32
"""Pixels of a chart's height: under it is one more line than on other pages."""

PLAYER = 40
"""The same of the slider of a chart whose marks move."""


def draw(screen: Screen) -> None:
    """Draw the step that the link names, and beside it the way to the others."""
    steps = story()
    number = foot.step_of(len(steps))
    st.query_params[foot.STEP] = str(number)  # a link to the page that is open leaves the address
    frame.remember(foot.PAGE, {foot.STEP: str(number)})
    told = steps[number - 1]
    with screen.answer.container():
        first.question(told.title)
        with st.container(key="story_says"):
            first.answer(told.says)
        if told.spec:
            _chart(told, f"story_{number}")
        foot.below_step(told, number, len(steps))
    if not talk.on():
        with screen.inputs, st.popover("All steps", width="stretch"):
            for at, one in enumerate(steps, start=1):
                label = f"**{at}  {escaped(one.title)}**" if at == number else f"{at}  {one.title}"
                st.page_link(foot.PAGE, label=label, query_params={foot.STEP: str(at)})


def _chart(told: Told, key: str) -> None:
    if told.last is None:
        figure.draw_spec(told.spec, key, told.shows, height=CHART)
        return
    spec = played(told.spec, told.last) | {"title": told.spec["title"]}
    player.style()
    with st.container(key=player.CHARTS):
        figure.draw_spec(spec, key, told.shows, height=CHART - PLAYER)
    player.player(told.layer, told.last)
