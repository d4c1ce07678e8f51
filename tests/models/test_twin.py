"""The untrained twin of a model in memory: its architecture, other weights, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models import twin as twin_file
from semhub.models.loading import load, untrained
from semhub.models.twin import twin_of
from semhub.states.extraction import extract
from tests.tiny import bert_folder, llama_folder
from tests.toy import PlantedHub

ITEMS = [Text("a cat sees three dogs"), Text("what sleeps in the garden, and who?")]


@pytest.fixture(scope="module", params=[llama_folder, bert_folder])
def model(request, tmp_path_factory):
    return load(str(request.param(tmp_path_factory.mktemp("twin") / "model")))


def test_a_twin_has_other_weights_and_the_same_shape_and_leaves_the_model_as_it_was(model):
    before = extract(model, ITEMS)
    states = extract(twin_of(model), ITEMS)
    assert states.shape == before.shape
    assert not np.allclose(states, before)
    assert np.array_equal(extract(model, ITEMS), before)


def test_a_twin_is_the_same_from_the_same_seed_and_leaves_the_random_numbers_alone(model):
    torch.manual_seed(5)
    drawn = torch.rand(1)
    torch.manual_seed(5)
    first = extract(twin_of(model, seed=1), ITEMS)
    assert torch.rand(1) == drawn
    assert np.array_equal(extract(twin_of(model, seed=1), ITEMS), first)
    assert not np.allclose(extract(twin_of(model, seed=2), ITEMS), first)


def test_a_twin_is_initialised_as_a_training_would_start(model):
    slow = untrained(model.name)
    for ours, theirs in zip(twin_of(model).blocks, slow.blocks, strict=True):
        for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert a.shape == b.shape
            assert float(a.detach().std()) == pytest.approx(
                float(b.detach().std()), rel=0.2, abs=1e-6
            )


def test_a_twin_tells_itself_apart_and_has_no_head(model):
    twin = twin_of(model)
    assert twin.name == f"{model.name}, untrained"
    assert twin.revision != model.revision
    assert not twin.has_head


def test_there_is_none_of_a_model_that_is_no_module_nor_of_one_too_large(model, monkeypatch):
    with pytest.raises(InputError, match="no untrained twin of toy"):
        twin_of(PlantedHub())
    monkeypatch.setattr(twin_file, "memory", lambda: 1000)
    with pytest.raises(InputError, match="choose a smaller model"):
        twin_of(model)
