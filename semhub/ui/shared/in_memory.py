"""The models of this server: each one for all sessions, as long as one of them uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from functools import cache
from typing import TYPE_CHECKING

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from semhub.ui.shared.residents import Residents, limit

if TYPE_CHECKING:
    from semhub.ui.shared.residents import Resident

LOOK = 5
"""Seconds between two looks at whether sessions have ended."""

_once = threading.Lock()
_forgets: list[Callable[[str], None]] = []


def find(name: str, stamp: tuple, *, keep: bool = True) -> Resident:
    """Find a model, or load it. stamp: of its files: a folder that was written again is another
    model. keep: whether it stays behind this use.

    Raises `InputError` where it cannot be read, and where there is no room for it.
    """
    return residents().get((name, stamp), lambda: _read(name), user=_session(), keep=keep)


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


def _read(name: str) -> Resident:
    from semhub.models.loading import load

    return load(name)


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
