"""A property that is worked out once, for each object by itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from semhub.once import once


@dataclass(frozen=True)
class _Slow:
    begun: threading.Event
    go_on: threading.Event
    calls: list[int]

    @once
    def value(self) -> object:
        """Something that takes its time."""
        self.calls.append(1)
        self.begun.set()
        assert self.go_on.wait(20)
        return object()


def _slow() -> _Slow:
    return _Slow(threading.Event(), threading.Event(), [])


def test_it_is_worked_out_at_the_first_look_alone():
    one = _slow()
    one.go_on.set()
    assert one.value is one.value
    assert one.calls == [1]


def test_one_objects_work_does_not_make_another_wait():
    held, free = _slow(), _slow()
    thread = threading.Thread(target=lambda: held.value, daemon=True)
    thread.start()
    assert held.begun.wait(20)
    free.go_on.set()
    found: list[object] = []
    other = threading.Thread(target=lambda: found.append(free.value), daemon=True)
    other.start()
    other.join(10)
    assert found
    held.go_on.set()
    thread.join(20)


def test_its_docstring_is_the_methods():
    assert _Slow.value.__doc__ == "Something that takes its time."
