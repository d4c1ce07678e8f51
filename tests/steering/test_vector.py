"""What may be pushed: numbers of the model's width that float32 can square, in its own model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

import semhub
from semhub.steering import Choice, Push, Question, answers, apply_push, continuation
from semhub.steering.vector import LONGEST
from tests.sentences import said
from tests.tiny import SENTENCES, llama_folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


@pytest.fixture(scope="module")
def leads(model):
    return semhub.direction(model, SENTENCES[0], SENTENCES[3])


def within(model, *given) -> None:
    with apply_push(model, *given):
        semhub.read(model, SENTENCES[0])


def test_a_direction_of_another_model_of_the_same_shape_is_refused(model, leads, tmp_path):
    other = semhub.load(str(llama_folder(tmp_path, seed=1)))
    assert other.revision != leads.revision
    message = said(lambda: semhub.steer(other, leads, "a", Choice("a", "b"), layer=1))
    assert f"was found in {leads.model}" in message and other.name in message
    family = semhub.steering.family(
        model, {"a": semhub.texts(SENTENCES[:2]), "b": semhub.texts(SENTENCES[2:4])}
    )
    by_hand = replace(leads, model="", revision="")
    message = said(
        lambda: semhub.steer(other, by_hand, "a", Choice("a", "b"), layer=1, family=family)
    )
    assert f"family of the controls was found in {model.name}" in message


def test_a_direction_made_by_hand_goes_where_its_shape_does(model, leads):
    found = semhub.steer(model, leads, "a", Choice("a", "b"), layer=1)
    by_hand = replace(leads, model="", revision="")
    again = semhub.steer(model, by_hand, "a", Choice("a", "b"), layer=1)
    assert (found.point.push.change == again.point.push.change).all()
    narrow = replace(by_hand, vectors=by_hand.vectors[:, 1:])
    assert "shape" in said(lambda: semhub.steer(model, narrow, "a", Choice("a", "b"), layer=1))


@pytest.mark.parametrize("by", ["words", 3, ["word"], None])
def test_a_choice_is_read_in_a_way_that_there_is(by):
    assert "word, beginning" in said(lambda: Choice("a", "b", by=by))


@pytest.mark.parametrize("strength", [1e300, 1e30])
def test_a_strength_beyond_float32_gives_a_sentence_and_no_number(model, leads, strength):
    choice = Choice("a", "b")
    message = said(lambda: semhub.steer(model, leads, "a", choice, layer=2, strength=strength))
    assert "smaller strength" in message
    assert "smaller strength" in said(lambda: leads.push(2, -strength))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 10 * LONGEST])
def test_a_push_that_is_no_number_or_too_long_says_nothing(model, value):
    vector = np.full(model.width, value)
    assert "A push is at most" in said(lambda: continuation(model, "a", Push(1, vector)))
    assert "A push is at most" in said(lambda: within(model, {1: torch.from_numpy(vector)}))


def test_a_list_of_numbers_is_a_vector(model):
    ones = [100.0] * model.width
    assert continuation(model, "a", Push(1, ones), length=3) == continuation(
        model, "a", Push(1, np.array(ones, np.float32)), length=3
    )
    within(model, {1: ones})


@pytest.mark.parametrize("vector", [["a", "b"], [None], [[1.0], [2.0, 3.0]], 3.0, [True], [1j]])
def test_what_is_no_vector_is_no_push(model, vector):
    assert "A push is a vector" in said(lambda: Push(1, vector))
    assert "A push is a vector" in said(lambda: within(model, {1: np.array(vector, object)}))


def test_pushes_of_another_width_or_number_of_items_are_refused(model):
    wide, many = np.ones(model.width + 1), np.ones((3, model.width))
    words = [[[(5,)], [(6,)]]]
    for push in (Push(1, wide), Push(1, many)):
        assert "shape" in said(lambda push=push: continuation(model, "a", push))
        assert "shape" in said(lambda push=push: answers(model, [Question("a")], words, [push]))
    assert "3 items" in said(lambda: within(model, {1: many}))


def test_where_a_push_goes_has_a_truth_value_for_each_position(model):
    push = {1: torch.zeros(model.width)}
    positions = len(model.tokens(semhub.Text(SENTENCES[0])))
    within(model, push, torch.ones(1, positions, dtype=torch.bool))
    for shape in ((1, positions + 1), (2, positions)):
        where = torch.ones(shape, dtype=torch.bool)
        assert "positions" in said(lambda where=where: within(model, push, where))
    assert "truth values" in said(lambda: within(model, push, torch.ones(1, positions)))
    flat = torch.ones(positions, dtype=torch.bool)
    assert "truth values" in said(lambda: within(model, push, flat))
