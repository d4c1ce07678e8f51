"""A folder with one odd value is loaded, or refused in one sentence that names where to look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2Model, LlamaForSequenceClassification, LlamaModel

from semhub.models.loading import load, untrained
from tests.sentences import said
from tests.tiny import bert_folder, byte_level_tokenizer, llama_folder


def put(folder: Path, file: str, **values) -> str:
    """The folder with these values in one of its files."""
    path = folder / file
    held = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(held | values))
    return str(folder)


def renamed(folder: Path, name) -> str:
    """The folder with its tensors under other names, where `name` gives one."""
    file = folder / "model.safetensors"
    weights = {name(key): tensor for key, tensor in load_file(file).items() if name(key)}
    save_file(weights, file, metadata={"format": "pt"})
    return str(folder)


@pytest.mark.parametrize("write", [llama_folder, bert_folder])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden_act", "nosuch"),
        ("dtype", "nosuch"),
        ("architectures", 3),
        ("architectures", [3]),
        ("num_attention_heads", 0),
        ("quantization_config", "x"),
        ("id2label", []),
        ("id2label", {"x": "y"}),
        ("layer_types", 3),
    ],
)
def test_an_odd_value_in_the_config_names_the_config(tmp_path, write, name, value):
    folder = put(write(tmp_path), "config.json", **{name: value})
    assert "config.json" in said(lambda: load(folder))


def test_an_untrained_twin_of_an_odd_config_is_refused_too(tmp_path):
    folder = put(llama_folder(tmp_path), "config.json", hidden_act="nosuch")
    assert "config.json" in said(lambda: untrained(folder))


def test_a_kind_of_rope_that_there_is_not_names_the_config(tmp_path):
    scaling = {"type": "nosuch", "factor": 2}
    folder = put(llama_folder(tmp_path), "config.json", rope_scaling=scaling)
    assert "config.json" in said(lambda: load(folder))


@pytest.mark.parametrize("content", ["[]", "[1]", "3", "null", '"x"'])
@pytest.mark.parametrize(
    "file",
    ["tokenizer_config.json", "generation_config.json", "special_tokens_map.json",
     "added_tokens.json", "tokenizer.json"],
)  # fmt: skip
def test_a_file_that_holds_no_names_and_values_is_named(tmp_path, file, content):
    llama_folder(tmp_path)
    (tmp_path / file).write_text(content)
    assert file in said(lambda: load(str(tmp_path)))


@pytest.mark.parametrize("longest", ["512", [], True, 0, -1])
def test_a_longest_text_that_is_no_number_is_refused(tmp_path, longest):
    folder = put(llama_folder(tmp_path), "tokenizer_config.json", model_max_length=longest)
    assert "tokenizer_config.json" in said(lambda: load(folder))


@pytest.mark.parametrize("named", [["BertModel"], "LlamaForCausalLM", ["LlamaModel"], "LlamaModel"])
def test_a_head_in_the_file_is_read_whatever_the_config_names(tmp_path, named):
    assert load(put(llama_folder(tmp_path), "config.json", architectures=named)).has_head


@pytest.mark.parametrize("kind", [LlamaModel, LlamaForSequenceClassification, GPT2Model])
def test_a_decoder_without_a_head_is_called_no_encoder_and_pooled_as_decoders_are(tmp_path, kind):
    tokenizer = byte_level_tokenizer()
    if kind is GPT2Model:
        size = {"n_embd": 32, "n_layer": 3, "n_head": 4, "n_positions": 128}
        config = GPT2Config(vocab_size=len(tokenizer), **size)
    else:
        config = load(str(llama_folder(tmp_path / "whole"))).module.config
    kind(config).save_pretrained(tmp_path / "body")
    tokenizer.save_pretrained(tmp_path / "body")
    model = load(str(tmp_path / "body"))
    assert (model.has_head, model.usual_pool) == (False, "unit")
    assert "ncoder" not in model.check.sentence
    assert "ncoder" not in said(model.require_head)


def test_a_model_that_is_too_short_for_the_check_is_not_blamed_on_a_text(tmp_path):
    folder = str(llama_folder(tmp_path, longest=6))
    message = said(lambda: load(folder))
    assert "cannot be checked" in message and "at most 6" in message and "shorten" not in message


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "module._orig_mod."])
@pytest.mark.parametrize("write", [llama_folder, bert_folder])
def test_weights_of_a_wrapped_model_name_the_wrapper(tmp_path, write, prefix):
    folder = renamed(write(tmp_path), lambda key: prefix + key)
    message = said(lambda: load(folder))
    assert f"“{prefix}”" in message and "inside the wrapper" in message


@pytest.mark.parametrize("prefix", ["", "base_model.model."])
def test_weights_of_an_adapted_model_name_the_cure(tmp_path, prefix):
    inner = {"q_proj.weight": "q_proj.base_layer.weight"}

    def name(key: str) -> str:
        for ours, theirs in inner.items():
            key = key.replace(ours, theirs)
        return prefix + key

    folder = renamed(llama_folder(tmp_path), name)
    message = said(lambda: load(folder))
    assert "merge_and_unload" in message and (prefix or ".base_layer.") in message


def test_one_tensor_that_lacks_is_not_several_and_no_wrapper(tmp_path):
    folder = renamed(llama_folder(tmp_path), lambda key: key if key != "model.norm.weight" else "")
    assert "lack 1 tensor of" in said(lambda: load(folder))


@pytest.mark.parametrize("file", ["adapter_model.safetensors", "adapter_model.bin"])
def test_an_adapter_beside_a_config_is_told_as_one(tmp_path, file):
    llama_folder(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / file)
    put(tmp_path, "adapter_config.json", peft_type="LORA")
    assert "holds an adapter" in said(lambda: load(str(tmp_path)))
