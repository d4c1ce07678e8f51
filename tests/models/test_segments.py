"""Texts in one row: attention stays within each, and outside of a row nothing is changed."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import (
    ALL_MASK_ATTENTION_FUNCTIONS,
    sdpa_mask,
    sliding_window_causal_mask_function,
)
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from semhub.models.segments import apart, places

LENGTHS = (7, 5, 5, 5, 2, 1, 1)
WIDTH = 8


def heads(number: int, seed: int, positions: int = sum(LENGTHS)) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(1, number, positions, WIDTH, generator=generator)


def attend(*states: torch.Tensor, mask: torch.Tensor | None = None, groups: int = 1, **options):
    module = SimpleNamespace(num_key_value_groups=groups, is_causal=True)
    return ALL_ATTENTION_FUNCTIONS["sdpa"](module, *states, mask, **options)[0]


def one_by_one(query, key, value, causal: bool, groups: int, window: int = 99) -> torch.Tensor:
    """Each text by itself, as plainly as it can be written: (1, positions, heads, width)."""
    key, value = (one.repeat_interleave(groups, dim=1) for one in (key, value))
    found, start = [], 0
    for length in LENGTHS:
        own = slice(start, start + length)
        at = torch.arange(length)
        far = at[:, None] - at[None]
        seen = (far >= 0) & (far < window) if causal else torch.ones(length, length).bool()
        scores = query[:, :, own] @ key[:, :, own].transpose(2, 3) / WIDTH**0.5
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        found.append((weights @ value[:, :, own]).transpose(1, 2))
        start += length
    return torch.cat(found, dim=1)


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("groups", [1, 2])
def test_each_text_of_a_row_attends_to_itself_alone(causal, groups):
    states = heads(4, 0), heads(4 // groups, 1), heads(4 // groups, 2)
    with apart(LENGTHS):
        found = attend(*states, groups=groups, is_causal=causal)
    torch.testing.assert_close(found, one_by_one(*states, causal, groups))
    assert not torch.allclose(found, attend(*states, groups=groups, is_causal=causal), atol=0.1)


def test_a_window_closes_in_each_text_what_it_closes_in_it_alone():
    states, total = [heads(2, seed) for seed in range(3)], sum(LENGTHS)
    with apart(LENGTHS):
        mask = ALL_MASK_ATTENTION_FUNCTIONS["sdpa"](
            batch_size=1, q_length=total, kv_length=total,
            mask_function=sliding_window_causal_mask_function(3), local_size=3,
        )  # fmt: skip
        found = attend(*states, mask=mask)
    torch.testing.assert_close(found, one_by_one(*states, True, 1, window=3))


def test_outside_of_a_row_attention_and_mask_are_transformers_own_to_the_last_bit():
    states = [heads(2, seed) for seed in range(3)]
    module = SimpleNamespace(num_key_value_groups=1, is_causal=True)
    assert torch.equal(attend(*states), sdpa_attention_forward(module, *states, None)[0])
    options = {"batch_size": 1, "q_length": 9, "kv_length": 9, "allow_is_causal_skip": False}
    ours = ALL_MASK_ATTENTION_FUNCTIONS["sdpa"](**options)
    assert torch.equal(ours, sdpa_mask(**options))


def test_a_row_is_of_its_own_thread_and_ends_with_its_context():
    states, other = [heads(2, seed) for seed in range(3)], []
    whole = attend(*states)
    with apart(LENGTHS):
        thread = threading.Thread(target=lambda: other.append(attend(*states)))
        thread.start()
        thread.join()
        with apart([sum(LENGTHS)]):  # a row within: one text of all
            assert torch.equal(attend(*states), whole)
        assert not torch.equal(attend(*states), whole)
    assert torch.equal(other[0], whole) and torch.equal(attend(*states), whole)


def test_a_row_has_its_longest_text_first():
    with pytest.raises(ValueError, match="longest first"), apart((2, 3)):
        pass


def test_attention_by_content_by_bias_or_to_anything_else_is_refused_in_a_row():
    states, total = [heads(2, seed) for seed in range(3)], sum(LENGTHS)
    seen = torch.ones(1, 1, total, total, dtype=torch.bool)
    with apart(LENGTHS):
        with pytest.raises(ValueError, match="distance or place"):
            attend(*states, mask=seen)  # which nobody knows the reason of
        with pytest.raises(ValueError, match="distance or place"):
            attend(*states, position_bias=torch.zeros(1, 2, total, total))
        with pytest.raises(ValueError, match="to the row"):
            attend(states[0], heads(2, 3, 30), heads(2, 4, 30))


def test_positions_are_counted_anew_in_each_text():
    assert places((3, 2, 1)).tolist() == [[0, 1, 2, 0, 1, 0]]


def test_the_plain_way_of_these_tests_is_pytorchs():
    states = [heads(2, seed, LENGTHS[0]) for seed in range(3)]
    own = scaled_dot_product_attention(*states, is_causal=True).transpose(1, 2)
    padded = [torch.cat([one, heads(2, 9, sum(LENGTHS[1:]))], dim=2) for one in states]
    torch.testing.assert_close(one_by_one(*padded, True, 1)[:, : LENGTHS[0]], own)
