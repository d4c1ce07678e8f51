"""What is around every page: its title, the way to the other pages, one sentence on an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from semhub import resources
from semhub.errors import InputError
from semhub.ui.shared import messages

PAGES = {
    "app.py": "Home",
    "pages/1_Text.py": "Text",
    "pages/3_Code.py": "Code",
    "pages/4_Image.py": "Image",
    "pages/5_Audio.py": "Audio",
    "pages/6_Hub.py": "Hub",
    "pages/7_Steer.py": "Steer",
    "pages/8_Emergence.py": "Emergence",
    "pages/9_Results.py": "Results",
}

UNFINISHED = '<span class="unfinished"></span>'
"""The sign of a page that is not drawn to its end. It has an element of its own: a browser leaves
out a container with nothing in it."""

STOPPED = "This was stopped, so that the page is not whole. What was read until then is kept."
WHEN_STOPPED = """
:has(> .st-key-stopped) { display: none }
.stApp[data-test-script-state=notRunning]:has(.stProgress, .stSpinner, .unfinished)
    :has(> .st-key-stopped) { display: flex }
.stApp[data-test-script-state=notRunning] :is(.stProgress, .stSpinner) { display: none }
"""
"""A bar goes when its work is done, and so does the sign of a page that is not drawn to its end:
where one of them is left and nothing runs, the page was stopped."""

NARROW = """
@media (max-width: 640px) {
    .stElementContainer:has(> * .stVegaLiteChart) { overflow-x: auto }
    .stVegaLiteChart { min-width: 860px }
    [class*=st-key-footer] { flex-wrap: wrap }
    [class*=st-key-footer] > :first-child { flex: 1 0 100% }
}
"""
"""On a telephone a chart keeps the width that its title needs, and is moved sideways; the sentence
under it has a line of its own."""

FETCHED = '<span aria-hidden="true" style="position: absolute; opacity: 0">语</span>'
"""A letter that nobody sees, so that a browser without a font for Chinese has ours when it comes to
a table: a table is drawn once, and does not wait for a font."""


@contextmanager
def page(path: str) -> Iterator[None]:
    """Set up the page at `path`, one of `PAGES`, and draw what stands around it: the line of links
    at its top, and a way to go on where a person stops it."""
    _start(path)
    with _way_on():
        yield


def _start(page: str) -> None:
    st.set_page_config(
        page_title=f"{PAGES[page]} · Semhub" if page != "app.py" else "Semhub",
        page_icon=str(resources.ICON),
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


@contextmanager
def _way_on() -> Iterator[None]:
    """Draw a sentence and a button, which the browser shows where the page was stopped: a stopped
    run can draw nothing any more, nor take its bar away."""
    st.html(f"<style>{WHEN_STOPPED}{NARROW}</style>")
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.text(STOPPED, width="content")
        st.button("Go on", key="go_on", type="primary")
        unfinished = st.empty()
    unfinished.html(UNFINISHED)
    try:
        yield
    finally:
        unfinished.empty()  # which a run that was stopped does not come to


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
        messages.error(str(error))
