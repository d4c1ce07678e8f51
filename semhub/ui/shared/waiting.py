"""Who waits for another visitor is told so, with the place in the queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import streamlit as st

from semhub import turns
from semhub.ui.shared import strangers

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

STYLE = """
.waiting {
    position: fixed; bottom: 1rem; left: 1rem; z-index: 1; padding: 0.5rem 1rem;
    border: 1px solid; border-radius: 10px; background: Canvas;
}
.stApp[data-test-script-state=notRunning] .waiting { display: none }
"""
"""It stands in a corner, so that nothing moves when it comes and goes."""

_place: ContextVar[DeltaGenerator | None] = ContextVar("_place", default=None)
"""Where this run tells of it."""


@contextmanager
def shown() -> Iterator[None]:
    """The context in which waiting is shown: a page's run, or a fragment's."""
    token = _place.set(st.empty())
    try:
        yield
    finally:
        _place.reset(token)


@contextmanager
def _notice() -> Iterator[turns.Tell]:
    place = _place.get()
    if place is None:  # no page's thread
        yield lambda before: None
        return

    def tell(before: int) -> None:
        strangers.require_time()
        # To draw it also lets Streamlit end this run when the person has clicked something else.
        place.html(_sentence(before))

    yield tell
    place.empty()


def _sentence(before: int) -> str:
    ahead = f": {before} before you" if before else ""
    return f'<div class="waiting" role="status">Waiting for another visitor{ahead}</div>'


turns.tell_by(_notice)
