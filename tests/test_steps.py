"""Long work says how far it has come, and ends on all threads when it is stopped."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from semhub import steps
from semhub.experiments.comparison import compare_states
from semhub.similarity import METRICS, blocks
from semhub.steps import Stopped, part, step, submitted, waited, watched

RNG = np.random.default_rng(0)
LAYERS, N = 3, 40
X, Y = (RNG.normal(size=(LAYERS, N, 8)) for _ in range(2))


def compared(metric: str, progress) -> None:
    compare_states(
        X, Y, list(range(LAYERS)), model="m", pool="mean", metrics=[metric], progress=progress
    )


def test_parts_and_steps_add_up_to_the_whole():
    told = []
    with watched(told.append):
        for _ in range(2):
            with part(0.5):
                step(0.25)
                with part(0.5):
                    step(0.5)
    assert told == pytest.approx([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0, 1.0])


def test_without_anybody_who_asks_nothing_is_told():
    with watched(None), part(0.5):
        step(1)


def test_the_thread_that_asked_tells_what_others_did():
    told, here = [], threading.get_ident()
    with ThreadPoolExecutor(2) as pool, watched(lambda share: told.append(share)):
        for future in [submitted(pool, step, 0.5) for _ in range(2)]:
            waited(future)
        step()
    assert told[-1] == 1.0 and threading.get_ident() == here


def test_what_the_report_raises_ends_the_work_of_all_threads():
    ended = threading.Event()

    def endless() -> None:
        try:
            while True:
                step()
        except Stopped:
            ended.set()
            raise

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(KeyboardInterrupt), watched(stop):
            waited(submitted(pool, endless))
        assert ended.wait(20)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("whole", [2048, 8], ids=["whole matrices", "by rows"])
def test_a_comparison_tells_its_progress_up_to_the_end(metric, whole, monkeypatch):
    monkeypatch.setattr(blocks, "WHOLE", whole)
    told = []
    compared(metric, told.append)
    assert told == sorted(told) and told[-1] == pytest.approx(1)


@pytest.mark.parametrize("metric", ["cka", "acc1"])
def test_a_comparison_can_be_stopped_within_a_layer(metric, monkeypatch):
    """As Streamlit does, which ends a page's run when its progress is drawn."""
    monkeypatch.setattr(blocks.os, "cpu_count", lambda: 1)

    def stop(share: float) -> None:
        if share > 0.1:
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        compared(metric, stop)
    assert threading.active_count() == before


def test_many_pairs_are_told_between_blocks_of_shuffles(monkeypatch):
    """Of many items each layer takes long: it can be told, and stopped, within one."""
    looks = []
    monkeypatch.setattr(steps._Watch, "tell", lambda watch: looks.append(watch.done))
    rng = np.random.default_rng(1)
    x, y = (rng.normal(size=(1, 600, 64)) for _ in range(2))
    compare_states(x, y, [0], model="m", pool="mean", metrics=["cka"], progress=lambda _: None)
    assert len([share for share in {*looks} if 0.01 < share < 0.99]) > 50
