"""How threads wait for each other, and where one is enough."""

import os
from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def wait_passively() -> None:
    """Let waiting threads sleep; must run before torch is first imported. For the programs of this
    project: a library leaves it alone.

    By default they spin. On two cores of which a browser or a talk's screen recorder takes some,
    a spinning thread keeps the one it waits for from running: a forward pass of the embedded model
    was seen to take 4 to 28 s instead of 0.4 s. Asleep, they cost a small model a few milliseconds.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def one_for_products() -> AbstractContextManager:
    """The context in which numpy's products keep to one thread: over thousands of small ones,
    waiting for a second costs more than it brings."""
    return _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
