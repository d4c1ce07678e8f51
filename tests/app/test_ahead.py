"""What the page Hub shows at first is read while no page is run, and by one thread alone."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from semhub.experiments.hub import from_sets
from semhub.models.loading import load
from semhub.states import extraction
from semhub.ui.hub import prefetch as ahead
from semhub.ui.hub import queries as answers
from tests.app.conftest import APP, ROOT, healthy, said

BEGIN = ahead.begin
"""What the other tests of pages do without."""


@pytest.fixture
def nano(few_rows):
    """The embedded model, for pages that know a few rows of each set and have read none of them."""
    return load("semhub-nano")


@pytest.fixture
def passes(monkeypatch) -> list[int]:
    """How many items each batch of pooled states has."""
    sizes, pooled = [], extraction.pool_all
    monkeypatch.setattr(
        extraction, "pool_all",
        lambda model, items, *how: sizes.append(len(items)) or pooled(model, items, *how),
    )  # fmt: skip
    return sizes


@pytest.fixture
def a_page_that_runs():
    """A thread as streamlit's are while they run a page, and what ends it."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, name="ScriptRunner.scriptThread")
    thread.start()
    yield SimpleNamespace(end=lambda: (ended.set(), thread.join()))
    ended.set()


def test_the_page_hub_reads_nothing_that_was_read_ahead(nano, few_rows, passes):
    ahead.read(nano)
    assert sum(passes) > 13 * few_rows
    passes.clear()
    page = AppTest.from_file(str(ROOT / APP), default_timeout=120)
    page.switch_page("pages/6_Hub.py")
    assert "find their partner across" in said(healthy(page.run()))
    assert not passes


def test_it_is_read_in_small_pieces(nano, passes):
    ahead.read(nano)
    assert max(passes) <= ahead.PIECE


def test_nothing_is_read_while_a_page_is_run(nano, passes, a_page_that_runs):
    reading = threading.Thread(target=ahead.read, args=(nano,))
    reading.start()
    reading.join(1)
    assert reading.is_alive() and not passes
    a_page_that_runs.end()
    reading.join(60)
    assert not reading.is_alive() and passes


def test_streamlit_runs_pages_in_threads_of_that_name():
    def script():
        import threading

        import streamlit

        streamlit.text(threading.current_thread().name)

    (name,) = AppTest.from_function(script).run().text
    assert name.value.startswith(ahead.PAGES_RUN_IN)


def test_a_server_that_ends_is_not_kept_waiting(nano, passes, monkeypatch):
    monkeypatch.setattr(threading, "main_thread", lambda: SimpleNamespace(is_alive=lambda: False))
    ahead.read(nano)
    assert not passes


@pytest.mark.parametrize("runs", [True, False])
def test_nor_is_one_that_ends_while_sounds_are_decoded_and_another_fault_is_told(monkeypatch, runs):
    def refused(*_of):
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    monkeypatch.setattr(answers, "_spokes", refused)
    monkeypatch.setattr(threading, "main_thread", lambda: SimpleNamespace(is_alive=lambda: runs))
    with pytest.raises(RuntimeError) if runs else nullcontext():
        ahead.read(SimpleNamespace(name="semhub-nano", modalities=("text",)))


def test_nor_is_one_that_ends_while_a_page_is_still_run(
    nano, passes, a_page_that_runs, monkeypatch
):
    reading = threading.Thread(target=ahead.read, args=(nano,))
    reading.start()
    monkeypatch.setattr(threading, "main_thread", lambda: SimpleNamespace(is_alive=lambda: False))
    reading.join(20)
    ended = not reading.is_alive()
    a_page_that_runs.end()
    assert ended and not passes


def test_it_needs_no_other_thread(nano, few_rows, monkeypatch):
    """A server that ends takes no new work, which would end this in a traceback."""
    started = []
    start = threading.Thread.start
    items = from_sets(rows=few_rows)  # decodes by several threads, before anything is read
    monkeypatch.setattr(answers, "_spokes", lambda *_: items)
    monkeypatch.setattr(
        threading.Thread, "start", lambda thread: started.append(thread.name) or start(thread)
    )
    ahead.read(nano)
    assert not started


def test_a_server_begins_it_once_and_does_not_cut_it_off(monkeypatch):
    """Whoever begins it: streamlit's own threads are cut off at the end, and what they start."""
    read = []
    monkeypatch.setattr(
        ahead, "read", lambda model: read.append((model, threading.current_thread().daemon))
    )
    monkeypatch.setattr(ahead, "_begun", threading.Lock())
    for model in ("first", "second"):
        page = threading.Thread(target=BEGIN, args=(model,), daemon=True)
        page.start()
        page.join()
    for thread in threading.enumerate():
        if thread.name == ahead.NAME:
            thread.join()
    assert read == [("first", False)]


def test_the_home_page_begins_it_when_its_own_result_is_there(begun):
    healthy(AppTest.from_file(str(ROOT / APP), default_timeout=120).run())
    assert [model.name for model in begun] == ["semhub-nano"]
