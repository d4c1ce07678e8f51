"""Who may go next: a lock that goes round in the order in which it was asked for.

Python's own goes to whichever thread is quickest, which is the one that has just given it back:
beside somebody's long work all others would wait for its end.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

PATIENCE = 0.5
"""Seconds of waiting of which nobody is told."""

PAUSE = 0.5
"""Seconds between two tellings of the same wait."""

Tell = Callable[[int], None]
"""Called with how many are before whoever waits. What it raises ends the wait."""


@contextmanager
def _unheard() -> Iterator[Tell]:
    yield lambda before: None


_notice: Callable[[], AbstractContextManager[Tell]] = _unheard


def tell_by(notice: Callable[[], AbstractContextManager[Tell]]) -> None:
    """Say who tells of waiting, in all of this process: `notice` is entered, in the thread that
    waits, once it has waited for `PATIENCE`, and left when its turn has come."""
    global _notice
    _notice = notice


def wait(comes: Callable[[float], bool], before: Callable[[], int]) -> None:
    """Wait until `comes`, which waits for so many seconds and returns whether it is there; and tell
    meanwhile how many are `before`."""
    if comes(PATIENCE):
        return
    with _notice() as tell:
        tell(before())
        while not comes(PAUSE):
            tell(before())


@dataclass(eq=False)
class _Ticket:
    thread: int = field(default_factory=threading.get_ident)
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """First come, first served. Whoever holds the turn may take it again within, and gives it back
    as often."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[_Ticket] = deque()
        self._holder: int | None = None
        self._depth = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The context of what one thread does at a time. It waits for those that came before."""
        self._take()
        try:
            yield
        finally:
            self._give()

    def is_mine(self) -> bool:
        """Whether this thread holds the turn."""
        return self._holder == threading.get_ident()

    def _take(self) -> None:
        with self._guard:
            if self._holder is None or self.is_mine():
                self._holder = threading.get_ident()
                self._depth += 1
                return
            ticket = _Ticket()
            self._queue.append(ticket)
        try:
            wait(ticket.called.wait, lambda: self._before(ticket))
        except BaseException:  # also the end of a page's run
            self._leave(ticket)
            raise

    def _before(self, ticket: _Ticket) -> int:
        """Count who comes first: those in the queue, and the one whose turn it is."""
        with self._guard:
            return 0 if ticket.called.is_set() else self._queue.index(ticket) + 1

    def _leave(self, ticket: _Ticket) -> None:
        with self._guard:
            if not ticket.called.is_set():
                self._queue.remove(ticket)
                return
        self._give()  # the turn had come meanwhile

    def _give(self) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._holder = None
            if self._queue:
                following = self._queue.popleft()
                self._holder, self._depth = following.thread, 1
                following.called.set()
