"""What is around every page: its title, the way to the other pages, one sentence on an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from semhub.errors import InputError

ICON = Path(__file__).parents[2] / "static" / "icon.png"
PAGES = {
    "app.py": "Home",
    "pages/1_Text.py": "Text",
    "pages/3_Code.py": "Code",
    "pages/4_Image.py": "Image",
    "pages/5_Audio.py": "Audio",
    "pages/6_Hub.py": "Hub",
    "pages/7_Steer.py": "Steer",
    "pages/8_Emergence.py": "Emergence",
}

FETCHED = '<span aria-hidden="true" style="position: absolute; opacity: 0">语</span>'
"""A letter that nobody sees, so that a browser without a font for Chinese has ours when it comes to
a table: a table is drawn once, and does not wait for a font."""


def start(page: str) -> None:
    """Set up a page of `PAGES` and draw the line of links at its top."""
    st.set_page_config(
        page_title=f"{PAGES[page]} · Semhub" if page != "app.py" else "Semhub",
        page_icon=str(ICON),
        layout="wide",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**Semhub**{FETCHED}", width="content", unsafe_allow_html=True)
        for path, name in PAGES.items():
            st.page_link(
                path,
                label=f"**{name}**" if path == page else name,
                query_params=_links().get(path, {}),
            )


def remember(page: str, link: dict[str, str]) -> None:
    """Keep what leads back to this page as it is now, for the links of the other pages."""
    _links()[page] = link


def _links() -> dict[str, dict[str, str]]:
    return st.session_state.setdefault("links", {})


@contextmanager
def faults() -> Iterator[None]:
    """Show what the library refuses as its one sentence; the rest of the page goes on."""
    try:
        yield
    except InputError as error:
        st.error(str(error))
