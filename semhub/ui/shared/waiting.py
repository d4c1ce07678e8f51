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
    position: fixed; bottom: 0.25rem; right: 0.25rem; z-index: 1; padding: 0.125rem 0.5rem;
    border: 1px solid; border-radius: 10px; background: Canvas; font-size: 0.875rem;
    pointer-events: none;
}
.stApp[data-test-script-state=notRunning] .waiting { display: none }
"""
"""It stands in a corner, so that nothing moves when it comes and goes: away from Play, which is at
the left, and small, since on a phone it lies over the page. Clicks go through it."""

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
    # "Work": the visitor can have gone, and be oneself in a tab that was closed.
    said = f"Waiting for another visitor's work{ahead}"
    return f'<div class="waiting" role="status">{said}</div>'


turns.tell_by(_notice)
