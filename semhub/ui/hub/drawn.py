"""A chart of one layer under its own title, which is text of the page, as in `ui/shared/figure.py`.

These charts are specifications and no objects of Altair: to check one anew at every layer would
take longer than a person who moves a slider will wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.style import TITLE_ROOM
from semhub.ui.shared.figure import SCROLLS
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.charts.slides import Slide


def draw(slide: Slide, key: str, says: str, **options) -> None:
    """Draw the title and the chart, which scrolls sideways where the screen is narrow.

    key: of the chart. says: what is shown, for those who cannot see it. options: further arguments
    of `st.vega_lite_chart`.
    """
    spec = slide.to_dict()
    title = spec.pop("title")
    lines = title["subtitle"]
    subtitle = lines if isinstance(lines, str) else " ".join(lines)
    st.subheader(escaped(title["text"]), anchor=False)
    st.markdown(escaped(subtitle))
    # As data that is not drawn, for whoever reads the specification.
    spec["usermeta"] = {**spec.get("usermeta", {}), "title": title["text"], "subtitle": subtitle}
    spec["height"] -= TITLE_ROOM
    with st.container(key=f"{SCROLLS}/{key}"):
        st.vega_lite_chart(spec, key=key, width="stretch", alt=says, **options)
