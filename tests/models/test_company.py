"""No text's states depend on what stands beside it in a batch, whatever the family mixes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import transformers as t

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests.models.sweep import Case, own_states, write
from tests.tiny import bert_folder

TEXTS = [
    Text(text)
    for text in ("One", "The cat sleeps.", "Two", "It rains today, and it is cold!", "Six", "Ten")
]
MIXING = {
    "fnet": t.AutoModelForMaskedLM,  # by a Fourier transform over positions
    "convbert": t.AutoModelForMaskedLM,  # by convolutions
    "nystromformer": t.AutoModelForMaskedLM,  # by means of segments of positions
    "yoso": t.AutoModelForMaskedLM,  # by hashes
}


def forms(model) -> list[tuple]:
    return [encoded.form for encoded in model.encode(TEXTS)]


@pytest.mark.parametrize("model_type", MIXING)
def test_an_encoder_that_mixes_padding_in_shares_batches_with_its_own_length_only(
    model_type, tmp_path
):
    module = Case("", model_type, MIXING[model_type]).module()
    model = load(str(write(module, tmp_path)))
    encoded = model.encode(TEXTS)
    assert not any(one.paddable for one in encoded)
    lengths = [len(one) for one in encoded]
    assert len(set(forms(model))) == len(set(lengths)) < len(TEXTS)
    together = extract(model, TEXTS, pool="mean")
    for i, (text, one) in enumerate(zip(TEXTS, encoded, strict=True)):
        own = own_states(module, one.ids)
        mean = torch.stack(own)[:, torch.tensor(one.content)].mean(1)
        np.testing.assert_allclose(together[:, i], mean, atol=1e-4 * np.abs(together).max())
        np.testing.assert_allclose(together[:, [i]], extract(model, [text], pool="mean"), atol=1e-4)


def test_an_encoder_that_leaves_padding_out_is_padded(tmp_path):
    model = load(str(bert_folder(tmp_path)))
    assert all(one.paddable for one in model.encode(TEXTS)) and len(set(forms(model))) == 1


def mixed(state: torch.Tensor) -> torch.Tensor:
    return state.sum(0, keepdim=True).expand_as(state)


def crowded(state: torch.Tensor) -> torch.Tensor:
    """As experts of a fixed capacity, which are full where a neighbour came first."""
    return torch.cat([state[:1], state[1:] * 0.5])


@pytest.mark.parametrize("share", [mixed, crowded])
def test_a_family_whose_items_share_something_is_run_one_item_at_a_time(
    tmp_path, monkeypatch, share
):
    folder = str(bert_folder(tmp_path))
    plain = extract(load(folder), TEXTS)

    def shares(_module, args):
        return (share(args[0]), *args[1:])

    original = t.BertModel.__init__

    def with_shares(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.encoder.layer[1].register_forward_pre_hook(shares)

    monkeypatch.setattr(t.BertModel, "__init__", with_shares)
    model = load(folder)
    assert len(set(forms(model))) == len(TEXTS)
    np.testing.assert_allclose(extract(model, TEXTS), plain, atol=1e-5)


def test_states_that_are_a_matter_of_chance_are_refused(tmp_path, monkeypatch):
    folder = str(bert_folder(tmp_path))
    original = t.BertModel.__init__

    def with_chance(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.encoder.layer[1].register_forward_pre_hook(
            lambda _module, args: (args[0] + torch.randn_like(args[0]), *args[1:])
        )

    monkeypatch.setattr(t.BertModel, "__init__", with_chance)
    with pytest.raises(InputError, match="other states at every run"):
        load(folder)
