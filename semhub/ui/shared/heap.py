"""The memory that the C library keeps for this process: kept in few places, and given back."""

from __future__ import annotations

import ctypes
import gc
import os
from typing import Any

ARENAS = 2
"""Most heaps in which threads find memory. glibc makes up to eight for each processor, and
Streamlit a thread for each visitor's run: what some visitors leave over in one heap is no use to a
thread of another, so that a server's memory grows with its visitors."""

_M_ARENA_MAX = -8
"""The number of the parameter in glibc's malloc.h."""


def keep_together() -> None:
    """Keep to `ARENAS` heaps. Must run before there are many threads: a heap that is there stays.

    Elsewhere than with glibc it does nothing.
    """
    if (set_option := _of_c_library("mallopt")) is not None:
        set_option(_M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Free what nothing holds any more, and give it back to the system.

    Modules hold each other in circles, which the collector has to find; and the C library keeps
    what was freed in small pieces, unless it is told not to.
    """
    gc.unfreeze()
    settle()


def settle() -> None:
    """Do the same where nothing has left but what the last work used: what stays since before it is
    not looked through."""
    gc.collect()
    # The objects of torch live as long as a model, so the collector need not visit them.
    gc.freeze()
    if (trim := _of_c_library("malloc_trim")) is not None:
        trim(0)


def _of_c_library(name: str) -> Any:
    """A function of glibc; None with another C library."""
    return getattr(ctypes.CDLL(None), name, None) if os.name == "posix" else None
