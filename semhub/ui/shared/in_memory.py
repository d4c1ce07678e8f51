"""The models of this server: each one for all sessions, as long as one of them uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from semhub import collector
from semhub.models.options import USUAL, Options
from semhub.ui.shared.residents import Residents, limit

if TYPE_CHECKING:
    from semhub.ui.shared.residents import Resident

LOADING = "semhub.models.loading"
"""What loads models, with torch and transformers: a server imports it when it needs it."""

LOOK = 5
"""Seconds between two looks at whether sessions have ended."""

_once = threading.Lock()
_forgets: list[Callable[[str], None]] = []


def find(
    name: str, stamp: tuple, asked: Options = USUAL, *, keep: bool = True
) -> Resident:  # fmt: skip
    """Find a model, or load it. stamp: of its files: a folder that was written again is another
    model. asked: how it is loaded. keep: whether it stays behind this use.

    Raises `InputError` where it cannot be read, and where there is no room for it.
    """
    key = name, stamp, asked
    if asked.chat:  # the same weights, read in another way
        plain = find(name, stamp, replace(asked, chat=False), keep=keep)
        return residents().get(key, lambda: _in_chat(plain), user=_session(), keep=keep)
    return residents().get(key, lambda: _read(name, asked), user=_session(), keep=keep)


def asked_of(model: object) -> Options:
    """Return how a model that is in memory was loaded."""
    key = residents().key_of(model) or ()
    return next((part for part in key if isinstance(part, Options)), USUAL)


def made(make: Callable[[], Resident], *key: Hashable) -> Resident:
    """Find a model that is made and not read, for a single use."""
    return residents().get(key, make, keep=False)


def when_unused(forget: Callable[[str], None]) -> None:
    """Have the name of each model told that no session uses any more: what was kept of it for them
    can go, too."""
    _forgets.append(forget)


def residents() -> Residents:
    """The models of this server. Raises `InputError` on an environment that says no number."""
    with _once:
        return _residents()


@cache
def _residents() -> Residents:
    found = Residents(limit())
    threading.Thread(target=_tidy, args=(found,), name="Models leave", daemon=True).start()
    return found


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def _read(name: str, asked: Options) -> Resident:
    return collector.imported(LOADING).load(name, **asdict(asked))


def _in_chat(plain: Resident) -> Resident:
    return collector.imported(LOADING).in_chat(plain)


def _tidy(found: Residents) -> None:
    """Give memory back behind sessions that ended, as long as the server runs."""
    while threading.main_thread().is_alive():
        time.sleep(LOOK)
        if runtime.exists() and found.tidy(
            runtime.get_instance().is_active_session, time.monotonic(), _forget
        ):
            found.give_back()


def _forget(name: str) -> None:
    for forget in _forgets:
        forget(name)
