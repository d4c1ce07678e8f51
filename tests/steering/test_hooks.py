"""A push is in the model while its own thread runs it, and at no other time."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

import semhub
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.states.extraction import extract, positions
from semhub.steering import apply_push
from tests.tiny import SENTENCES, llama_folder
from tests.toy_hub import SteerableHub

ITEM = Text(SENTENCES[0])


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def hooks(model) -> int:
    return sum(len(block._forward_hooks) + len(block._forward_pre_hooks) for block in model.blocks)


def test_a_push_is_added_to_what_leaves_its_block_and_to_nothing_before(model):
    _, plain = positions(model, ITEM)
    push = torch.arange(32.0)
    with apply_push(model, {2: push}):
        _, moved = positions(model, ITEM)
    torch.testing.assert_close(moved[:2], plain[:2])
    torch.testing.assert_close(moved[2], plain[2] + push)
    assert not torch.allclose(moved[3], plain[3])


def test_a_push_goes_to_the_places_that_were_chosen(model):
    _, plain = positions(model, ITEM)
    where = torch.zeros(1, plain.shape[1], dtype=torch.bool)
    where[0, 3] = True
    with apply_push(model, {1: torch.ones(32)}, where):
        _, moved = positions(model, ITEM)
    assert (moved[1] != plain[1]).any(dim=1).nonzero().tolist() == [[3]]
    assert (moved[3] != plain[3]).any(dim=1).nonzero().min() == 3  # attention looks back alone


def test_a_push_that_replaces_takes_the_place_of_the_states_that_were_chosen_and_of_no_other(model):
    _, plain = positions(model, ITEM)
    where = torch.zeros(1, plain.shape[1], dtype=torch.bool)
    where[0, [1, 3]] = True
    push = torch.arange(32.0)
    with apply_push(model, {2: push}, where, replace=True):
        _, moved = positions(model, ITEM)
    expected = plain[2].clone()
    expected[[1, 3]] = push
    torch.testing.assert_close(moved[2], expected)
    with apply_push(model, {2: push}, replace=True):
        _, moved = positions(model, ITEM)
    torch.testing.assert_close(moved[2], push.expand_as(plain[2]))


def test_a_block_that_hands_on_what_it_was_given_is_pushed_once():
    """In place, the push would also stand in the layer before."""
    toy = SteerableHub()
    _, plain = positions(toy, Text("a3"))
    with apply_push(toy, {3: torch.ones(toy.width)}):
        _, moved = positions(toy, Text("a3"))
    torch.testing.assert_close(moved[2], plain[2])
    torch.testing.assert_close(moved[3], plain[3] + 1)
    torch.testing.assert_close(moved[4], plain[4] + 1)


class Interrupted(BaseException):
    """As Streamlit stops a page: no `Exception`."""


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Interrupted])
def test_no_hook_is_left_behind_by_whatever_ends_the_context(model, error):
    with pytest.raises(error), apply_push(model, {1: torch.ones(32), 3: torch.ones(32)}):
        assert hooks(model) == 2
        raise error
    assert hooks(model) == 0
    with apply_push(model, {}):  # nor is the right to run held on to
        assert hooks(model) == 0


def test_no_hook_is_left_behind_by_an_interrupted_steering(model):
    from semhub.steering import Choice, Question, direction, steer

    def interrupt(_done, _total):
        raise Interrupted

    found = direction(model, Text("cat"), Text("dog"))
    with pytest.raises(Interrupted):
        steer(model, found, Question(ITEM), Choice("cat", "dog"), layer=1, progress=interrupt)
    assert hooks(model) == 0


def test_a_layer_that_is_not_there_is_refused_and_nothing_left(model):
    with (
        pytest.raises(InputError, match="block 1 to 3"),
        apply_push(model, {1: torch.ones(32), 4: 0}),
    ):
        pass
    assert hooks(model) == 0


def test_two_sessions_that_push_one_model_never_see_each_others_pushes(model):
    """Each pushes by a vector of its own, and others that do not push run all the while."""
    _, plain = positions(model, ITEM)
    faults: list[str] = []
    start = threading.Barrier(6)

    def steering(number: int) -> None:
        push = torch.full((32,), float(number))
        start.wait()
        for _ in range(25):
            with apply_push(model, {1 + number % 3: push}):
                _, moved = positions(model, ITEM)
            layer = 1 + number % 3
            if not torch.allclose(moved[layer], plain[layer] + push, atol=1e-4):
                faults.append(f"{number} saw another's push")

    def reading() -> None:
        start.wait()
        for _ in range(25):
            _, seen = positions(model, ITEM)
            if not torch.allclose(seen, plain, atol=1e-4):
                faults.append("a reader saw a push")
            if not np.isfinite(extract(model, [ITEM])).all():
                faults.append("states broke")

    threads = [threading.Thread(target=steering, args=(k,)) for k in (1, 2, 3, 4)]
    threads += [threading.Thread(target=reading) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [] and hooks(model) == 0


def test_a_push_is_out_of_the_way_while_another_session_has_the_model(model):
    """While one thread holds its push, another's pass waits instead of meeting it."""
    _, plain = positions(model, ITEM)
    inside, seen = threading.Event(), []

    def reader():
        inside.wait()
        seen.append(positions(model, ITEM)[1])

    thread = threading.Thread(target=reader)
    thread.start()
    with apply_push(model, {1: torch.ones(32)}):
        inside.set()
        thread.join(timeout=0.2)
        assert seen == []
    thread.join()
    torch.testing.assert_close(seen[0], plain)
