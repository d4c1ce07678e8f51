"""The bar over work that takes long: late enough, seldom enough, and gone when the work is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from semhub.ui.shared import results


@pytest.fixture
def bar(monkeypatch) -> SimpleNamespace:
    """clock: seconds, to be set. drawn: percents in order, None where the bar was taken away."""
    found = SimpleNamespace(clock=0.0, drawn=[])
    slot = SimpleNamespace(
        progress=lambda percent, _sentence: found.drawn.append(percent),
        empty=lambda: found.drawn.append(None),
    )
    monkeypatch.setattr(results.st, "empty", lambda: slot)
    monkeypatch.setattr(results, "time", SimpleNamespace(monotonic=lambda: found.clock))
    return found


def work(bar, seconds: float) -> None:
    with results.progress("Working") as report:
        for percent in range(101):
            bar.clock = seconds * percent / 100
            report(percent, 100)


def test_quick_work_shows_no_bar(bar):
    work(bar, results.PATIENCE)
    assert bar.drawn == [None]


def test_a_bar_moves_on_a_few_times_a_second(bar):
    work(bar, 10)
    assert bar.drawn.pop() is None
    assert bar.drawn[0] == 0.06 and bar.drawn == sorted(bar.drawn)
    assert 0.7 * 10 / results.STEP < len(bar.drawn) <= 10 / results.STEP


def test_the_bar_goes_also_when_the_work_fails(bar):
    with pytest.raises(ZeroDivisionError), results.progress("Working"):
        raise ZeroDivisionError
    assert bar.drawn == [None]
