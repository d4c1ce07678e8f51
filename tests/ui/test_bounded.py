"""What all sessions share stays within its bytes, and is worked out once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from semhub.ui.shared.bounded import LEAST, Bounded, size_of

WAIT = 20


def kept(limit: int, *keys: str, size: int = 1000) -> tuple[Bounded[str], list[str]]:
    """Values of one size, asked for in order; and which were made."""
    made: list[str] = []
    found: Bounded[str] = Bounded(limit)
    for key in keys:
        found.get(key, lambda key=key: made.append(key) or key, lambda _: size)
    return found, made


def test_what_is_kept_is_not_made_again():
    _, made = kept(10**6, "a", "b", "a")
    assert made == ["a", "b"]


def test_the_least_recently_used_goes_first():
    room = 2 * (1000 + LEAST)
    _, made = kept(room, "a", "b", "a", "c", "a", "b")
    assert made == ["a", "b", "c", "b"]


def test_all_together_stay_within_the_limit():
    found, _ = kept(10_000, *map(str, range(100)))
    assert 0 < found.size <= 10_000


def test_one_that_is_larger_than_all_room_is_handed_out_and_alone():
    found, made = kept(10_000, "a", "b", size=50_000)
    assert made == ["a", "b"] and found.size == 50_000 + LEAST


def test_none_is_a_value_as_well():
    made = []
    found: Bounded[None] = Bounded(10**6)
    for _ in range(2):
        assert found.get("a", lambda: made.append(1), lambda _: 0) is None
    assert made == [1]


def test_two_who_ask_at_once_make_it_once():
    made, begun, go = [], threading.Event(), threading.Event()
    found: Bounded[int] = Bounded(10**6)

    def make() -> int:
        made.append(1)
        begun.set()
        assert go.wait(WAIT)
        return 7

    got = []
    threads = [
        threading.Thread(target=lambda: got.append(found.get("a", make, lambda _: 8)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(WAIT)
    go.set()
    for thread in threads:
        thread.join(WAIT)
    assert got == [7] * 3 and made == [1]


def test_one_that_fails_is_made_by_the_next_who_asks():
    found: Bounded[int] = Bounded(10**6)
    with pytest.raises(ZeroDivisionError):
        found.get("a", lambda: 1 // 0, lambda _: 8)
    assert found.get("a", lambda: 1, lambda _: 8) == 1


def test_what_is_dropped_frees_its_bytes():
    found, _ = kept(10**6, "a", "b")
    found.drop(lambda key: key == "a")
    assert found.size == 1000 + LEAST


@dataclass
class Holds:
    array: np.ndarray
    tensor: torch.Tensor
    texts: list[str]


def test_arrays_tensors_and_texts_are_counted_wherever_they_are_held_and_once():
    array, tensor = np.zeros(1000), torch.zeros(1000)
    one = Holds(array, tensor, ["x" * 1000])
    size = size_of({"a": [one, one, array]})
    assert 13_000 <= size < 15_000
