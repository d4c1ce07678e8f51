"""A model twice as large as the memory that it may take gives the numbers that it gives in it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import semhub
from semhub.errors import InputError
from semhub.lenses import jacobian, neighbours
from semhub.models import offload, room
from semhub.models.batch import Batch
from semhub.models.loading import load
from semhub.states.extraction import extract
from semhub.states.memory import weights_digest
from semhub.steering.head_rows import head_row
from semhub.steering.hooks import apply_push
from semhub.steering.rerun import Rerun
from semhub.ui.shared.residents import bytes_of
from tests.sentences import assert_one_sentence
from tests.tiny import SENTENCES, bert_folder, llama_folder

TEXTS = [semhub.Text(sentence) for sentence in SENTENCES]


def of_half_the_memory(folder) -> tuple:
    """The model in memory, and the same where half of its weights have room."""
    whole = load(str(folder), device="cpu")
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(room.LIMIT, str(size / 2 / 1e9))
        patch.setenv("SEMHUB_CACHE", str(folder / "cache"))
        return whole, load(str(folder), device="cpu")


@pytest.fixture(scope="module")
def llamas(tmp_path_factory):
    return of_half_the_memory(llama_folder(tmp_path_factory.mktemp("llama")))


def test_more_than_half_of_the_weights_lie_on_disk_and_the_check_says_so(llamas):
    whole, half = llamas
    assert not offload.is_spread(whole.module) and offload.is_spread(half.module)
    assert 0 < bytes_of(half) <= bytes_of(whole) / 2
    assert "lie on disk" in half.check.sentence and half.check.passed
    assert not half.thread_safe


def test_states_are_those_in_memory(llamas):
    whole, half = llamas
    np.testing.assert_array_equal(extract(half, TEXTS), extract(whole, TEXTS))


def test_encoders_are_spread_as_well(tmp_path_factory):
    whole, half = of_half_the_memory(bert_folder(tmp_path_factory.mktemp("bert")))
    assert offload.is_spread(half.module)
    np.testing.assert_array_equal(extract(half, TEXTS), extract(whole, TEXTS))


@pytest.mark.parametrize("kind", ["logit", "paper", "neighbours"])
def test_lenses_read_the_same_words(llamas, kind):
    index = [neighbours.index(one, TEXTS) if kind == "neighbours" else None
             for one in llamas]  # fmt: skip
    read = [semhub.read(model, TEXTS[0], kind=kind, index=own)
            for model, own in zip(llamas, index, strict=True)]  # fmt: skip
    np.testing.assert_array_equal(read[0].scores, read[1].scores)
    assert read[0].words == read[1].words


def test_a_push_does_the_same(llamas):
    pushes = {2: torch.linspace(-1, 1, llamas[0].width)}
    found = []
    for model in llamas:
        with apply_push(model, pushes):
            found.append(extract(model, TEXTS[:2]))
    np.testing.assert_array_equal(*found)
    assert not np.array_equal(found[0], extract(llamas[0], TEXTS[:2]))


def test_a_push_from_a_block_on_does_the_same(llamas):
    found = []
    for model in llamas:
        rerun = Rerun(model, model.encode(TEXTS[:1]), [(1, 3)], 1)
        assert rerun.by_parts
        found.append(rerun.under({2: torch.ones(1, 1, model.width)}))
    assert torch.equal(*found)


def test_a_row_of_the_head_is_the_same(llamas):
    np.testing.assert_array_equal(*(head_row(model, "cat") for model in llamas))


def test_a_batch_stays_where_the_inputs_are(llamas):
    batch = llamas[1].collate(llamas[1].encode(TEXTS[:1]))
    assert isinstance(batch, Batch) and batch.ids.device == llamas[1].device


def test_stored_states_of_both_compare(llamas):
    assert weights_digest(llamas[1]) == weights_digest(llamas[0])


def test_the_jacobian_lens_is_refused_in_one_sentence(llamas):
    with pytest.raises(InputError) as caught:
        jacobian.fit(llamas[1], TEXTS)
    assert_one_sentence(str(caught.value))


def test_strangers_are_refused_what_would_be_read_from_disk(tmp_path, monkeypatch):
    folder = llama_folder(tmp_path)
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    monkeypatch.setattr(room, "free_memory", lambda: 1000.0)
    with pytest.raises(InputError, match="of memory, and 0 MB are free"):
        load(str(folder), device="cpu")


def test_weights_that_are_no_numbers_are_refused_on_disk_too(tmp_path, monkeypatch):
    folder = llama_folder(tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights["model.layers.2.mlp.up_proj.weight"][0, 0] = float("nan")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    size = (folder / "model.safetensors").stat().st_size
    monkeypatch.setenv(room.LIMIT, str(size / 2 / 1e9))
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    with pytest.raises(InputError, match=r"no finite numbers, in model\.layers\.2"):
        load(str(folder), device="cpu")
