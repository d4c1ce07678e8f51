"""An untrained twin is the same in all but its weights, which are of no training."""

from __future__ import annotations

import pytest
import torch

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.encoder import Encoder
from semhub.models.loading import load, untrained
from tests.models.multimodal import HEAR, SEE, write_folder
from tests.tiny import bert_folder, llama_folder

SENTENCE = Text("The cat sleeps.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(llama_folder(tmp_path_factory.mktemp("llama")))


def weights(model):
    return dict(model.trunk.named_parameters())


def test_the_twin_has_the_same_shapes_and_other_weights(folder):
    trained, twin = weights(load(folder)), weights(untrained(folder))
    assert {name: w.shape for name, w in twin.items()} == {
        name: w.shape for name, w in trained.items()
    }
    assert all(not torch.equal(twin[name], w) for name, w in trained.items())


def test_the_twin_cuts_a_text_as_the_model_does_and_passes_the_load_check(folder):
    model, twin = load(folder), untrained(folder)
    assert twin.encode([SENTENCE])[0].ids == model.encode([SENTENCE])[0].ids
    assert twin.check.passed and not twin.trunk.training


def test_its_name_and_revision_tell_it_from_the_model(folder):
    model, twin = load(folder), untrained(folder, seed=4)
    assert twin.name == f"{folder}, untrained" and twin.revision.startswith("untrained:4:")
    assert model.name != twin.name and model.revision != twin.revision


def test_a_seed_gives_the_same_weights_again_and_leaves_the_programs_own_alone(folder):
    torch.manual_seed(7)
    before = torch.random.get_rng_state()
    one, again, other = untrained(folder), untrained(folder), untrained(folder, seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)
    first = weights(one)
    assert all(torch.equal(first[name], w) for name, w in weights(again).items())
    assert any(not torch.equal(first[name], w) for name, w in weights(other).items())


def test_an_encoder_and_a_model_that_sees_and_hears_have_twins_that_take_as_much(tmp_path):
    assert isinstance(untrained(str(bert_folder(tmp_path / "bert"))), Encoder)
    family = next(family for family in SEE if family in HEAR)
    twin = untrained(str(write_folder(tmp_path / "omni", family)))
    assert twin.modalities == ("text", "image", "audio")


def test_what_has_no_twin_is_one_sentence():
    with pytest.raises(InputError, match="no untrained twin of open_clip"):
        untrained("open_clip:ViT-B-32/openai")
