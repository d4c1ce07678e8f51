"""How far long work has come, told by the thread that asked for it; and how it is stopped.

Whoever works calls `step` between pieces, on whichever thread. What the report raises ends the work
on all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from typing import TypeVar

Found = TypeVar("Found")

PAUSE = 0.1
"""Seconds between two looks at whether other threads are to go on."""


class Stopped(Exception):
    """Ends the work of a thread that did not ask for it."""


@dataclass
class _Watch:
    """report: called with the share that is done, by the thread that made this alone."""

    report: Callable[[float], None]
    done: float = 0.0
    stopped: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: int = field(default_factory=threading.get_ident)

    def tell(self) -> None:
        if self.stopped:
            raise Stopped
        if threading.get_ident() == self.thread:
            try:
                self.report(min(self.done, 1.0))
            except BaseException:  # also the end of a page's run
                self.stopped = True
                raise


@dataclass
class _Part:
    """What runs now. share: of the whole. done: how much of that is told already."""

    watch: _Watch
    share: float
    done: float = 0.0

    def add(self, amount: float) -> None:
        with self.watch.lock:
            amount = min(amount, self.share - self.done)
            self.done += amount
            self.watch.done += amount


_part: ContextVar[_Part | None] = ContextVar("_part", default=None)


@contextmanager
def watched(report: Callable[[float], None] | None) -> Iterator[None]:
    """The context of work whose progress is reported: how much of it is done, from 0 to 1. Without
    a report it is that of whatever stands around it."""
    if report is None:
        yield
        return
    watch = _Watch(report)
    token = _part.set(_Part(watch, 1.0))
    try:
        yield
        watch.tell()
    finally:
        _part.reset(token)


@contextmanager
def part(share: float) -> Iterator[None]:
    """The context of a share of the work around it, which is told as done at its end."""
    above = _part.get()
    if above is None:
        yield
        return
    own = _Part(above.watch, min(share * above.share, above.share - above.done))
    token = _part.set(own)
    try:
        yield
        own.add(own.share - own.done)
        with above.watch.lock:
            above.done += own.share
    finally:
        _part.reset(token)
    above.watch.tell()


def step(share: float = 0.0) -> None:
    """Say that a share of what runs now is done, or only that work goes on."""
    own = _part.get()
    if own is not None:
        own.add(share * own.share)
        own.watch.tell()


def submitted(pool: Executor, work: Callable[..., Found], *given: object) -> Future[Found]:
    """Hand work to another thread, which tells of it as this one would."""
    return pool.submit(copy_context().run, work, *given)


def waited(future: Future[Found]) -> Found:
    """Wait for another thread's result, and tell meanwhile that work goes on."""
    while _part.get() is not None and not future.done():
        step()
        wait([future], PAUSE)
    return future.result()
