"""First come, first served; and whoever waits is told, and may go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from semhub import turns
from semhub.turns import Turns

WAIT = 20


class Queue:
    """A lock that this thread holds, and threads that wait for it one behind the other.

    told: (name, how many were before it) in order. order: who had its turn.
    """

    def __init__(self) -> None:
        self.turns = Turns()
        self.told: list[tuple[str, int]] = []
        self.order: list[str] = []
        self.threads: list[threading.Thread] = []

    def add(self, name: str, work: Callable[[], None] = lambda: None) -> threading.Thread:
        def session() -> None:
            with self.turns.turn():
                self.order.append(name)
                work()

        thread = threading.Thread(target=session, name=name)
        ahead = len(self.turns._queue)
        thread.start()
        self.threads.append(thread)
        until(lambda: len(self.turns._queue) == ahead + 1)
        return thread

    def end(self) -> list[str]:
        for thread in self.threads:
            thread.join(WAIT)
            assert not thread.is_alive()
        return self.order


def until(there: Callable[[], bool]) -> None:
    tick = threading.Event()
    for _ in range(WAIT * 100):
        if there():
            return
        tick.wait(0.01)
    raise AssertionError("It never came to be.")


@pytest.fixture
def queue(monkeypatch) -> Iterator[Queue]:
    """A queue of which all is told at once."""
    found = Queue()

    @contextmanager
    def notice():
        name = threading.current_thread().name
        yield lambda before: found.told.append((name, before))
        found.told.append((name, -1))

    monkeypatch.setattr(turns, "_notice", notice)
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    monkeypatch.setattr(turns, "PAUSE", 0.01)
    yield found
    found.end()


def test_who_came_first_goes_first(queue):
    with queue.turns.turn():
        for name in "abcdef":
            queue.add(name)
    assert queue.end() == list("abcdef")


def test_who_asks_again_stands_behind_those_who_wait(queue):
    with queue.turns.turn():
        queue.add("first")
    with queue.turns.turn():
        queue.order.append("again")
    assert queue.end() == ["first", "again"]


def test_who_holds_the_turn_may_take_it_again_within(queue):
    with queue.turns.turn(), queue.turns.turn():
        assert queue.turns.is_mine()
    assert not queue.turns.is_mine()
    with queue.turns.turn():
        with queue.turns.turn():
            queue.add("later")
        assert not queue.order
    assert queue.end() == ["later"]


def test_an_exception_gives_the_turn_back(queue):
    with pytest.raises(ZeroDivisionError), queue.turns.turn():
        queue.add("next")
        raise ZeroDivisionError
    assert queue.end() == ["next"]


def test_each_is_told_its_place_and_of_the_end_of_the_wait(queue):
    with queue.turns.turn():
        queue.add("a")
        queue.add("b")
        until(lambda: {("a", 1), ("b", 2)} <= {*queue.told})
    queue.end()
    for name, places in (("a", [1]), ("b", [1, 2])):
        told = [before for who, before in queue.told if who == name]
        assert told.pop() == -1 and {*told} <= {0, *places} and told == sorted(told)[::-1]


def test_of_a_short_wait_nobody_is_told(queue, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", WAIT)
    with queue.turns.turn():
        queue.add("a")
    assert queue.end() == ["a"] and not queue.told


def test_who_is_stopped_while_waiting_leaves_the_queue(queue, monkeypatch):
    """As Streamlit does, which ends a page's run when something is drawn."""
    left = threading.Event()

    @contextmanager
    def stopping():
        def tell(_before: int) -> None:
            if threading.current_thread().name == "stopped":
                raise KeyboardInterrupt

        try:
            yield tell
        finally:
            left.set()

    monkeypatch.setattr(turns, "_notice", stopping)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    with queue.turns.turn():
        stopped = threading.Thread(target=queue.turns._take, name="stopped")
        stopped.start()
        stopped.join(WAIT)
        assert left.is_set() and not queue.turns._queue
        queue.add("next")
    assert queue.end() == ["next"]


def test_a_turn_that_comes_while_its_owner_is_being_stopped_goes_on_to_the_next(queue):
    ticket = turns._Ticket()
    with queue.turns.turn():
        queue.turns._queue.append(ticket)
        queue.add("next")
    until(ticket.called.is_set)
    assert not queue.order
    queue.turns._leave(ticket)
    assert queue.end() == ["next"]
