"""Which pooling suits a model: by what its makers say, and by what it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from transformers import AutoModel, LlamaConfig

from semhub.models.loading import load
from tests.models.families import ENCODERS
from tests.sentences import said
from tests.tiny import bert_folder, byte_level_tokenizer, llama_folder, wordpiece_tokenizer
from tests.tiny import write_folder as written


def headless(path: Path) -> Path:
    """A causal body that was saved without its head."""
    tokenizer = byte_level_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=128,
    )  # fmt: skip
    AutoModel.from_config(config).save_pretrained(path)
    tokenizer.save_pretrained(path)
    return path


def pooled(folder: Path, mode: str) -> Path:
    """The folder with what sentence-transformers writes of its pooling."""
    modes = {f"pooling_mode_{name}": name == mode for name in
             ("cls_token", "mean_tokens", "lasttoken")}  # fmt: skip
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))
    return folder


def test_a_decoder_takes_unit_tokens(tmp_path):
    assert load(str(llama_folder(tmp_path))).usual_pool == "unit"


def test_a_causal_body_without_its_head_takes_unit_tokens_as_decoders_do(tmp_path):
    model = load(str(headless(tmp_path)))
    assert not model.has_head and model.usual_pool == "unit"


@pytest.mark.parametrize("family", ["BERT", "XLM-R"])
def test_an_encoder_that_reads_to_both_sides_takes_the_mean(tmp_path, family):
    tokenizer = wordpiece_tokenizer()
    folder = written(tmp_path, ENCODERS[family](len(tokenizer)), tokenizer)
    assert load(str(folder)).usual_pool == "mean"


@pytest.mark.parametrize("body", [headless, bert_folder])
@pytest.mark.parametrize(("mode", "pool"), [("lasttoken", "last"), ("mean_tokens", "mean")])
def test_makers_who_say_how_they_pool_are_followed(tmp_path, body, mode, pool):
    assert load(str(pooled(body(tmp_path), mode))).usual_pool == pool


def test_a_special_token_is_none_of_a_texts_own(tmp_path):
    assert load(str(pooled(bert_folder(tmp_path), "cls_token"))).usual_pool == "mean"


def test_pooling_that_cannot_be_read_is_one_sentence(tmp_path):
    folder = pooled(bert_folder(tmp_path), "lasttoken")
    (folder / "1_Pooling" / "config.json").write_text("{")
    assert "cannot be read" in said(lambda: load(str(folder)))
