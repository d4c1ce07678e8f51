"""Messages in a coloured box: a person's own text in them is shown letter for letter."""

from __future__ import annotations

import re

import streamlit as st

_SIGN = re.compile(
    r"[\\`*\[\]~$]|(?<!\w)_|_(?!\w)|<(?=[\w/!?])|:(?=\w)|&(?=#?\w+;)|(?<=www)\."
    r"|(?<![^\n])[-+#>=]"
)
"""What markdown and Streamlit's own directives take for theirs, where it stands so that they do."""


def escaped(text: str) -> str:
    """Write text so that markdown shows it letter for letter."""
    return _SIGN.sub(r"\\\g<0>", text)


def error(sentence: str) -> None:
    """Show what went wrong."""
    st.error(escaped(sentence))


def warning(sentence: str) -> None:
    """Show what a number must not be read without."""
    st.warning(escaped(sentence))


def info(sentence: str) -> None:
    """Show what a person can do."""
    st.info(escaped(sentence))
