"""The estimator: a closed form, the slow way, and every family."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from semhub.inputs import Text, texts
from semhub.lenses import jacobian
from semhub.lenses.jacobian.estimate import LONGEST, SKIPPED, counted, rows
from semhub.models.batch import Batch, Encoded
from semhub.models.hooks import record_layers
from semhub.models.loading import load
from tests.models.families import DECODERS
from tests.tiny import SENTENCES, byte_level_tokenizer, llama_folder, write_folder
from tests.toy import PlantedHub

WIDTH, LAYERS = 6, 3
TALE = "the cat sleeps on the warm stone and the dog sleeps beside the cat by the old river"


class _Mix(nn.Module):
    """state -> state @ matrix.T, plus a share of the mean of all earlier positions'."""

    def __init__(self, matrix: torch.Tensor, carried: float):
        super().__init__()
        self.matrix = nn.Parameter(matrix)
        self.carried = carried

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        before = state.cumsum(dim=1) - state
        return (state + self.carried * before) @ self.matrix.T


class Linear(PlantedHub):
    """Its blocks are matrices, so that its Jacobians are their products."""

    def __init__(self, carried: float = 0.0):
        super().__init__(width=WIDTH, n_layers=LAYERS)
        generator = torch.Generator().manual_seed(1)
        self.matrices = torch.randn(LAYERS, WIDTH, WIDTH, generator=generator)
        self.blocks = [_Mix(matrix, carried) for matrix in self.matrices]

    def forward(self, batch: Batch) -> None:
        state = self.embedding[batch.ids]
        for block in self.blocks:
            state = block(state)


def said(*lengths: int) -> list[Text]:
    return texts(" ".join(f"a{i % 20}" for i in range(length)) for length in lengths)


def test_the_lens_of_a_linear_model_is_the_product_of_its_matrices():
    model = Linear()
    lens = jacobian.fit(model, said(20, 31))
    one, two, three = model.matrices
    expected = torch.stack([three @ two @ one, three @ two, three])
    torch.testing.assert_close(lens.jacobians, expected)


def test_what_a_state_is_kept_for_counts_at_all_later_positions():
    """With one carrying block, position p reaches itself by its matrix and each of the m - 1 - p
    later counted positions by the carried share of it; on average (m - 1) / 2 of them."""
    model = Linear()
    model.blocks[2].carried = 0.5
    lens = jacobian.fit(model, said(SKIPPED + 5))
    torch.testing.assert_close(lens.jacobians[2], model.matrices[2] * (1 + 0.5 * 1.5))


def test_every_text_counts_alike_whatever_its_length():
    model = Linear(carried=0.1)
    whole, short, long = (
        jacobian.fit(model, given).jacobians for given in (said(20, 90), said(20), said(90))
    )
    torch.testing.assert_close(whole, (short + long) / 2)


def test_the_first_positions_the_last_one_and_special_tokens_are_left_out():
    content = [False] + [True] * 19
    assert counted(Encoded([0] * 20, content)) == [SKIPPED <= p < 19 for p in range(20)]
    content[17] = False
    assert counted(Encoded([0] * 20, content)).count(True) == 2
    assert not any(counted(Encoded([0] * 17, [True] * 17)))


def test_no_more_is_read_of_a_text_than_its_first_positions():
    model = Linear(carried=0.1)
    cut, longer = (
        jacobian.fit(model, said(length)).jacobians for length in (LONGEST, LONGEST + 40)
    )
    torch.testing.assert_close(cut, longer)


def slow(model, text: Text) -> torch.Tensor:
    """(n_layers, width, width): each block's input moved, by torch's own Jacobian."""
    encoded = model.encode([text])[0]
    own = torch.tensor(counted(encoded))
    batch = model.collate([encoded])
    states: list[torch.Tensor] = []
    with torch.no_grad(), record_layers(model.blocks, lambda _k, state: states.append(state)):
        model.forward(batch)
    found = []
    for layer, state in enumerate(states[:-1]):

        def onward(moved: torch.Tensor, layer=layer) -> torch.Tensor:
            last: list[torch.Tensor] = []

            def put(_module, args, kwargs):
                return (moved, *args[1:]), kwargs

            handle = model.blocks[layer].register_forward_pre_hook(put, with_kwargs=True)
            try:
                with record_layers(
                    model.blocks, lambda k, s: k == model.n_layers and last.append(s)
                ):
                    model.forward(batch)
            finally:
                handle.remove()
            return last[0][0, own].sum(dim=0)

        full = torch.autograd.functional.jacobian(onward, state)
        found.append(full[:, 0, own].mean(dim=1))
    return torch.stack(found)


def test_on_a_real_decoder_it_is_what_the_slow_way_gives(tmp_path):
    model = load(str(llama_folder(tmp_path / "llama")))
    given = texts(SENTENCES[:3])
    lens = jacobian.fit(model, given)
    expected = torch.stack([slow(model, text) for text in given]).mean(dim=0)
    torch.testing.assert_close(lens.jacobians, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("family", DECODERS)
def test_every_family_is_fitted_and_its_weights_may_learn_again_afterwards(tmp_path, family):
    tokenizer = byte_level_tokenizer()
    folder = write_folder(tmp_path / "model", DECODERS[family](len(tokenizer)), tokenizer)
    model = load(str(folder))
    before = [w.requires_grad for w in model.trunk.parameters()]
    one, *_ = rows(model, model.encode([Text(TALE)]))
    assert one.shape == (model.n_layers, model.width)
    assert one.isfinite().all() and (one.abs().amax(dim=1) > 0).all()
    assert [w.requires_grad for w in model.trunk.parameters()] == before
