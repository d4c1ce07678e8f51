"""Every sentence that may hold what a person wrote: it is shown letter for letter.

A name or a text may stand in a link that anyone made. Markdown in it would be a link that the app
seems to give, or a picture that the browser fetches from elsewhere. So boxes and bars are drawn
from here alone, and what goes into any other text of a page passes `escaped`
(`tests/ui/test_escaped.py`).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import streamlit as st

from semhub.public import public

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

_SIGN = re.compile(
    r"[\\`*\[\]~$]|(?<!\w)_|_(?!\w)|<(?=[\w/!?])|:(?=\w)|&(?=#?\w+;)|(?<![^\n])[-+#>=]"
)
"""What markdown and Streamlit's own directives take for theirs, where it stands so that they do."""

_ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)|@(?=\w)", re.IGNORECASE)
_JOINER = "\u2060"
"""Unseen, and of no width. Behind these the browser makes a link of an address whether a sign in it
is escaped or not."""

_FOLDERS = re.compile(r"(?<![\w.:/~\\])(?:~[\w.-]*)?/(?:[^\s/“”\"']+/)*(?=[^\s/“”\"'])")
"""What stands before the last part of a path."""


def escaped(text: str) -> str:
    """Write text so that markdown shows it letter for letter."""
    return _ADDRESS.sub(rf"\g<0>{_JOINER}", _SIGN.sub(r"\\\g<0>", text))


def error(sentence: str, place: DeltaGenerator | None = None) -> None:
    """Show what went wrong. place: where, by default here."""
    (place or st).error(_said(sentence))


def warning(sentence: str, place: DeltaGenerator | None = None) -> None:
    """Show what a number must not be read without."""
    (place or st).warning(_said(sentence))


def info(sentence: str, place: DeltaGenerator | None = None) -> None:
    """Show what a person can do."""
    (place or st).info(_said(sentence))


def caption(sentence: str, place: DeltaGenerator | None = None, **options) -> None:
    """Show a note in small print. options: further arguments of `st.caption`."""
    (place or st).caption(_said(sentence), **options)


def bar(place: DeltaGenerator, share: float, sentence: str) -> DeltaGenerator:
    """Show how far long work is. share: from 0 to 1."""
    return place.progress(share, _said(sentence))


def table(rows: Mapping[str, str]) -> None:
    """Show a table of names and what is said of them, line by line."""
    st.table(
        {escaped(name): _said(says) for name, says in rows.items()},
        border="horizontal", width="stretch",
    )  # fmt: skip


def code(text: str) -> str:
    """Write text as markdown's code, in one line, whatever stands in it."""
    line = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def _said(sentence: str) -> str:
    """Write a sentence of the library. Nobody reads in it where this machine's home is, which a ~
    stands for, and strangers read no folder at all."""
    home = os.path.expanduser("~").rstrip("/")
    short = sentence.replace(f"{home}/", "~/").replace(f"{home} ", "~ ") if home else sentence
    return escaped(_FOLDERS.sub("", short) if public() else short)
