"""SmolLM2 itself, where it is on this machine: weights, logits and tokens, found independently.

It is taken from Semhub's cache (`python -m semhub fetch smollm2`) for the folder, and from the file
that SEMHUB_SMOLLM2 names for its weights and the forward pass in the file's own layout.
"""

from __future__ import annotations

import os
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from semhub import cache
from semhub.models import gguf_folder, smollm2
from tests.models.plain_llama import PlainLlama

SENTENCES = (
    "The capital of France is Paris, and 17 people know it.",
    "两头大大的棕色的猪在河边游泳。",
    "El perro rojo duerme en la casa de mi abuela.",
)


@pytest.fixture(scope="module")
def file() -> Path:
    named = os.environ.get("SEMHUB_SMOLLM2")
    if not named:
        pytest.skip("SEMHUB_SMOLLM2 does not name SmolLM2's .gguf file")
    assert cache.digest(Path(named)) == smollm2.SHA256
    return Path(named)


@pytest.fixture(scope="module")
def folder() -> Path:
    if smollm2.is_ready():
        return smollm2.folder()
    named = os.environ.get("SEMHUB_SMOLLM2")
    if not named:
        pytest.skip("SmolLM2 is not in the cache; `python -m semhub fetch smollm2` brings it")
    return gguf_folder.ensure(Path(named))


@pytest.fixture(scope="module")
def model(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@pytest.fixture(scope="module")
def tokenizer(folder):
    return AutoTokenizer.from_pretrained(folder)


@pytest.fixture(scope="module")
def tensors(file) -> dict[str, gguf.ReaderTensor]:
    return {tensor.name: tensor for tensor in gguf.GGUFReader(file).tensors}


def test_blocks_are_unpacked_as_the_format_says(tensors, model):
    """One scale and one offset for 32 codes of 4 bits, low nibbles first."""
    packed = tensors["blk.17.ffn_down.weight"].data
    values = []
    for block in np.asarray(packed).reshape(-1, 20)[:500]:
        scale, offset = block[:4].view("<f2").astype(float)
        codes = [int(code) & 15 for code in block[4:]] + [int(code) >> 4 for code in block[4:]]
        values += [scale * code + offset for code in codes]
    weight = model.model.layers[17].mlp.down_proj.weight.detach().flatten()[: len(values)]
    assert np.allclose(weight.double(), values, rtol=1e-7, atol=0)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_logits_are_those_of_a_plain_forward_in_the_layout_of_the_file(
    file, model, tokenizer, sentence
):
    ids = tokenizer(sentence, return_tensors="pt").input_ids
    with torch.no_grad():
        logits = model(ids).logits[0].double()
    plain = PlainLlama(file)
    expected = plain.logits(plain.states(ids[0].tolist())[-1])
    assert (logits - expected).abs().max() / expected.abs().max() < 1e-4


def test_text_is_cut_as_its_makers_cut_it(tokenizer):
    """Digits one by one, spaces before them together; no token is put before or after."""
    found = {text: tokenizer(text).input_ids for text in ("Hello world! 123", "a  3", "\n")}
    pieces = {text: tokenizer.convert_ids_to_tokens(ids) for text, ids in found.items()}
    assert pieces["Hello world! 123"] == ["Hello", "Ġworld", "!", "Ġ", "1", "2", "3"]
    assert pieces["a  3"] == ["a", "ĠĠ", "3"] and pieces["\n"] == ["Ċ"]
    assert len(tokenizer) == 49152


def test_it_answers_a_question(model, tokenizer):
    chat = [{"role": "user", "content": "What is the capital of France?"}]
    asked = tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    answer = model.generate(**asked, max_new_tokens=20, do_sample=False)
    new = answer[0, asked["input_ids"].shape[1] :]
    assert "Paris" in tokenizer.decode(new) and new[-1] == tokenizer.eos_token_id
