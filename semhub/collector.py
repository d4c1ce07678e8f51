"""What Python's collector of garbage looks through."""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from types import ModuleType

# Extension modules report objects that are frozen when a program ends as leaks.
atexit.register(gc.unfreeze)


def imported(name: str) -> ModuleType:
    """Import a module of which much stays: the collector does not look through that, neither while
    it grows, which is a quarter of the time that torch and transformers take, nor later.

    The little of it that is garbage stays until somebody calls `gc.unfreeze`. For the programs of
    this project: a library leaves the collector alone.
    """
    if name in sys.modules:
        return import_module(name)  # which waits for another thread that is at it
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()
