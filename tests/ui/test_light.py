"""What Streamlit keeps of a fragment holds no model, and finds it again at each run."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

import pytest
import torch

from semhub.ui.shared import heap, in_memory, light
from semhub.ui.shared.residents import Residents


class Model:
    def __init__(self, name: str = "m") -> None:
        self.name, self.module = name, torch.nn.Linear(4, 1)


@dataclass(frozen=True)
class Answer:
    model: Model
    rows: int


@pytest.fixture
def server(monkeypatch) -> Residents:
    """A server whose models are read from nowhere."""
    found = Residents(10**9)
    monkeypatch.setattr(heap, "give_back", lambda: None)
    monkeypatch.setattr(in_memory, "residents", lambda: found)
    monkeypatch.setattr(in_memory, "_read", lambda name, asked: Model(name))
    return found


@pytest.fixture
def kept(monkeypatch) -> list:
    """The fragments that Streamlit keeps, each with the arguments of its last call."""
    found = []

    def fragment(draw):
        def first(*arguments):
            found.append(lambda: draw(*arguments))
            return draw(*arguments)

        return first

    monkeypatch.setattr(light.st, "fragment", fragment)
    return found


def test_a_model_and_a_dataclass_with_one_are_named_and_found_again(server):
    model = in_memory.find("m", ())
    answer = Answer(model, 3)
    assert light.light(model) == light.Named("m", ())
    assert light.light(answer) == Answer(light.Named("m", ()), 3)
    assert light.whole(light.light(model)) is model
    assert light.whole(light.light(answer)) == answer


@pytest.mark.parametrize("other", [3, "text", None, Answer(Model(), 3), Model()])
def test_anything_else_stays_as_it_is(server, other):
    assert light.light(other) is other and light.whole(other) is other


def test_a_fragment_that_is_kept_holds_no_model(server, kept):
    drawn = []

    @light.fragment
    def draw(model, answer):
        drawn.append((model.name, answer.model is model))

    model = in_memory.find("m", ())
    draw(model, Answer(model, 3))
    gone = weakref.ref(model)
    del model
    server._kept.clear()
    gc.collect()
    assert gone() is None
    kept[0]()  # a click in the section, after the model left
    assert drawn == [("m", True)] * 2


def test_a_model_that_cannot_be_found_again_is_one_sentence(server, kept, monkeypatch):
    from semhub.errors import InputError

    said = []
    monkeypatch.setattr(light.messages, "error", said.append)
    draw = light.fragment(lambda model: None)
    draw(in_memory.find("m", ()))
    server._kept.clear()

    def refused(_name, _asked):
        raise InputError("The folder is gone; choose another model.")

    monkeypatch.setattr(in_memory, "_read", refused)
    kept[0]()
    assert said == ["The folder is gone; choose another model."]
