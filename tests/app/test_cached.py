"""Results are known again by what they were asked of: never by another model or another item."""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np
import pytest
import torch

import semhub.models
from semhub.inputs import Audio, Image, Text
from semhub.models.adapter import Adapter
from semhub.models.loading import load, untrained
from semhub.models.towers.pair import Towers
from semhub.ui.shared import cached
from tests.toy import PlantedHub


@pytest.fixture
def ask(monkeypatch):
    """Asks of a model and items; the answer is what was said when it was worked out."""
    toy = f"{PlantedHub.__module__}.{PlantedHub.__qualname__}"
    monkeypatch.setitem(cached.HASH_FUNCS, toy, cached.of_model)

    @cached.data
    def asked(model, items, _said) -> str:
        return _said

    asked.clear()
    return asked


def toy(**own) -> PlantedHub:
    model = PlantedHub()
    for name, value in own.items():
        setattr(model, name, value)
    return model


def adapters(base: type = Adapter) -> set[type]:
    own = {one for sub in base.__subclasses__() for one in (sub, *adapters(sub))}
    return {one for one in own if one.__module__.startswith("semhub.")}


def test_every_class_of_model_that_can_be_loaded_is_known():
    for module in pkgutil.walk_packages(semhub.models.__path__, "semhub.models."):
        importlib.import_module(module.name)
    alone = {one for one in adapters() if not one.__module__.startswith("semhub.models.towers.")}
    assert len(alone) >= 2
    for one in (*alone, Towers):
        assert f"{one.__module__}.{one.__qualname__}" in cached.HASH_FUNCS


@pytest.mark.parametrize("name", cached.HASH_FUNCS)
def test_every_class_that_is_named_is_there(name):
    module, _, called = name.rpartition(".")
    assert getattr(importlib.import_module(module), called).__module__ == module


def test_the_same_model_and_items_are_not_asked_again(ask):
    assert ask(toy(), [Text("a1")], "first") == "first"
    assert ask(toy(), [Text("a1")], "second") == "first"


@pytest.mark.parametrize(
    "other",
    [{"name": "another"}, {"revision": "another"}, {"device": torch.device("meta")}],
    ids=lambda other: next(iter(other)),
)
def test_another_model_is_asked_for_itself(ask, other):
    ask(toy(), [Text("a1")], "first")
    assert ask(toy(**other), [Text("a1")], "second") == "second"


def test_the_same_weights_in_another_type_are_another_model(ask, llama):
    assert ask(load(llama), [Text("a")], "first") == "first"
    assert ask(load(llama), [Text("a")], "again") == "first"
    assert ask(load(llama, dtype="bfloat16"), [Text("a")], "second") == "second"


def test_an_encoder_and_an_untrained_twin_are_models_too(ask, bert):
    for say, model in (("trained", load(bert)), ("twin", untrained(bert))):
        assert ask(model, [Text("a")], say) == say


def test_items_are_known_by_their_content(ask):
    pixels = np.zeros((4, 4, 3), np.uint8)
    items = [Image(pixels, "black"), Audio(np.ones(16_000, np.float32) / 2, 16_000, "tone")]
    ask(toy(), items, "first")
    again = [Image(pixels, "called otherwise"), Audio(items[1].samples, 16_000, "tone")]
    assert ask(toy(), again, "second") == "first"
    assert ask(toy(), [Image(pixels + 1, "black"), items[1]], "third") == "third"
    assert ask(toy(), [items[0], Audio(items[1].samples, 8_000, "tone")], "fourth") == "fourth"
    assert ask(toy(), [Text("a2")], "fifth") == "fifth"


def test_the_results_of_a_model_that_nobody_uses_are_forgotten_and_no_others(ask):
    here, there = toy(name="here"), toy(name="there")
    for model in (here, there):
        ask(model, [Text("a")], "before")
    cached.forget("here")
    assert ask(here, [Text("a")], "after") == "after"
    assert ask(there, [Text("a")], "after") == "before"
