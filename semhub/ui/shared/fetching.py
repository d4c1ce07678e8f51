"""Fetch a model when a person has asked for it: neither a link nor a choice fetches anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from semhub.errors import InputError
from semhub.models import catalogue
from semhub.models.not_here import NotHere
from semhub.public import public
from semhub.ui.shared import messages

if TYPE_CHECKING:
    from semhub.models.not_here import Progress

ASKED, FAILED = "fetch/asked", "fetch/failed"
"""Session keys: the name that was asked for, and, by names, why a fetch failed."""


def folder(name: str, progress: Progress, revision: str | None = None) -> Path:
    """Return the folder of a model, fetched if that was asked for, once.

    Raises `InputError` where there is none, or strangers may not use it, and `NotHere` where it
    would have to be fetched, or that failed.
    """
    require_offered(name)
    asked = st.session_state.pop(ASKED, None) == name
    try:
        return catalogue.folder(name, progress, may_fetch=asked, revision=revision)
    except NotHere as missing:
        raise NotHere(_failed().get(name, str(missing))) from None
    except InputError as error:
        if not asked:
            raise
        _failed()[name] = str(error)
        raise NotHere(str(error)) from None


def offer(name: str, sentence: str) -> None:
    """Say that a model is not here, and draw the button that fetches it."""
    messages.info(sentence)
    st.button("Fetch", key=f"fetch/{name}", on_click=ask, args=(name,))


def ask(name: str) -> None:
    """Have a model fetched, from a button's callback."""
    st.session_state[ASKED] = name
    _failed().pop(name, None)


def is_offered(name: str) -> bool:
    """Tell whether a model may be used here: strangers use what is listed, here, and fits."""
    return not public() or any(entry.name == name for entry in catalogue.offered())


def require_offered(name: str) -> None:
    """Raise `InputError` where a model may not be used here."""
    if not is_offered(name):
        raise InputError("This server offers the models of its list alone; choose one of them.")


def _failed() -> dict[str, str]:
    return st.session_state.setdefault(FAILED, {})
