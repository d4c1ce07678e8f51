"""What a file holds and the module does not, and the other way round, is told or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSeq2SeqLM, MarianConfig, T5Config

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests.models.sweep import write
from tests.sentences import assert_one_sentence, said
from tests.tiny import bert_folder, draw_weights, llama_folder

Weights = dict[str, torch.Tensor]
LLAMA = "The last block's output, unembedded, gives the model's own logits"
PROJECTION = "model.layers.0.self_attn.q_proj"


def changed(folder: Path, change: Callable[[Weights], object]) -> str:
    """The folder with a change made in its weights."""
    weights = load_file(folder / "model.safetensors")
    change(weights)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return str(folder)


def note(folder: str) -> str:
    """What stands behind the outcome of the load check."""
    check = load(folder).check
    outcome, _, rest = check.sentence.partition(". ")
    assert outcome.startswith((LLAMA, "It has no language-model head"))
    if rest:
        assert_one_sentence(rest)
    return rest


@pytest.mark.parametrize(
    "name",
    [
        f"{PROJECTION}.bias",
        f"{PROJECTION}.lora_A.default.weight",
        f"base_model.model.{PROJECTION}.lora_A.weight",
        "model.layers.3.self_attn.q_proj.weight",
        "model.norm.bias",
    ],
)
def test_a_tensor_that_belongs_to_a_part_of_the_model_and_is_not_used_is_told(tmp_path, name):
    folder = changed(llama_folder(tmp_path), lambda w: w.update({name: torch.ones(32)}))
    assert f"1 tensor of its file is not used, since the config has no place for it ({name})" in (
        note(folder)
    )


def test_several_tensors_that_are_not_used_are_counted(tmp_path):
    lost = {f"bert.encoder.layer.{i}.output.dense.scale": torch.ones(32) for i in range(3)}
    folder = changed(bert_folder(tmp_path), lambda w: w.update(lost))
    assert "3 tensors of its file are not used" in note(folder)
    assert "(bert.encoder.layer.0.output.dense.scale first)" in note(folder)


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        (f"{PROJECTION}.bias", torch.zeros(32)),
        ("model.layers.0.self_attn.rotary_emb.inv_freq", torch.ones(4)),
        ("model.layers.0.self_attn.bias", torch.ones(1, 1, 8, 8).tril()),
        ("model.layers.0.self_attn.mask", torch.ones(1, 1, 8, 8, dtype=torch.uint8)),
        ("model.embed_tokens.position_ids", torch.arange(8)[None]),
        ("v_head.summary.weight", torch.ones(1, 32)),
        ("model.visual.patch.weight", torch.ones(4)),
    ],
)
def test_constants_and_parts_that_are_left_out_are_no_loss(tmp_path, name, tensor):
    folder = changed(llama_folder(tmp_path), lambda w: w.update({name: tensor}))
    assert note(folder) == ""


def test_the_decoder_that_an_encoder_leaves_out_and_heads_are_no_loss(tmp_path):
    config = T5Config(vocab_size=300, d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4)
    write(AutoModelForSeq2SeqLM.from_config(config), tmp_path / "t5")
    assert note(str(tmp_path / "t5")) == ""
    heads = {"cls.predictions.bias": torch.ones(3), "classifier.weight": torch.ones(2, 32)}
    folder = changed(bert_folder(tmp_path / "bert"), lambda w: w.update(heads))
    assert note(folder) == ""


def test_an_adapter_beside_its_base_is_told(tmp_path):
    folder = llama_folder(tmp_path)
    (folder / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    save_file({"a": torch.ones(1)}, folder / "adapter_model.safetensors")
    assert "The adapter that lies beside the weights" in note(str(folder))


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        (torch.float8_e4m3fn, f"{PROJECTION}.weight_scale_inv"),
        (torch.float8_e5m2, "scales.0"),
        (torch.int8, f"{PROJECTION}.SCB"),
        (torch.int8, None),
        (torch.uint8, None),
    ],
)
def test_weights_whose_scales_are_not_used_are_refused(tmp_path, dtype, scale):
    def pack(weights: Weights) -> None:
        name = f"{PROJECTION}.weight"
        weights[name] = (16 * weights[name]).to(dtype)
        if scale:
            weights[scale] = torch.ones(1)

    folder = changed(llama_folder(tmp_path), pack)
    assert "of which its config says nothing (quantization_config)" in said(lambda: load(folder))


def test_weights_of_eight_bits_without_scales_are_read_as_they_are(tmp_path):
    def pack(weights: Weights) -> None:
        for name in list(weights):
            weights[name] = weights[name].to(torch.float8_e4m3fn)

    assert note(changed(llama_folder(tmp_path), pack)) == ""


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize(
    "name", ["model.embed_tokens.weight", "model.layers.1.mlp.up_proj.weight", "model.norm.weight"]
)
def test_one_weight_that_is_no_number_is_refused(tmp_path, name, value):
    folder = changed(llama_folder(tmp_path), lambda w: w[name].view(-1)[-1].fill_(value))
    assert f"no finite numbers, in {name} first" in said(lambda: load(folder))


def test_weights_that_do_not_fit_into_the_dtype_are_refused(tmp_path):
    folder = changed(
        llama_folder(tmp_path), lambda w: w["model.norm.weight"].view(-1)[-1].fill_(1e6)
    )
    load(folder)
    sentence = said(lambda: load(folder, dtype="float16"))
    assert "load it with another dtype, such as float32" in sentence


def test_states_that_overflow_on_the_probe_are_refused(tmp_path):
    folder = changed(
        llama_folder(tmp_path), lambda w: w["model.layers.1.mlp.down_proj.weight"].mul_(2e38)
    )
    assert "no finite numbers, in layer" in said(lambda: load(folder))


def test_states_that_overflow_on_one_text_are_refused_with_its_beginning(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    (encoded,) = model.encode([Text("Z")])
    table = model.trunk.get_input_embeddings().weight
    with torch.no_grad():
        table[encoded.ids[-1]] = float("nan")
    assert extract(model, [Text("The cat")]).shape == (4, 1, 32)
    with pytest.raises(InputError, match="states for “Z” that are no finite numbers"):
        extract(model, [Text("The cat"), Text("Z")])


def marian(**more) -> MarianConfig:
    return MarianConfig(
        vocab_size=300, d_model=32, encoder_layers=2, decoder_layers=2, encoder_ffn_dim=48,
        decoder_ffn_dim=48, encoder_attention_heads=4, decoder_attention_heads=4,
        max_position_embeddings=64, pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
        forced_eos_token_id=1, **more,
    )  # fmt: skip


def test_tensors_that_the_library_works_out_are_no_lack(tmp_path):
    module = draw_weights(AutoModelForSeq2SeqLM.from_config(marian())).eval()
    model = load(str(write(module, tmp_path)))
    assert "model.encoder.embed_positions.weight" not in load_file(tmp_path / "model.safetensors")
    own = module.get_encoder().embed_positions.weight
    assert torch.equal(model.trunk.embed_positions.weight, own)


@pytest.mark.parametrize(
    "name", ["model.encoder.layers.0.fc1.weight", "model.encoder.layers.1.final_layer_norm.bias"]
)
def test_tensors_that_are_trained_are_a_lack(tmp_path, name):
    write(AutoModelForSeq2SeqLM.from_config(marian()), tmp_path)
    folder = changed(tmp_path, lambda w: w.pop(name))
    assert "lack 1 tensor of" in said(lambda: load(folder))


def test_a_lack_in_the_decoder_that_is_left_out_is_none(tmp_path):
    write(AutoModelForSeq2SeqLM.from_config(marian()), tmp_path)
    folder = changed(tmp_path, lambda w: w.pop("model.decoder.layers.0.fc1.weight"))
    assert note(folder) == ""


def test_the_note_is_part_of_what_the_command_line_prints(tmp_path, capsys):
    from semhub.cli import main

    folder = llama_folder(tmp_path)
    (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))
    assert main(["lens", "--model", str(folder), "The cat"]) == 0
    assert "is not applied" in " ".join(capsys.readouterr().out.split())
