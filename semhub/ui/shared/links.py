"""Keep what a person chooses in the page's link, also while its widget is not drawn. A link may
hold any text, so whole numbers are checked."""

from __future__ import annotations

import re

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_WHOLE_NUMBER = re.compile(r"([+-]?)0*(\d+)")
_MANY = 18
"""Digits beyond which the sign alone counts: Python does not read a number of 4,300 of them."""


def whole_number(written: str, low: int, high: int) -> int | None:
    """Read a whole number from text, clipped to `low` to `high`; None where the text is no whole
    number."""
    found = _WHOLE_NUMBER.fullmatch(written.strip())
    if found is None:
        return None
    sign, digits = found.groups()
    size = int(digits) if len(digits) <= _MANY else max(abs(low), abs(high))
    return min(max(-size if sign == "-" else size, low), high)


def choose(key: str, number: int) -> None:
    """Keep what a person chose for the session, and in the link."""
    st.session_state[_chosen(key)] = number
    st.query_params[key] = str(number)


def keep(key: str) -> None:
    """Keep a widget's number, from its callback."""
    choose(key, st.session_state[key])


def number(key: str, low: int, high: int, usual: int) -> int:
    """Find the number that was chosen, by a link or by hand, clipped to `low` to `high`; correct
    the link. Without a choice it is `usual`, which may change with the model or data set.

    The widget with this key takes its value from here, and calls `keep` on a change.
    """
    written = st.query_params.get(key)
    found = None if written is None else whole_number(written, low, high)
    if found is None and _by_history():
        st.session_state.pop(_chosen(key), None)  # nothing was chosen yet on the page as it was
    if found is None:
        found = st.session_state.get(_chosen(key))
    if found is not None:
        found = min(max(found, low), high)
        st.session_state[_chosen(key)] = found
    if written is not None and found is None:
        del st.query_params[key]
    elif found is not None and written != str(found):
        st.query_params[key] = str(found)
    st.session_state[key] = usual if found is None else found
    return st.session_state[key]


def slider(place, label: str, low: int, high: int, key: str, **options) -> int:
    """Draw the slider of a `number`, or say that there is no choice.

    options: further arguments of `st.slider`.
    """
    if low == high:
        place.caption(f"{label}: {low}, the only one")
        return low
    return place.slider(label, low, high, key=key, on_change=keep, args=(key,), **options)


def number_input(
    place, label: str, low: int, high: int, usual: int, key: str, **options
) -> int:  # fmt: skip
    """Draw a field for a `number`. Streamlit's own binding to the link breaks on `?key=inf`.

    options: further arguments of `st.number_input`.
    """
    number(key, low, high, usual)
    return place.number_input(label, low, high, key=key, on_change=keep, args=(key,), **options)


def hold(key: str) -> str:
    """Return the key of a widget that is about to be drawn, and set its value again: a browser
    resets a widget that was not drawn for a while to its default."""
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]
    return key


def _by_history() -> bool:
    """Find whether this run is for the browser's Back or Forward: the link then says all that was
    chosen, as it does for widgets that Streamlit binds to it."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _chosen(key: str) -> str:
    return f"{key}/chosen"
