"""Pooled states of a batch, padded or in one row, are those of each item's own positions."""

from __future__ import annotations

import pytest
import torch

from semhub.models.batch import Encoded
from semhub.models.tokens import TextEncoder
from semhub.states.pooling import pooling, spans
from tests.tiny import byte_level_tokenizer

WIDTH = 5
ENCODED = [
    Encoded([1, 5, 6, 7, 2], [False, True, True, True, False], last_word=2),
    Encoded([1, 5, 6, 2], [False, True, True, False], last_word=2),
    Encoded([1, 9, 8, 2], [False, False, True, False], last_word=2),
    Encoded([7], [True], last_word=0),
]
STATES = [torch.randn(len(one), WIDTH, generator=torch.Generator().manual_seed(k)) for k, one in
          enumerate(ENCODED)]  # fmt: skip
STATES[1][1] = 0  # a state that points nowhere


def plain(pool: str, ends: bool) -> torch.Tensor:
    found = []
    for one, states in zip(ENCODED, STATES, strict=True):
        own = states[torch.tensor(one.content)]
        if pool == "last":
            found.append(own[-1] if ends else states[one.last_word])
        elif pool == "mean":
            found.append(own.mean(0))
        else:
            found.append(torch.nn.functional.normalize(own, dim=-1).mean(0))
    return torch.stack(found)


@pytest.mark.parametrize("in_a_row", [False, True])
@pytest.mark.parametrize(
    ("pool", "ends"), [("unit", False), ("mean", False), ("last", False), ("last", True)]
)
def test_a_pool_is_that_of_each_items_own_positions(in_a_row, pool, ends):
    encoder = TextEncoder(byte_level_tokenizer(), pad=0, max_positions=20)
    batch = (encoder.join if in_a_row else encoder.collate)(ENCODED)
    if in_a_row:
        state = torch.cat(STATES)[None]
    else:
        state = torch.nn.utils.rnn.pad_sequence(STATES, batch_first=True, padding_value=99)
    assert batch.ids.shape == state.shape[:2]
    torch.testing.assert_close(pooling(batch, pool, ends)(state), plain(pool, ends))
    assert spans(batch).sum(dim=1).tolist() == [sum(one.content) for one in ENCODED]


@pytest.mark.parametrize("in_a_row", [False, True])
def test_a_state_that_is_no_number_stays_with_its_item(in_a_row):
    encoder = TextEncoder(byte_level_tokenizer(), pad=0, max_positions=20)
    batch = (encoder.join if in_a_row else encoder.collate)(ENCODED)
    state = torch.zeros(*batch.ids.shape, WIDTH)
    state[(0, len(ENCODED[0]) + 1) if in_a_row else (1, 1)] = torch.nan
    found = pooling(batch, "unit", False)(state)
    assert found.isnan().any(dim=1).tolist() == [False, True, False, False]
