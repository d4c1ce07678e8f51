"""Who waits for another visitor sees it, with the place in the queue."""

from __future__ import annotations

import threading

import pytest
from streamlit.testing.v1 import AppTest

from semhub import turns
from semhub.models import exclusive
from semhub.ui.shared import frame, waiting

WAIT = 20


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What was shown."""
    found, sentence = [], waiting._sentence
    monkeypatch.setattr(waiting, "_sentence", lambda n: found.append(sentence(n)) or found[-1])
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    monkeypatch.setattr(turns, "PAUSE", 0.02)
    return found


def page() -> None:
    import streamlit as st

    from semhub.models.exclusive import exclusive
    from semhub.ui.shared import waiting

    with waiting.shown(), exclusive():
        st.text("My turn")


def test_a_page_that_waits_says_so_until_its_turn_has_come(told):
    begun, ends = threading.Event(), threading.Event()

    def other() -> None:
        with exclusive.exclusive():
            begun.set()
            ends.wait(WAIT)

    def end() -> None:
        while not told:
            ends.wait(0.01)
        ends.set()

    others = [threading.Thread(target=other), threading.Thread(target=end)]
    others[0].start()
    assert begun.wait(WAIT)
    others[1].start()
    found = AppTest.from_function(page, default_timeout=60).run()
    for thread in others:
        thread.join(WAIT)
    assert "Waiting for another visitor's work: 1 before you" in told[0]
    assert [one.value for one in found.text] == ["My turn"]
    assert not found.get("html")


def test_a_page_whose_turn_it_is_says_nothing(told):
    AppTest.from_function(page, default_timeout=60).run()
    assert not told


def test_who_waits_in_no_page_is_told_nothing(told):
    with waiting._notice() as tell:
        tell(3)
    assert not told


def test_it_stands_in_a_corner_of_every_page():
    assert waiting.STYLE in frame.STYLE
    assert "position: fixed" in waiting.STYLE


def test_a_click_goes_through_it():
    assert "pointer-events: none" in waiting.STYLE
