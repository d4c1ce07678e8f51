"""What is around every page: the line of links, what a narrow screen needs, one sentence on an
error, and the last boundary for one that nobody foresaw."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import uuid4

import streamlit as st

from semhub import resources
from semhub.errors import InputError
from semhub.ui.shared import address, first, gate, heap, light, messages, strangers, talk, waiting

Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")

HOME = "pages/0_Home.py"
PAGES = {
    HOME: "Home",
    "pages/2_Story.py": "Story",
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

UNFORESEEN = (
    "Something went wrong here that Semhub did not foresee. Load the page again; if it comes back, "
    "choose something else, and tell us what you had chosen."
)
_LOG = logging.getLogger("semhub")
_LOGGED_BY_STREAMLIT = "streamlit.error_util"
"""The logger by which Streamlit writes an exception whole, with what a person typed in it."""

LAYOUT = """
[class*=st-key-unforeseen] {
    position: fixed; bottom: 1rem; left: 1rem; right: 1rem; z-index: 1; width: auto;
    background: Canvas; border-radius: 10px;
}
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

USUAL = f"{WIDE}{WHEN_STOPPED}{LAYOUT}{first.KEPT}{address.PLACE}{waiting.STYLE}"
STYLE = f"body {{ {USUAL} }}{talk.STYLE}"
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
        with strangers.timed():
            chosen.run()
    finally:
        _ROUTED.reset(token)


def begin() -> None:
    """Prepare the server, before it serves anybody."""
    from semhub.charts import style  # and altair, which the first page would wait for

    heap.keep_together()
    strangers.begin()
    style.trust_charts()
    st.set_option("logger.enableRich", False)  # which writes past every logger
    logging.getLogger(_LOGGED_BY_STREAMLIT).addFilter(lambda record: record.exc_info is None)


def boundary(error: Exception) -> bool:
    """Show one sentence in place of an exception that nothing caught, and write to the log where it
    arose. Streamlit calls it for pages, fragments and callbacks, and not for its own `st.stop` and
    `st.rerun`. Returns True, by which nothing else is shown.

    The log names kinds and places in the code. What an exception says may hold a person's text or
    the name of a file.
    """
    if isinstance(error, InputError):
        sentence = str(error)
    else:
        sentence = UNFORESEEN
        _LOG.error("Not foreseen: %s", traced(error))
    with st.container(key=f"unforeseen/{uuid4()}"):
        messages.error(sentence)
    return True


def traced(error: BaseException) -> str:
    """Write where an exception arose, and what it arose from: kinds, files, lines and functions."""
    calls = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in calls[::-1])
    before = error.__cause__ or error.__context__
    return f"{type(error).__name__} at {places}" + (f", from {traced(before)}" if before else "")


def fragment(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Make a fragment of Streamlit, whose reruns are requests of their own."""

    @wraps(draw)
    def timed(*args: Given.args, **kwargs: Given.kwargs) -> Drawn:
        with strangers.timed():
            return draw(*args, **kwargs)

    return light.fragment(timed)


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
    if talk.on():
        _audience()
    unfinished.html(UNFINISHED)
    try:
        with body, waiting.shown(), gate.PAGES.passed():
            yield
    finally:
        unfinished.empty()  # a run that was stopped never gets here
        address.note(noted, {address_of(path): link for path, link in _links().items()})


def _audience() -> None:
    """Draw what the keys of a clicker press, before the page: it may take long."""
    from semhub.ui.story import foot

    talk.leave_button()
    with faults():
        foot.below_live()


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
