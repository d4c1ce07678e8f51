"""Pages are drawn one after the other, first come, first served.

Python runs one thread at a time anyway. Sixteen pages that take turns every few milliseconds are
all as late as the last of them; one after the other, each is there when its turn has come.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from semhub import turns

LONG = 0.15
"""Seconds for which a page has others wait. One that takes longer goes on, and they beside it: what
a model reads for it has turns of its own (`semhub.turns`). A page drawn before takes 0.1 s."""

LOOK = 0.05
"""Seconds between two looks at whether the page before took longer."""

_inside = ContextVar("_inside", default=False)
"""Whether this run has passed: a page's fragments are drawn with it."""


class Gate:
    """It lets one pass after the other, the next when the one before has left, or after `seconds`
    of it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()
        self._last: object | None = None
        self._since = 0.0

    @contextmanager
    def passed(self) -> Iterator[None]:
        """The context of what is done behind it. It waits for those that came before, and tells of
        it as of any wait (`semhub.turns`)."""
        if _inside.get():
            yield
            return
        ticket = object()
        try:
            self._enter(ticket)
            token = _inside.set(True)
            try:
                yield
            finally:
                _inside.reset(token)
        finally:
            self._leave(ticket)

    def _enter(self, ticket: object) -> None:
        with self._changed:
            self._queue.append(ticket)
        turns.wait(lambda seconds: self._comes(ticket, seconds), lambda: self._before(ticket))

    def _comes(self, ticket: object, seconds: float) -> bool:
        until = time.monotonic() + seconds
        with self._changed:
            while self._queue[0] is not ticket or not self._is_free():
                rest = until - time.monotonic()
                if rest <= 0:
                    return False
                self._changed.wait(min(rest, LOOK) if self._queue[0] is ticket else rest)
            self._queue.popleft()
            self._last, self._since = ticket, time.monotonic()
            self._changed.notify_all()
            return True

    def _is_free(self) -> bool:
        return self._last is None or time.monotonic() - self._since >= self._seconds

    def _before(self, ticket: object) -> int:
        """Count who comes first: those in the queue, and the one that passed last."""
        with self._changed:
            return self._queue.index(ticket) + 1 if ticket in self._queue else 0

    def _leave(self, ticket: object) -> None:
        with self._changed:
            if self._last is ticket:
                self._last = None
            if ticket in self._queue:
                self._queue.remove(ticket)
            self._changed.notify_all()


PAGES = Gate(LONG)
"""That of this server's pages."""
