"""Pages are drawn one after the other, in the order in which they came."""

from __future__ import annotations

import threading
import time

import pytest

from semhub.ui.shared.gate import Gate


class _Page(threading.Thread):
    """Passes a gate and stays behind it until it is let go."""

    def __init__(self, gate: Gate, order: list[str], name: str) -> None:
        super().__init__(daemon=True, name=name)
        self._gate, self._order = gate, order
        self.passed, self.go_on = threading.Event(), threading.Event()

    def run(self) -> None:
        with self._gate.passed():
            self._order.append(self.name)
            self.passed.set()
            self.go_on.wait(20)


def _asked(gate: Gate, order: list[str], *names: str) -> list[_Page]:
    """Start pages, each when the one before stands at the gate."""
    pages = []
    for count, name in enumerate(names):
        page = _Page(gate, order, name)
        page.start()
        if count:
            while len(gate._queue) < count:
                time.sleep(0.001)
        else:
            assert page.passed.wait(20)
        pages.append(page)
    return pages


def test_those_that_wait_pass_in_the_order_in_which_they_came():
    order: list[str] = []
    pages = _asked(Gate(60), order, "a", "b", "c", "d")
    for page in pages:
        page.go_on.set()
    for page in pages:
        page.join(20)
    assert order == ["a", "b", "c", "d"]


def test_only_one_passes_while_it_is_quick():
    order: list[str] = []
    first, second = _asked(Gate(60), order, "a", "b")
    assert not second.passed.wait(0.3)
    first.go_on.set()
    assert second.passed.wait(20)
    second.go_on.set()


def test_one_that_takes_long_lets_others_pass_beside_it():
    order: list[str] = []
    first, second = _asked(Gate(0.05), order, "a", "b")
    assert second.passed.wait(20)
    assert first.is_alive()
    first.go_on.set()
    second.go_on.set()


def test_a_fragment_of_a_page_that_passed_does_not_wait_for_it():
    gate = Gate(60)
    with gate.passed(), gate.passed():
        pass


def test_one_that_fails_or_leaves_lets_the_next_pass():
    gate = Gate(60)
    with pytest.raises(ValueError, match="drawn badly"), gate.passed():
        raise ValueError("drawn badly")
    with gate.passed():
        pass
    assert not gate._queue
