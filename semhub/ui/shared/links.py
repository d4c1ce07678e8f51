"""What a person chooses, in a page's link: it stays when its widget was away, and of whole numbers
any text may stand in a link."""

from __future__ import annotations

import re

import streamlit as st

_WHOLE = re.compile(r"([+-]?)0*(\d+)")
_MANY = 18
"""Digits beyond which the sign alone counts: Python does not read a number of 4,300 of them."""


def whole(written: str, low: int, high: int) -> int | None:
    """Read the whole number that is `written`, brought into `low` to `high`; None where it is
    none."""
    found = _WHOLE.fullmatch(written.strip())
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
    """Find what was chosen, by a link or by hand, in `low` to `high`; the link is put right. Else
    `usual`, which gives way to that of another model or data set.

    It is the value of the widget with this key, which takes no other and calls `keep` on a change.
    """
    written = st.query_params.get(key)
    found = None if written is None else whole(written, low, high)
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
    """Return the key of a widget about to be drawn, its value set again: a browser begins a widget
    that was away for a while, as below a file that is not there yet, with what is usual."""
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]
    return key


def _chosen(key: str) -> str:
    return f"{key}/chosen"
