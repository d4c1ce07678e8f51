"""States are taken from memory only where everything that decides them is the same."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from torch.nn.modules.module import register_module_forward_hook

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses import neighbours
from semhub.lenses.jacobian import fitting
from semhub.models.loading import load, untrained
from semhub.models.twin import twin_of
from semhub.states.extraction import extract
from semhub.states.memory import Memory, identity, is_hooked, state_key
from semhub.steering.hooks import apply_push
from tests.tiny import llama_folder

TEXTS = [Text("A red dog sleeps."), Text("Two dogs run in the park.")]


@pytest.fixture
def folder(tmp_path):
    return llama_folder(tmp_path / "llama")


def fresh(model):
    return extract(model, TEXTS)


def edit(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_two_loads_of_one_folder_share_a_memory(folder):
    memory = Memory()
    extract(load(str(folder)), TEXTS, memory=memory)
    again = load(str(folder))
    again.forward = None  # would fail
    extract(again, TEXTS, memory=memory)


def test_states_of_a_model_that_is_forgotten_go_and_others_stay():
    memory = Memory()
    for name in "ab":
        memory.put(state_key((name, "r", "cpu", "weights"), "mean", False, "item"), np.zeros(4))
    memory.forget("a")
    kept = [state_key((name, "r", "cpu", "weights"), "mean", False, "item") for name in "ab"]
    assert memory.get(kept[0]) is None and memory.get(kept[1]) is not None


def test_states_of_another_dtype_are_not_taken(folder):
    memory = Memory()
    extract(load(str(folder)), TEXTS, memory=memory)
    half = load(str(folder), dtype="bfloat16")
    np.testing.assert_array_equal(extract(half, TEXTS, memory=memory), fresh(half))


def test_a_config_that_was_edited_makes_another_model(folder):
    memory = Memory()
    before = extract(load(str(folder)), TEXTS, memory=memory)
    edit(folder / "config.json", rms_norm_eps=0.5)
    model = load(str(folder))
    after = extract(model, TEXTS, memory=memory)
    np.testing.assert_array_equal(after, fresh(model))
    assert not np.allclose(after, before)
    assert identity(untrained(str(folder))) != identity(model)


def test_an_untrained_twin_after_an_edit_of_the_config_is_another(folder):
    before = untrained(str(folder)), twin_of(load(str(folder)))
    edit(folder / "config.json", rms_norm_eps=0.5)
    after = untrained(str(folder)), twin_of(load(str(folder)))
    for one, other in zip(before, after, strict=True):
        assert one.name == other.name and one.revision != other.revision


@torch.no_grad()
def trained_on(model):
    next(model.blocks[1].parameters()).add_(0.1)


def swapped(model):
    weight = next(model.blocks[1].parameters())
    weight.data = weight.data + 0.1


def ablated(model):
    weight = model.blocks[1].self_attn.o_proj.weight
    weight.data[:, weight.shape[1] // 2 :] = 0


def through_numpy(model):
    weight = next(model.blocks[1].parameters())
    weight.detach().numpy()[3:] = 0


@pytest.mark.parametrize("change", [trained_on, swapped, ablated, through_numpy])
def test_weights_that_were_changed_in_place_are_seen(folder, change):
    model, memory = load(str(folder)), Memory()
    before = extract(model, TEXTS, memory=memory)
    change(model)
    after = extract(model, TEXTS, memory=memory)
    np.testing.assert_array_equal(after, fresh(model))
    assert not np.allclose(after[-1], before[-1])


def test_pushed_states_are_neither_taken_nor_kept(folder):
    model, memory = load(str(folder)), Memory()
    plain = extract(model, TEXTS, memory=memory)
    with apply_push(model, {1: torch.ones(model.width)}):
        assert is_hooked(model)
        away = extract(model, TEXTS, memory=memory)
        np.testing.assert_array_equal(away, fresh(model))
    assert not np.allclose(away[-1], plain[-1])
    np.testing.assert_array_equal(extract(model, TEXTS, memory=memory), plain)
    assert not is_hooked(model)


def test_a_hook_of_the_users_own_anywhere_counts_as_a_push(folder):
    model, memory = load(str(folder)), Memory()
    plain = extract(model, TEXTS, memory=memory)
    handle = model.trunk.get_input_embeddings().register_forward_hook(lambda _m, _a, out: 2 * out)
    assert not np.allclose(extract(model, TEXTS, memory=memory), plain)
    handle.remove()
    np.testing.assert_array_equal(extract(model, TEXTS, memory=memory), plain)


def test_a_hook_on_all_modules_and_a_forward_in_place_of_a_parts_own_count_too(folder):
    model, memory = load(str(folder)), Memory()
    plain = extract(model, TEXTS, memory=memory)
    handle = register_module_forward_hook(
        lambda module, _args, out: 0 * out if module is model.blocks[1].mlp else None
    )
    everywhere = extract(model, TEXTS, memory=memory)
    handle.remove()
    own = model.blocks[1].mlp.forward
    model.blocks[1].mlp.forward = lambda state: 0 * own(state)
    replaced = extract(model, TEXTS, memory=memory)
    del model.blocks[1].mlp.forward
    np.testing.assert_array_equal(everywhere, replaced)
    assert not np.allclose(replaced[-1], plain[-1])
    np.testing.assert_array_equal(extract(model, TEXTS, memory=memory), plain)


def test_hidden_states_that_the_library_collects_are_no_push(folder):
    model = load(str(folder))
    model.module(input_ids=torch.tensor([[1, 2]]), output_hidden_states=True)
    assert not is_hooked(model)


def test_what_is_kept_on_disk_is_not_made_of_a_pushed_model(folder):
    model = load(str(folder))
    with apply_push(model, {1: torch.ones(model.width)}):
        for make in (neighbours.index, fitting.fit):
            with pytest.raises(InputError, match="cannot be made while something is hooked"):
                make(model, [Text("A red dog sleeps in the park. " * 4)])


def test_an_index_is_of_one_tokenizer(folder):
    texts = [Text("A red dog sleeps in the park."), Text("The blue cat runs in the snow.")]
    before = neighbours.index(load(str(folder)), texts)
    tokenizer = folder / "tokenizer.json"
    rules = json.loads(tokenizer.read_text())
    rules["normalizer"] = {"type": "Lowercase"}
    tokenizer.write_text(json.dumps(rules))
    after = neighbours.index(load(str(folder)), texts)
    assert not np.array_equal(before.states, after.states)
