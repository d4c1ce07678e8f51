"""Read what the page Hub shows at first before anyone opens it, in the pauses of other pages.

Its first answer takes some thousand items, each run once: longer than a visitor likes to wait, and
no longer than most people look at the page they came to. What is read goes into the memory that
all pages share, so that the page Hub reads only what is left.
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
"""Items read at a time: a page that is opened meanwhile waits for no more of them, a tenth of a
second or two."""

PAUSE = 0.1
"""Seconds between two looks at whether a page is being run."""

PAGES_RUN_IN = "ScriptRunner"
"""How the names of the threads begin in which streamlit runs pages, and parts of pages."""

NAME = "Hub, ahead"
"""Of the thread that reads."""

_begun = threading.Lock()


def begin(model: Model) -> None:
    """Start reading, once in a server's life; returns at once."""
    if _begun.acquire(blocking=False):
        # The server waits for it at its end: a thread that is cut off within PyTorch aborts all.
        threading.Thread(target=read, args=(model,), name=NAME, daemon=False).start()


def read(model: Model) -> None:
    """Read the usual items of the page Hub, with the pooling that it has at first.

    It keeps to one core, and waits between two pieces until no page is run. It ends early when the
    server does.
    """
    from semhub.models.exclusive import exclusive
    from semhub.states.extraction import extract
    from semhub.states.parallel import one_core

    # What is wrong with a data set, the page itself says.
    with suppress(InputError):
        sets = queries.usual_spokes().read_by(model.name, model.modalities).sets
        items = [item for columns in sets.values() for side in columns.values() for item in side]
        for start in range(0, len(items), PIECE):
            while _a_page_is_run() and _the_server_runs():
                time.sleep(PAUSE)
            if not _the_server_runs():
                return
            # Who holds the model already does all on his own thread, none of which a server that
            # ends would have to wait for.
            with one_core(), exclusive():
                extract(model, items[start : start + PIECE], memory=results.memory())


def _a_page_is_run() -> bool:
    return any(thread.name.startswith(PAGES_RUN_IN) for thread in threading.enumerate())


def _the_server_runs() -> bool:
    return threading.main_thread().is_alive()
