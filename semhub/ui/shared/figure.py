"""A chart under its own title, which is text of the page: it wraps, and is read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import streamlit as st

from semhub.charts.style import TITLE_ROOM
from semhub.ui.shared import first
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SCROLLS = "scrolls"
"""How the keys of charts begin that keep their width on a narrow screen and scroll sideways."""


def figure(chart: alt.TopLevelMixin, key: str, says: str, *, wide: bool = False, **options) -> None:
    """Draw the title of a chart, and under it the chart.

    says: what is shown, for those who cannot see it. wide: whether it has more columns than a
    narrow screen has room for. options: further arguments of `st.altair_chart`.
    """
    title, subtitle = words(chart)
    st.subheader(escaped(title), anchor=False)
    st.markdown(escaped(subtitle))
    with st.container(key=f"{SCROLLS}/{key}") if wide else st.container():
        draw(chart, key, says, **options)


def first_figure(chart: alt.TopLevelMixin, key: str, says: str, **options) -> None:
    """Draw the chart of a first screen under its title, as the page's question and answer."""
    title, subtitle = words(chart)
    first.question(title)
    first.answer(subtitle)
    draw(chart, key, says, height=first.CHART, **options)


def draw(
    chart: alt.TopLevelMixin, key: str, says: str, *, place: DeltaGenerator | None = None,
    height: int | None = None, **options,
) -> None:  # fmt: skip
    """Draw the chart alone.

    place: where, by default here. height: in pixels, with axes and legends; by default the chart's
    own, less what its title would take.
    """
    bare = without_title(chart)
    if height is not None:
        bare.height = height
    # The height is of the element too, so that it has it before the browser has the chart.
    (place or st).altair_chart(bare, height=bare.height, key=key, alt=says, **options)


def words(chart: alt.TopLevelMixin) -> tuple[str, str]:
    """Return the title and the subtitle of a chart, each as one string."""
    title = chart.title
    return _in_one(title.text), _in_one(title.subtitle)


def without_title(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """Return a copy without its title, and without the room of it.

    The title stays in the specification as data that is not drawn, for whoever reads that.
    """
    bare = chart.copy(deep=False)
    title, subtitle = words(chart)
    bare.title = alt.Undefined
    bare.usermeta = {**_or_empty(chart.usermeta), "title": title, "subtitle": subtitle}
    if isinstance(chart.height, int):
        bare.height = chart.height - TITLE_ROOM
    return bare


def _in_one(lines: str | Sequence[str] | Any) -> str:
    if lines is alt.Undefined:
        return ""
    return lines if isinstance(lines, str) else " ".join(lines)


def _or_empty(usermeta: dict | Any) -> dict:
    return {} if usermeta is alt.Undefined else usermeta
