"""Read what the page Hub shows at first before anyone opens it, in the pauses of other pages.

Its first answer needs some thousand items, each run once: long to wait for, but about as long as
most people look at their first page. The states go into the memory that all pages share, so that
the page Hub reads only what is left.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.ui.hub import queries
from semhub.ui.shared import results

if TYPE_CHECKING:
    from semhub.models.protocol import Model

PIECE = 32
"""Items read at a time: a page that is opened meanwhile waits only for these, 0.1 to 0.2 s."""

PAUSE = 0.1
"""Seconds between two looks at whether a page is being run."""

PAGES_RUN_IN = "ScriptRunner"
"""Prefix of the names of the threads in which streamlit runs pages and fragments."""

NAME = "Hub, ahead"
"""Name of the thread that reads."""

_begun = threading.Lock()


def begin(model: Model) -> None:
    """Start reading, once in a server's life; returns at once."""
    if _begun.acquire(blocking=False):
        # The server waits for it when it ends: a thread cut off inside PyTorch aborts everything.
        threading.Thread(target=read, args=(model,), name=NAME, daemon=False).start()


def read(model: Model) -> None:
    """Read the usual items of the page Hub, with the pooling that it has at first.

    It uses one core, waits between two pieces while a page runs, and stops when the server ends.
    """
    from semhub.models.exclusive import exclusive
    from semhub.states.extraction import extract
    from semhub.states.parallel import one_core

    # The page itself reports what is wrong with a data set.
    with suppress(InputError):
        try:
            sets = queries.usual_spokes().read_by(model.name, model.modalities).sets
        except RuntimeError:  # a server that ends gives no work to the threads that decode
            if _the_server_runs():
                raise
            return
        items = [item for columns in sets.values() for side in columns.values() for item in side]
        for start in range(0, len(items), PIECE):
            while _a_page_is_run() and _the_server_runs():
                time.sleep(PAUSE)
            if not _the_server_runs():
                return
            # Within `exclusive` all work stays on this thread, so a server that ends need not wait
            # for other threads.
            with one_core(), exclusive():
                extract(model, items[start : start + PIECE], memory=results.memory())


def _a_page_is_run() -> bool:
    return any(thread.name.startswith(PAGES_RUN_IN) for thread in threading.enumerate())


def _the_server_runs() -> bool:
    return threading.main_thread().is_alive()
