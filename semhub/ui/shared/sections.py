"""The sections below a first screen: closed, named by what they answer, drawn when opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from semhub.ui.shared import frame, links

Drawn = TypeVar("Drawn")


def section(key: str, asks: str, draw: Callable[[], Drawn]) -> Drawn | None:
    """Draw one section, which costs nothing until it is opened. Return what `draw` returns; None
    while it is closed, and after an `InputError`, which is shown inside.

    key: its parameter in the page's link, `true` where it is open. asks: its name, a question.
    """
    box = st.expander(asks, key=links.hold(key), on_change="rerun", bind="query-params")
    if box.open:
        with box, frame.faults():
            return draw()
    return None
