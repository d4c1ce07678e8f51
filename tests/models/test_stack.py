"""The blocks are the list whose states are the library's own; another list is never taken."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
import torch
from torch import nn

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.blocks import stack_of
from semhub.models.loading import load
from tests.sentences import said
from tests.tiny import llama_folder

WIDTH, DEPTH = 8, 3


@dataclass
class Output:
    hidden_states: list[torch.Tensor] | None
    last_hidden_state: torch.Tensor


class Trunk(nn.Module):
    """Blocks beside a list of as many modules that are parts of them, as FlauBERT has them.

    entries: what the library gives, out of all states and the normed last.
    """

    def __init__(self, entries=lambda states, normed: [*states[:-1], normed], depth: int = DEPTH):
        super().__init__()
        torch.manual_seed(0)
        self.parts = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(depth))
        self.layers = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(depth))
        self.norm = nn.LayerNorm(WIDTH)
        self.entries = entries

    def forward(self, output_hidden_states: bool = False, return_dict: bool = True) -> Output:
        state = torch.linspace(-1, 1, 5 * WIDTH).reshape(1, 5, WIDTH)
        states = [state]
        for part, layer in zip(self.parts, self.layers, strict=True):
            state = layer(state + 0 * part(state))
            states.append(state)
        normed = self.norm(state)
        return Output(self.entries(states, normed) if output_hidden_states else None, normed)


def found(trunk: nn.Module, depth: int | None = DEPTH):
    return stack_of(trunk, lambda **options: trunk(**options), (1, 5), depth=depth, name="It")


@pytest.mark.parametrize(
    "entries",
    [
        lambda states, normed: states,
        lambda states, normed: [*states[:-1], normed],
        lambda states, normed: [*states[1:], normed],
        lambda states, normed: states[1:],
    ],
    ids=["all", "last normed", "shifted, and normed", "without the first"],
)
@pytest.mark.parametrize("depth", [DEPTH, None, 17])
def test_the_list_is_found_by_its_states(entries, depth):
    stack = found(Trunk(entries), depth)
    assert (stack.path, stack.depth, stack.width) == ("layers", DEPTH, WIDTH)


@pytest.mark.parametrize(
    "entries",
    [
        lambda states, normed: [state + 1 for state in states],
        lambda states, normed: states[::-1],
        lambda states, normed: states[:-1],
        lambda states, normed: [*states[:-1], normed + 1],
    ],
    ids=["others", "backwards", "too few", "a last one that is not the result"],
)
def test_a_list_with_other_states_is_refused(entries):
    sentence = said(lambda: found(Trunk(entries)))
    assert "no list of modules in Trunk hands on the states that transformers gives" in sentence


def test_of_one_block_the_last_state_must_be_what_the_norm_takes():
    assert found(Trunk(depth=1), 1).path == "layers"


def test_without_states_of_the_library_the_first_list_of_the_configs_length_is_taken():
    trunk = Trunk(lambda states, normed: None)
    del trunk.parts
    trunk.parts = [nn.Identity()] * DEPTH
    assert found(trunk).path == "layers"
    assert "no list" in said(lambda: found(trunk, 17))


def test_states_that_are_no_numbers_are_refused_with_their_layer():
    trunk = Trunk()
    with torch.no_grad():
        trunk.layers[1].bias.fill_(float("nan"))
    assert "no finite numbers, in layer 2 first" in said(lambda: found(trunk))


def test_a_trunk_without_lists_and_one_that_runs_none_once_are_refused():
    assert "has no list of blocks" in said(lambda: stack_of(
        nn.Linear(1, 1), lambda **_: None, (1, 5), depth=3, name="It"
    ))  # fmt: skip
    trunk = Trunk(depth=2)
    trunk.layers = nn.ModuleList([*trunk.layers, nn.Linear(WIDTH, WIDTH)])
    trunk.forward = lambda **_: Output(None, torch.zeros(1, 5, WIDTH))
    assert "does not run a list of blocks once each" in said(lambda: found(trunk))


def test_the_check_leaves_no_hook_behind(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    assert not any(module._forward_hooks for module in model.module.modules())
    ids = model.collate(model.encode([Text("The cat")])).ids
    own = model.module(ids, output_hidden_states=True).hidden_states
    assert len(own) == model.n_layers + 1
    assert all(not torch.equal(a, b) for a, b in pairwise(own))


def test_a_wrong_list_is_refused_at_load(tmp_path, monkeypatch):
    monkeypatch.setattr("semhub.models.blocks._agrees", lambda *_: False)
    with pytest.raises(InputError, match="hands on the states that transformers gives"):
        load(str(llama_folder(tmp_path)))
