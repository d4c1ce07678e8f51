"""What is around every page: the line of links, what a narrow screen needs, one sentence on an
error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from semhub import resources
from semhub.errors import InputError
from semhub.ui.shared import address, first, messages

HOME = "pages/0_Home.py"
PAGES = {
    HOME: "Home",
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

STOPPED = "Stopped. What the model has read so far is kept."
WHEN_STOPPED = """
:has(> .st-key-stopped) { display: none }
.stApp[data-test-script-state=notRunning]:has(.stProgress, .stSpinner, .unfinished)
    :has(> .st-key-stopped) {
        display: flex; position: fixed; bottom: 1rem; right: 1rem; z-index: 1;
        width: fit-content;
        padding: 0.5rem 1rem; border: 1px solid; border-radius: 10px; background: Canvas;
    }
.stApp[data-test-script-state=notRunning] :is(.stProgress, .stSpinner) { display: none }
"""
"""A progress bar goes when its work is done, and so does the mark of an unfinished page. Where one
of them is still there and nothing runs, the page was stopped."""

LAYOUT = """
[data-testid=stCaptionContainer] { color: inherit; opacity: 0.78 }
@media (max-width: 640px) {
    [class*=st-key-scrolls] { overflow-x: auto }
    [class*=st-key-scrolls] .stVegaLiteChart { min-width: 620px }
    [class*=st-key-footer] { flex-wrap: wrap }
    [class*=st-key-footer] > :first-child { flex: 1 0 100% }
}
"""
"""Streamlit's small print is fainter than all can read. On a narrow screen a chart with many
columns keeps the width that they need and scrolls sideways; the sentence under it gets a line of
its own."""

WIDE = """
.stMainBlockContainer { max-width: none; padding-inline: 1rem }
@media (width >= 872px) { .stMainBlockContainer { padding-inline: 5rem } }
"""
"""Streamlit makes a page as wide as the window only with the first message; what stands there by
then would move."""

STYLE = f"body {{ {WIDE}{WHEN_STOPPED}{LAYOUT}{first.KEPT}{address.PLACE} }}"
"""What all pages look like. It is in the page that the server sends, so that it holds before
anything is drawn; within `body`, so that it holds against the styles that Streamlit adds later."""


_ROUTED = ContextVar("_ROUTED", default=False)
"""Whether this run came by `app.py`."""


def run() -> None:
    """Run the page that is asked for, below the line of links to all of them."""
    st.set_page_config(page_icon=str(resources.ICON), layout="wide")
    pages = [
        st.Page(resources.ROOT / path, title=name, default=path == HOME)
        for path, name in PAGES.items()
    ]
    chosen = st.navigation(pages, position="top")
    token = _ROUTED.set(True)
    try:
        chosen.run()
    finally:
        _ROUTED.reset(token)


@contextmanager
def page() -> Iterator[None]:
    """Draw a page below the line of links, however the server came to it."""
    if not _ROUTED.get():
        # A server runs a page of this folder by itself until `st.navigation` was once called. Its
        # widgets would be others than those of the same page under the line of links.
        run()
        st.stop()
    with around():
        yield


@contextmanager
def around() -> Iterator[None]:
    """Draw what stands around all pages: “Copy link”, and a sentence and a button that
    the browser shows once a page was stopped. A stopped run can draw nothing any more, and cannot
    remove its progress bar."""
    body = st.container()
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.text(STOPPED, width="content")
        st.button("Continue", key="go_on", type="primary")
        unfinished = st.empty()
    noted = address.button()
    unfinished.html(UNFINISHED)
    try:
        with body:
            yield
    finally:
        unfinished.empty()  # a run that was stopped never gets here
        address.note(noted, {address_of(path): link for path, link in _links().items()})


def address_of(path: str) -> str:
    """Find what stands behind the host in a page's address."""
    return "" if path == HOME else PAGES[path]


def remember(page: str, link: dict[str, str]) -> None:
    """Keep what leads back to this page as it is now, for “Copy link”."""
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
