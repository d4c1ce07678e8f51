"""Each model is in memory once, all of them are within their bytes, and they leave."""

from __future__ import annotations

import threading
import weakref

import pytest
import torch

from semhub import turns
from semhub.errors import InputError
from semhub.models import catalogue, room
from semhub.models.room import LIMIT
from semhub.ui.shared import heap, residents
from semhub.ui.shared.residents import GRACE, Residents, bytes_of, limit

WAIT = 20
SIZE = 4000


class Model:
    """Weights alone."""

    def __init__(self) -> None:
        self.module = torch.nn.Linear(1000, 1, bias=False)


@pytest.fixture
def loaded(monkeypatch) -> list[str]:
    """The names that were loaded, in order; memory is not given back to the system meanwhile."""
    for done in ("give_back", "settle"):
        monkeypatch.setattr(heap, done, lambda: None)
    return []


def get(found: Residents, loaded: list[str], name: str, **how) -> Model:
    return found.get((name,), lambda: loaded.append(name) or Model(), **how)


def test_a_model_is_loaded_once(loaded):
    found = Residents(10 * SIZE)
    assert get(found, loaded, "a") is get(found, loaded, "a")
    assert loaded == ["a"]


def test_the_least_recently_used_leaves_when_there_is_no_room(loaded):
    found = Residents(2 * SIZE)
    for name in ("a", "b", "a", "c", "a", "b"):
        get(found, loaded, name)
    assert loaded == ["a", "b", "c", "b"] and found.size == 2 * SIZE


def test_one_that_somebody_still_holds_is_handed_out_again(loaded):
    found = Residents(SIZE)
    held = get(found, loaded, "a")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(residents, "PATIENCE", WAIT)
        get(found, loaded, "b")
        assert get(found, loaded, "a") is held
    assert loaded == ["a", "b"]


def test_one_that_is_held_stays_where_letting_it_go_would_free_nothing(loaded):
    """As a model does beside its twin, which leaves first."""
    found = Residents(SIZE)
    held = get(found, loaded, "a")
    get(found, loaded, "twin", keep=False)
    del held
    assert found.size == SIZE and get(found, loaded, "a") and loaded == ["a", "twin"]


def test_twelve_sessions_over_three_models_never_hold_more_than_the_limit_and_one(loaded):
    found, most, lock = Residents(2 * SIZE), [], threading.Lock()

    def session(start: int) -> None:
        for turn in range(6):
            model = get(found, loaded, "abc"[(start + turn) % 3])
            with lock:
                most.append(found.size)
            del model

    threads = [threading.Thread(target=session, args=(k,)) for k in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert len(most) == 72 and max(most) <= 3 * SIZE


def test_a_model_waits_until_those_in_use_leave_room(loaded):
    found = Residents(SIZE)
    held = [get(found, loaded, "a"), get(found, loaded, "b")]
    got = []
    waits = threading.Thread(target=lambda: got.append(get(found, loaded, "c")))
    waits.start()
    waits.join(0.2)
    assert loaded == ["a", "b"]
    del held[0]
    waits.join(WAIT)
    assert loaded == ["a", "b", "c"]


def test_who_waits_for_room_does_not_hold_up_who_makes_it(loaded, monkeypatch):
    """A session that holds a model asks for its twin, does without, and then lets go."""
    monkeypatch.setattr(residents, "PATIENCE_ONCE", 0.01)
    found = Residents(SIZE)
    held = [get(found, loaded, name) for name in ("a", "b")]
    waits = threading.Thread(target=get, args=(found, loaded, "c"))
    waits.start()
    waits.join(0.1)
    with pytest.raises(InputError):
        get(found, loaded, "twin", keep=False)
    assert waits.is_alive() and loaded == ["a", "b"]
    held.clear()
    waits.join(WAIT)
    assert not waits.is_alive() and loaded == ["a", "b", "c"]


def test_where_all_are_in_use_for_long_it_is_refused_in_one_sentence(loaded, monkeypatch):
    monkeypatch.setattr(residents, "PATIENCE", 0.01)
    found = Residents(SIZE)
    held = [get(found, loaded, "a"), get(found, loaded, "b")]
    with pytest.raises(InputError, match="no room for another model"):
        get(found, loaded, "c")
    assert len(held) == 2


def test_one_for_a_single_use_leaves_with_its_user(loaded):
    found = Residents(10 * SIZE)
    model = get(found, loaded, "a", keep=False)
    assert found.size == SIZE
    gone = weakref.ref(model)
    del model
    assert gone() is None and found.size == 0


def test_a_model_leaves_behind_the_last_session_that_used_it(loaded):
    found = Residents(10 * SIZE)
    active = {"one", "two"}
    get(found, loaded, "a", user="one")
    get(found, loaded, "a", user="two")
    get(found, loaded, catalogue.EMBEDDED, user="one")
    found.tidy(active.__contains__, now=0)
    active.remove("one")
    assert found.tidy(active.__contains__, now=100) and found.size == 2 * SIZE
    active.remove("two")
    found.tidy(active.__contains__, now=200)
    assert found.size == 2 * SIZE
    forgotten = []
    found.tidy(active.__contains__, 200 + GRACE, forgotten.append)
    assert found.size == SIZE and forgotten == ["a"]
    assert get(found, loaded, catalogue.EMBEDDED) and loaded == ["a", catalogue.EMBEDDED]


def test_a_page_that_is_loaded_again_keeps_its_model(loaded):
    found = Residents(10 * SIZE)
    get(found, loaded, "a", user="before")
    found.tidy(lambda _: False, now=0)
    get(found, loaded, "a", user="after")
    found.tidy("after".__eq__, now=2 * GRACE)
    assert found.size == SIZE


def test_a_session_that_ended_is_told_of_once(loaded):
    found = Residents(SIZE)
    for name in ("a", "b"):
        get(found, loaded, name, user="one")
    found._left.clear()
    assert found.tidy(lambda _: False, now=0)
    assert not found.tidy(lambda _: False, now=1)


def test_memory_is_given_back_behind_a_model_that_lives_until_the_collector_comes(loaded):
    found = Residents(10 * SIZE)
    held = get(found, loaded, "a", user="one")  # as its own circles would hold it
    assert found.tidy(lambda _: False, now=0)
    assert found.tidy(lambda _: False, now=GRACE)
    assert held is not None
    assert not found.tidy(lambda _: False, now=GRACE + 1)


def test_memory_is_given_back_when_a_model_left(loaded, monkeypatch):
    given = []
    monkeypatch.setattr(heap, "give_back", lambda: given.append(1))
    found = Residents(10 * SIZE)
    get(found, loaded, "a", keep=False)
    before = len(given)
    assert found.tidy(lambda _: True, now=0)
    found.give_back()
    assert len(given) == before + 1 and not found.tidy(lambda _: True, now=0)


def test_weights_that_are_tied_count_once():
    model = Model()
    model.module.again = model.module.weight
    assert bytes_of(model) == SIZE


def test_the_environment_says_how_many_bytes_there_are(monkeypatch):
    monkeypatch.setenv(LIMIT, "1.5")
    assert limit() == 1.5e9
    monkeypatch.setenv(LIMIT, "much")
    with pytest.raises(InputError, match="give a number of gigabytes"):
        limit()
    monkeypatch.delenv(LIMIT)
    monkeypatch.setattr(room, "free_memory", lambda: 8e9)
    assert limit() == 4e9


def test_who_waits_for_room_is_told(loaded, monkeypatch):
    told = []

    class Notice:
        def __enter__(self):
            return told.append

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(turns, "_notice", Notice)
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    monkeypatch.setattr(residents, "PATIENCE", 0.05)
    found = Residents(SIZE)
    held = [get(found, loaded, "a"), get(found, loaded, "b")]
    with pytest.raises(InputError):
        get(found, loaded, "c")
    assert told and len(held) == 2


def test_behind_the_first_model_nothing_is_looked_through_that_was_there_before(monkeypatch):
    done = []
    for name in ("give_back", "settle"):
        monkeypatch.setattr(heap, name, lambda name=name: done.append(name))
    found = Residents(10 * SIZE)
    for name in ("a", "b"):
        get(found, [], name)
    assert done == ["settle", "give_back"]


def test_what_a_model_for_a_single_use_left_behind_is_looked_for(monkeypatch):
    done = []
    for name in ("give_back", "settle"):
        monkeypatch.setattr(heap, name, lambda name=name: done.append(name))
    found = Residents(10 * SIZE)
    get(found, [], "once", keep=False)
    get(found, [], "a")
    assert done == ["give_back"]
