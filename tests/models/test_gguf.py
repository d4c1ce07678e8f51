"""A GGUF file, by its path, is the same model as the folder with the same weights."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import util
from pathlib import Path

import gguf
import pytest
import torch
from gguf import GGMLQuantizationType as Kind
from safetensors.torch import load_file
from transformers import AutoTokenizer

import semhub
from semhub import cache
from semhub.errors import InputError
from semhub.models import catalogue, gguf_file, gguf_folder, room
from semhub.models.gguf_file import smallest
from semhub.states.extraction import positions
from tests.models.gguf_data import TEMPLATE, Pair, write_pair
from tests.models.gguf_layouts import LAYOUTS
from tests.sentences import assert_one_sentence
from tests.tiny import SENTENCES

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Pair:
    return write_pair(tmp_path_factory.mktemp("pair"))


def refused(path: Path | str) -> str:
    with pytest.raises(InputError) as error:
        semhub.load(str(path))
    sentence = str(error.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("kind", [Kind.F32, Kind.F16, Kind.Q4_0, Kind.Q5_1, Kind.Q8_0])
@pytest.mark.parametrize("tied", [False, True], ids=["head", "tied"])
def test_states_are_those_of_the_folder_with_the_same_weights(tmp_path, kind, tied):
    pair = write_pair(tmp_path, kind, tied=tied)
    ours, theirs = semhub.load(str(pair.path)), semhub.load(str(pair.folder))
    for sentence in SENTENCES:
        batch, states = positions(ours, semhub.Text(sentence))
        other, expected = positions(theirs, semhub.Text(sentence))
        assert torch.equal(batch.ids, other.ids)
        assert torch.equal(states, expected)


def test_every_kind_of_block_that_gguf_unpacks_is_read_as_gguf_unpacks_it(tmp_path):
    """One model, a matrix of each kind, against a folder of the same weights."""
    kinds = [Kind.F16, Kind.F32, *gguf.quants._type_traits]
    pair = write_pair(tmp_path, kinds, width=256, blocks=4)
    held = {tensor.tensor_type for tensor in gguf.GGUFReader(pair.path).tensors}
    assert held == set(kinds) and {Kind.Q2_K, Kind.Q6_K, Kind.IQ1_S, Kind.MXFP4} < held
    ours = load_file(catalogue.folder(str(pair.path)) / "model.safetensors")
    theirs = load_file(pair.folder / "model.safetensors")
    assert ours.keys() == theirs.keys()
    assert not [name for name in ours if not torch.equal(ours[name], theirs[name])]


def test_blocks_that_gguf_only_names_are_refused(tmp_path, monkeypatch):
    pair = write_pair(tmp_path, Kind.Q4_0)
    monkeypatch.delitem(gguf.quants._type_traits, Kind.Q4_0)
    sentence = refused(pair.path)
    assert "as Q4_0, which the installed gguf cannot unpack" in sentence


@pytest.mark.parametrize("tied", [False, True], ids=["head", "tied"])
def test_a_split_file_is_the_model_of_all_its_parts_whichever_is_named(tmp_path, tied):
    pair = write_pair(tmp_path, split=4, tied=tied)
    files = sorted(tmp_path.glob("*.gguf"))
    assert len(files) > 2 and files[0].name.startswith("tiny-00001-of-")
    ours, theirs = semhub.load(str(files[-1])), semhub.load(str(pair.folder))
    states, expected = (positions(m, semhub.Text(SENTENCES[0]))[1] for m in (ours, theirs))
    assert torch.equal(states, expected)
    assert catalogue.folder(str(files[0])) == catalogue.folder(str(files[-1]))


def test_a_split_file_that_is_not_whole_is_one_sentence(tmp_path):
    first, second, third, *_ = sorted(write_pair(tmp_path, split=4).path.parent.glob("*.gguf"))
    content = second.read_bytes()
    second.unlink()
    assert f"and 1 of them are not beside it, {second.name} first" in refused(first)
    second.write_bytes(content[: len(content) // 2])
    assert "cannot be read to its end" in refused(first)
    second.write_bytes(third.read_bytes())
    assert "says that it is part 3 of" in refused(first)
    second.write_bytes(b"")
    assert "does not begin as a GGUF file does" in refused(first)
    alone = tmp_path / "renamed.gguf"
    alone.write_bytes(first.read_bytes())
    assert "its name says otherwise" in refused(alone)


@pytest.mark.parametrize("what", ["memory", "disk"])
def test_a_file_that_has_no_room_unpacked_is_refused_before_it_is(pair, monkeypatch, what):
    monkeypatch.setattr(room, f"free_{what}", lambda *_: 1000.0)
    monkeypatch.setattr(gguf_file, "_unpacked", None)
    assert f"of {what}" in refused(pair.path) or f"on {what}" in refused(pair.path)


@pytest.mark.parametrize("family", LAYOUTS)
def test_states_of_other_families_are_those_of_the_folder_too(tmp_path, family):
    tied = family == "gemma2"  # which has no head of its own
    pair = write_pair(tmp_path, Kind.Q8_0, architecture=family, tied=tied)
    ours, theirs = semhub.load(str(pair.path)), semhub.load(str(pair.folder))
    for sentence in SENTENCES[::3]:
        states, expected = (positions(model, semhub.Text(sentence))[1] for model in (ours, theirs))
        assert torch.equal(states, expected)


@pytest.mark.parametrize(
    ("family", "key", "value"),
    [
        ("stablelm", "rope_dimension_count", 16),
        ("gemma2", "attn_logit_softcapping", 20.0),
        ("qwen2", "sliding_window", 24),
    ],
)
def test_a_number_that_the_config_does_not_take_is_refused(
    tmp_path, monkeypatch, family, key, value
):
    layout = LAYOUTS[family]
    monkeypatch.setitem(LAYOUTS, family, replace(layout, keys=layout.keys | {key: value}))
    pair = write_pair(tmp_path, architecture=family, tied=family == "gemma2")
    assert re.search(rf"has the \S+ {value:g}, which the installed", refused(pair.path))


def test_the_order_of_rotary_components_matters_to_that_comparison(pair):
    weights = load_file(catalogue.folder(str(pair.path)) / "model.safetensors")
    laid = {tensor.name: tensor for tensor in gguf.GGUFReader(pair.path).tensors}[
        "blk.0.attn_q.weight"
    ]
    as_stored = torch.from_numpy(gguf.quants.dequantize(laid.data, laid.tensor_type))
    ours = weights["model.layers.0.self_attn.q_proj.weight"]
    assert not torch.equal(ours, as_stored)
    assert torch.equal(ours.flatten().sort().values, as_stored.flatten().sort().values)


@pytest.mark.parametrize(("kind", "dtype"), [(Kind.F32, torch.float32), (Kind.Q8_0, torch.float32)])
def test_weights_are_kept_in_a_dtype_that_holds_them_exactly(tmp_path, kind, dtype):
    pair = write_pair(tmp_path, kind)
    kept = load_file(catalogue.folder(str(pair.path)) / "model.safetensors")
    held = load_file(pair.folder / "model.safetensors")
    assert kept.keys() == held.keys() and {value.dtype for value in kept.values()} == {dtype}
    assert all(torch.equal(kept[name].float(), held[name]) for name in held)


def test_a_file_of_halves_stays_one_of_halves(tmp_path):
    halves = torch.nn.Linear(4, 4).half().state_dict()
    kept = smallest({name: value.float() for name, value in halves.items()})
    assert {value.dtype for value in kept.values()} == {torch.float16}
    assert all(torch.equal(kept[name], halves[name]) for name in halves)


def test_tokens_special_tokens_and_chat_template_are_those_of_the_file(pair):
    ours = AutoTokenizer.from_pretrained(catalogue.folder(str(pair.path)))
    theirs = AutoTokenizer.from_pretrained(pair.folder)
    for text in (*SENTENCES, "", "  two  spaces", "\n\n", "1234 5", "<s> x </s>", "🐖"):
        assert ours(text).input_ids == theirs(text).input_ids, text
        assert ours.decode(ours(text).input_ids) == theirs.decode(theirs(text).input_ids)
    for name in ("bos_token", "eos_token", "pad_token", "unk_token"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.chat_template == TEMPLATE
    assert ours.model_max_length == theirs.model_max_length


def test_a_rule_that_cuts_digits_apart_is_kept(tmp_path):
    pair = write_pair(tmp_path, pre="smollm")
    tokenizer = AutoTokenizer.from_pretrained(catalogue.folder(str(pair.path)))
    cut = tokenizer.backend_tokenizer.pre_tokenizer.pre_tokenize_str("x  12")
    assert [piece for piece, _ in cut] == ["x", "ĠĠ", "1", "2"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"architecture": "plamo"}, "has the architecture “plamo”"),
        ({"scaling": "yarn"}, "rotary scaling “yarn”"),
        ({"extra": {"rope_freqs.weight": torch.ones(8)}}, "“llama” with rope_freqs.weight"),
        ({"without": "model.norm.weight"}, "lacks 1 tensors .* model.norm.weight first"),
        ({"vocabulary": "rwkv"}, "kind “rwkv”"),
        ({"pre": "viking"}, "rule “viking”"),
        ({"pre": None}, "no rule is named"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_file_that_would_be_read_wrongly_is_refused(tmp_path, own_cache, options, named):
    pair = write_pair(tmp_path / "pair", **options)
    assert re.search(named, refused(pair.path))
    assert not list(own_cache.glob("models/gguf-*"))


def test_a_truncated_file_is_refused_wherever_it_ends(pair, tmp_path):
    content = pair.path.read_bytes()
    cut = tmp_path / "cut.gguf"
    for length in (4, 7, 20, 24, 40, 200, 3000, len(content) // 2, len(content) - 40):
        cut.write_bytes(content[:length])
        assert "cannot be read to its end" in refused(cut), length


def test_a_file_that_is_not_gguf_is_refused(tmp_path):
    other = tmp_path / "other.gguf"
    for content in (b"", b"GG", b"not a model at all"):
        other.write_bytes(content)
        assert "does not begin as a GGUF file does" in refused(other)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "There is no file" in refused(tmp_path / "missing.gguf")
    assert "There is no file" in refused("missing.gguf")


def test_without_the_package_the_sentence_says_how_to_get_it(pair, monkeypatch):
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "gguf" else find(name))
    assert "pip install gguf" in refused(pair.path)


def test_a_path_below_the_home_folder_is_found(pair, monkeypatch):
    monkeypatch.setenv("HOME", str(pair.path.parent))
    assert catalogue.folder("~/tiny.gguf") == catalogue.folder(str(pair.path))


def test_a_file_is_converted_once_whatever_it_is_called(pair, tmp_path, monkeypatch):
    first = catalogue.folder(str(pair.path))
    copy = shutil.copy(pair.path, tmp_path / "another.GGUF")
    monkeypatch.setattr(gguf_folder, "write", None)
    assert catalogue.folder(str(copy)) == first


def test_a_damaged_folder_is_made_again(pair):
    first = catalogue.folder(str(pair.path))
    whole = cache.digest(first / "config.json")
    (first / "config.json").write_text("{}")
    assert catalogue.folder(str(pair.path)) == first
    assert cache.digest(first / "config.json") == whole


def test_a_file_that_was_written_anew_is_another_model(pair, tmp_path):
    path = Path(shutil.copy(pair.path, tmp_path / "model.gguf"))
    before = semhub.load(str(path)).revision
    shutil.copy(write_pair(tmp_path / "other", Kind.Q8_0).path, path)
    os.utime(path)
    assert before.startswith("sha256:") and semhub.load(str(path)).revision != before


def test_progress_rises_to_one(pair):
    seen = []
    catalogue.folder(str(pair.path), lambda share, sentence: seen.append((share, sentence)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares) and shares[-1] == 1 and len(shares) > 10
    assert {sentence for _, sentence in seen} == {"Unpacking tiny.gguf"}


def test_the_catalogue_loads_neither_the_package_nor_anything_heavy():
    code = (
        "import sys; from semhub.models import catalogue, gguf_folder, smollm2; "
        "[entry.on_disk for entry in catalogue.ENTRIES]; "
        "print(*{'torch', 'transformers', 'tokenizers', 'gguf'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""


def test_a_folder_that_is_called_as_a_file_is_told(tmp_path):
    (tmp_path / "x.gguf").mkdir()
    with pytest.raises(InputError, match="is a folder and no GGUF file") as caught:
        semhub.load(str(tmp_path / "x.gguf"))
    assert_one_sentence(str(caught.value))
