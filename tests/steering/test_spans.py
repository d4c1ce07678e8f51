"""States that directions are found in: parity with one text at a time, and no sink in them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

import semhub
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.states.extraction import extract, positions
from semhub.states.sinks import LONG as SINK
from semhub.steering import direction
from semhub.steering.spans import pooled, span_means
from tests.tiny import SENTENCES, llama_folder
from tests.toy import PlantedHub

TEXTS = [Text(text) for text in (*SENTENCES, "A")]
LONG = 100.0


class Sink(nn.Module):
    """Hands on what its block does, but for the first token's state."""

    def __init__(self, block: nn.Module):
        super().__init__()
        self.block = block

    def forward(self, state: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return torch.cat([state[:, :1], self.block(state, ids)[:, 1:]], dim=1)


class Sinking(PlantedHub):
    """Its first token is an attention sink at every layer."""

    def __init__(self):
        super().__init__()
        self.blocks = [Sink(block) for block in self.blocks]

    def forward(self, batch) -> None:
        state = self.embedding[batch.ids]
        state[:, 0] = 0
        state[:, 0, 0] = LONG
        for block in self.blocks:
            state = block(state, batch.ids)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def test_spans_are_those_of_one_text_at_a_time(model):
    means, norms = span_means(model, TEXTS)
    tokens = []
    for number, item in enumerate(TEXTS):
        batch, states = positions(model, item)
        span = states[:, batch.content[0]].numpy()
        long = np.linalg.norm(span, axis=2)
        for layer, one in enumerate(span):
            middle = np.sort(long[layer])[(len(one) - 1) // 2]
            kept = one[long[layer] <= SINK * middle]
            np.testing.assert_allclose(means[layer, number], kept.mean(axis=0), atol=1e-4)
        tokens.append(long)
    np.testing.assert_allclose(norms, np.median(np.concatenate(tokens, axis=1), axis=1), rtol=1e-4)


def test_a_sink_is_in_no_mean_and_in_no_length_even_where_texts_differ_in_length():
    model = Sinking()
    short, long = Text("a0 a1 a2 a3 a4"), Text("a0 a1 a2 a3 a5 a6 a7 a8 a9")
    found = direction(model, short, long, pool="mean")
    for layer in range(model.n_layers + 1):
        assert np.linalg.norm(found.vectors[layer, 1:]) > 0.9  # the sink's own component is one
        assert found.norms[layer] < LONG / 5
        assert found.lengths[layer] < 1
    plain = extract(model, [short, long], pool="mean")
    inherited = plain[:, 1] - plain[:, 0]  # what a plain mean makes of it: a count of tokens
    assert np.abs(inherited[2, 0]) > 0.8 * np.linalg.norm(inherited[2])


@pytest.mark.parametrize("pool", ["mean", "unit"])
def test_a_push_found_over_spans_is_measured_by_tokens_and_not_by_their_sink(pool):
    model = Sinking()
    found = direction(model, Text("a0 a1 a2"), Text("a0 a1 a5"), pool=pool)
    typical = np.linalg.norm(model.meaning.numpy(), axis=1).max()
    for layer in range(2, model.n_layers + 1):
        assert np.linalg.norm(found.push(layer, 1.0)) < typical


def test_an_unknown_pool_is_refused(model):
    with pytest.raises(InputError, match="no pooling"):
        pooled(model, TEXTS, pool="middle")
