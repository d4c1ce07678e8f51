"""A vocabulary read in tiles is read as a whole."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from semhub.lenses import tiles
from semhub.lenses.languages import LanguageTable
from semhub.lenses.tiles import Shares, read_tiles
from semhub.models.architecture import Readout, Tail
from semhub.models.linear import by_onednn

WORDS, WIDTH, POSITIONS = 1000, 16, 5
OPEN = torch.arange(WORDS) % 7 != 0

TAILS = {
    "plain": Tail(),
    "scaled and capped": Tail(scale=0.7, cap=9.0),
    "shifted, some closed": Tail(shift=torch.linspace(-2, 2, WORDS), closed=~OPEN),
}


class Head:
    """A model that is a head alone; `seen` are the tiles that it gave."""

    def __init__(self, tail, *, whole=False):
        torch.manual_seed(0)
        head = nn.Sequential(nn.Linear(WIDTH, WORDS))
        by_onednn(head)
        self.readout = Readout([], head if whole else head[0], tail)
        self.seen = []

    def unembed(self, state, *, norm=True):
        return self.readout(state, norm=norm)

    def unembed_in_tiles(self, state, words, *, norm=True):
        for start, logits in self.readout.tiles(state, words, norm=norm):
            self.seen.append(tuple(logits.shape))
            yield start, logits


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(tiles, "FEWEST", 64)
    monkeypatch.setattr(tiles, "ENTRIES", POSITIONS * 200)


@pytest.fixture(scope="module")
def state():
    return 6 * torch.from_numpy(
        np.random.default_rng(0).standard_normal((POSITIONS, WIDTH)).astype(np.float32)
    )


@pytest.fixture(scope="module")
def table():
    shares = np.random.default_rng(1).dirichlet(np.ones(3), WORDS).astype(np.float32)
    return LanguageTable(("a", "b", "c"), shares, np.ones(WORDS, dtype=bool))


@pytest.mark.parametrize("whole", [False, True], ids=["tiles", "at once"])
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("top", [1, 3, 10, WORDS])
def test_tiles_are_read_as_the_softmax_of_all_words(state, table, tail, top, whole):
    model = Head(TAILS[tail], whole=whole)
    asked = [999, 1, 500, 1]
    cpu = torch.device("cpu")
    got = read_tiles(model, state, top=top, asked=asked, shares=Shares(table, cpu))
    with torch.inference_mode():
        logits = model.unembed(state).double().numpy()
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    best = np.sort(p, axis=1)[:, ::-1][:, :top]
    np.testing.assert_allclose(np.exp(got.logs), best, atol=1e-6)
    np.testing.assert_allclose(np.take_along_axis(p, got.tokens, 1), best, atol=1e-12)
    assert all(len(set(row)) == top for row in got.tokens.tolist())
    np.testing.assert_allclose(np.exp(got.asked), p[:, asked], atol=1e-6)
    np.testing.assert_allclose(got.mass, p @ table.probabilities, atol=1e-6)
    assert model.seen == (
        [(POSITIONS, WORDS)] if whole else [(POSITIONS, 192)] * 5 + [(POSITIONS, 40)]
    )


def test_logarithms_hold_the_smallest_probabilities(state):
    model = Head(TAILS["plain"])
    got = read_tiles(model, 50 * state, asked=range(WORDS))
    with torch.inference_mode():
        want = model.unembed(50 * state).double().log_softmax(-1).numpy()
    assert want.min() < -300
    np.testing.assert_allclose(got.asked, want, rtol=1e-6, atol=1e-4)


def test_a_head_that_a_hook_looks_at_is_called(state):
    model, calls = Head(TAILS["plain"]), []
    model.readout.head.register_forward_hook(lambda *given: calls.append(given))
    read_tiles(model, state, top=2)
    assert len(calls) == 1 and model.seen == [(POSITIONS, WORDS)]


def test_a_model_without_tiles_keeps_its_logits(state):
    logits = torch.randn(POSITIONS, WORDS)
    before = logits.clone()

    class Whole:
        def unembed(self, state, *, norm=True):
            return logits

    got = read_tiles(Whole(), state, top=1)
    assert torch.equal(logits, before)
    assert got.tokens[:, 0].tolist() == before.argmax(1).tolist()
