"""No text's states depend on what stands beside it in a batch or in a row, whatever the family
mixes."""

from __future__ import annotations

from contextlib import nullcontext
from copy import copy

import numpy as np
import pytest
import torch
import transformers as t

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models import adapter, segments
from semhub.models.batch import Encoded
from semhub.models.chat import chatting
from semhub.models.company import Company, same
from semhub.models.loading import load
from semhub.models.twin import twin_of
from semhub.states.extraction import extract
from tests.models.adapters import write_adapter
from tests.models.gguf_data import write_pair
from tests.models.sweep import Case, own_states, write
from tests.tiny import bert_folder, llama_folder, write_folder

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


def in_rows(model, texts, pool="mean"):
    assert model.joins
    return extract(model, texts, pool=pool)


def padded(model, texts, pool="mean"):
    model = copy(model)
    model._runs_in_a_row = False
    assert not model.joins
    return extract(model, texts, pool=pool)


@pytest.mark.parametrize("pool", ["unit", "mean", "last"])
@pytest.mark.parametrize("model_type", ["llama", "bert", "roberta", "opt", "gemma3_text"])
def test_texts_in_a_row_have_the_states_of_padded_ones(model_type, pool, tmp_path):
    """Of families that count positions by rotation, by a table, and behind the padding id."""
    auto = t.AutoModelForMaskedLM if "bert" in model_type else t.AutoModelForCausalLM
    model = load(str(write(Case("", model_type, auto).module(), tmp_path)))
    plain = padded(model, TEXTS, pool)
    np.testing.assert_allclose(in_rows(model, TEXTS, pool), plain, atol=1e-5 * abs(plain).max())


@pytest.mark.parametrize("model_type", ["deepseek_v32", "doge"])
def test_attention_that_chooses_by_content_is_padded(model_type, tmp_path):
    module = Case("", model_type, t.AutoModelForCausalLM).module()
    assert not load(str(write(module, tmp_path))).joins


def test_a_family_that_refuses_rows_longer_than_it_was_built_for_is_padded(tmp_path):
    module = Case("", "clip_text_model", t.AutoModelForTextEncoding).module()
    assert not load(str(write(module, tmp_path))).joins


@pytest.mark.parametrize("fault", ["positions", "attention"])
def test_a_model_whose_states_are_others_in_a_row_is_padded(tmp_path, monkeypatch, fault):
    folder = str(bert_folder(tmp_path))
    assert load(folder).joins
    if fault == "positions":
        counted = segments.places
        monkeypatch.setattr(
            adapter, "places", lambda lengths, device: counted([sum(lengths)], device)
        )
    else:
        monkeypatch.setattr(adapter, "apart", lambda _lengths: nullcontext())
    model = load(folder)
    assert not model.joins
    assert extract(model, TEXTS).shape[1] == len(TEXTS)


def test_halves_hide_no_neighbour_in_a_row(tmp_path):
    """Of a family whose own attention reads all of a row, which moves these states by less than
    what halves may round."""
    module = Case("", "markuplm", t.AutoModel).module()
    assert not load(str(write(module, tmp_path)), dtype="bfloat16").joins


VOCABULARY = """
<cls> <pad> <eos> <unk> L A G V M K T Y . - <mask> One , two three : 1 + 2 = 3
"""


def test_a_token_that_a_family_treats_by_itself_changes_no_text_beside_it(tmp_path):
    """ESM scales what it embeds by how many masks there are in a row, and its tokenizer reads them
    in a text; positions are counted past padding."""
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY.split()))
    tokenizer = t.EsmTokenizer(str(tmp_path / "vocab.txt"), model_max_length=128)
    config = t.EsmConfig(
        vocab_size=len(VOCABULARY.split()), mask_token_id=tokenizer.mask_token_id, pad_token_id=1,
        hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48,
        max_position_embeddings=130, position_embedding_type="absolute", token_dropout=True,
    )  # fmt: skip
    write_folder(tmp_path, config, tokenizer, kind=t.AutoModelForMaskedLM)
    model = load(str(tmp_path))
    texts = [Text(text) for text in ("M K T A Y", "M K <mask> <mask>", "G G G", "L <pad> A")]
    alone = np.concatenate([extract(model, [text], pool="mean") for text in texts], axis=1)
    np.testing.assert_allclose(in_rows(model, texts), alone, atol=1e-5 * abs(alone).max())
    assert [one.in_rows for one in model.encode(texts)] == [True, False, True, False]


def test_what_a_sink_is_thousands_of_times_as_long_as_still_counts():
    """By the largest of all states, another state at any other position would be rounding."""
    own = torch.ones(3, 4)
    own[0] *= 1e6
    company = Company("", list, list, torch.float32, list, 9, *[Encoded([1], [True])] * 2)
    assert company._same_everywhere(own, own)
    other = own.clone()
    other[2] *= 1.1
    assert same(other, own, torch.float32) and not company._same_everywhere(other, own)


@pytest.mark.parametrize("form", ["gguf", "lora"])
def test_a_gguf_file_and_an_adapted_model_run_in_rows(form, tmp_path):
    if form == "gguf":
        path = write_pair(tmp_path).path
    else:
        path = write_adapter(tmp_path / "adapter", llama_folder(tmp_path / "base"))
    model = load(str(path))
    plain = padded(model, TEXTS)
    np.testing.assert_allclose(in_rows(model, TEXTS), plain, atol=1e-5 * abs(plain).max())


def test_a_twin_and_a_chat_run_in_rows_as_their_model_does_and_a_gpu_does_not(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    twin = twin_of(model)
    np.testing.assert_allclose(in_rows(twin, TEXTS), padded(twin, TEXTS), atol=1e-5)
    model.text.tokenizer.chat_template = (
        "{% for m in messages %}<s>{{ m['content'] }}</s>{% endfor %}"
    )
    chat = chatting(model, trusted=True)
    plain = padded(chat, TEXTS)
    np.testing.assert_allclose(in_rows(chat, TEXTS), plain, atol=1e-5 * abs(plain).max())
    model.device = torch.device("cuda")
    assert not model.joins
