"""A chart under its own title, which is text of the page: it wraps, and is read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import streamlit as st

from semhub.charts.style import TITLE_ROOM
from semhub.ui.shared import first, talk
from semhub.ui.shared.drawn import of_page
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SCROLLS = "scrolls"
"""How the keys of charts begin that keep their width on a narrow screen and scroll sideways."""

LINE = 28
"""Pixels of a line of text."""

Lines = str | Sequence[str]
Spec = Mapping[str, Any]


def figure(chart: alt.TopLevelMixin, key: str, says: str, *, wide: bool = False, **options) -> None:
    """Draw the title of a chart, and under it the chart.

    says: what is shown, for those who cannot see it. wide: whether it has more columns than a
    narrow screen has room for. options: further arguments of `st.altair_chart`.
    """
    title, subtitle = words(chart)
    st.subheader(escaped(title), anchor=False)
    first.answer(subtitle)
    with st.container(key=f"{SCROLLS}/{key}") if wide else st.container():
        draw(chart, key, says, **options)


def first_figure(chart: alt.TopLevelMixin, key: str, says: str, **options) -> None:
    """Draw the chart of a first screen under its title, as the page's question and answer."""
    title, subtitle = words(chart)
    first.question(title)
    first.answer(subtitle)
    more = 0 if isinstance(subtitle, str) else max(len(subtitle) - 2, 0)
    height = first.CHART - more * LINE
    with st.container(height=height, border=False):
        draw(chart, key, says, height=height, **options)


def draw(
    chart: alt.TopLevelMixin, key: str, says: str, *, place: DeltaGenerator | None = None,
    height: int | None = None, **options,
) -> None:  # fmt: skip
    """Draw the chart alone.

    place: where, by default here. height: in pixels, with axes and legends; by default the chart's
    own, less what its title would take.
    """
    draw_spec(
        of_page(chart),
        key,
        says,
        place=place,
        height=height or chart.height - TITLE_ROOM,
        **options,
    )


def figure_of_spec(spec: Spec, key: str, says: str, **options) -> None:
    """Draw the title of a chart that is a specification, and under it the chart, which scrolls
    sideways where the screen is narrow. To make an object of Altair of it would check it anew,
    which takes longer than a person who moves a slider will wait.

    options: further arguments of `st.vega_lite_chart`.
    """
    title, subtitle = words_of_spec(spec)
    st.subheader(escaped(title), anchor=False)
    first.answer(subtitle)
    with st.container(key=f"{SCROLLS}/{key}"):
        draw_spec(spec, key, says, height=spec["height"] - TITLE_ROOM, **options)


def draw_spec(
    spec: Spec, key: str, says: str, *, height: int, place: DeltaGenerator | None = None, **options
) -> None:
    """Draw a chart that is a specification, alone. height: in pixels, with axes and legends.
    place: where, by default here."""
    bare = {part: value for part, value in spec.items() if part != "title"}
    bare["usermeta"] = kept(spec.get("usermeta", {}), *words_of_spec(spec))
    bare["height"] = height = talk.height(height)
    # The height is of the element too, so that it has it before the browser has the chart.
    (place or st).vega_lite_chart(
        bare, width="stretch", height=height, key=key, alt=says, **options
    )


def words(chart: alt.TopLevelMixin) -> tuple[str, Lines]:
    """Return the title of a chart, and its subtitle in one line or several."""
    subtitle = chart.title.subtitle
    return chart.title.text, "" if subtitle is alt.Undefined else subtitle


def words_of_spec(spec: Spec) -> tuple[str, Lines]:
    """Return the same of a chart that is a specification."""
    return spec["title"]["text"], spec["title"].get("subtitle", "")


def kept(usermeta: Spec, title: str, subtitle: Lines) -> dict[str, Any]:
    """Keep a chart's words in its specification, as data that is not drawn."""
    return {**usermeta, "title": title, "subtitle": subtitle}
