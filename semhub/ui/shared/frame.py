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
"""The mark of an unfinished page. It is an element of its own, since a browser leaves out an empty
container."""

STOPPED = "Stopped: the page is not complete. What the model has read so far is kept."
WHEN_STOPPED = """
:has(> .st-key-stopped) { display: none }
.stApp[data-test-script-state=notRunning]:has(.stProgress, .stSpinner, .unfinished)
    :has(> .st-key-stopped) { display: flex }
.stApp[data-test-script-state=notRunning] :is(.stProgress, .stSpinner) { display: none }
"""
"""A progress bar goes when its work is done, and so does the mark of an unfinished page. Where one
of them is still there and nothing runs, the page was stopped."""

NARROW = """
@media (max-width: 640px) {
    .stElementContainer:has(> * .stVegaLiteChart) { overflow-x: auto }
    .stVegaLiteChart { min-width: 860px }
    [class*=st-key-footer] { flex-wrap: wrap }
    [class*=st-key-footer] > :first-child { flex: 1 0 100% }
}
"""
"""On a narrow screen a chart keeps the width that its title needs and scrolls sideways; the
sentence under it gets a line of its own."""

FETCHED = '<span aria-hidden="true" style="position: absolute; opacity: 0">语</span>'
"""An invisible letter that makes a browser without a Chinese font load ours early: a table is drawn
once and does not wait for a font."""


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
    """Draw a sentence and a button that the browser shows once the page was stopped: a stopped run
    can draw nothing any more, and cannot remove its progress bar."""
    st.html(f"<style>{WHEN_STOPPED}{NARROW}</style>")
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.text(STOPPED, width="content")
        st.button("Go on", key="go_on", type="primary")
        unfinished = st.empty()
    unfinished.html(UNFINISHED)
    try:
        yield
    finally:
        unfinished.empty()  # a run that was stopped never gets here


def remember(page: str, link: dict[str, str]) -> None:
    """Keep what leads back to this page as it is now, for the links of the other pages."""
    _links()[page] = link


def _links() -> dict[str, dict[str, str]]:
    return st.session_state.setdefault("links", {})


@contextmanager
def faults() -> Iterator[None]:
    """Show an `InputError` as its one sentence; the rest of the page goes on."""
    try:
        yield
    except InputError as error:
        messages.error(str(error))
