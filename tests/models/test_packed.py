"""Weights that a quantisation packs, where the library that unpacks them is not installed."""

from __future__ import annotations

import json

import pytest
from transformers.quantizers.auto import AUTO_QUANTIZER_MAPPING as QUANTIZERS

from semhub.models import packed
from semhub.models.loading import load
from tests.sentences import said
from tests.tiny import llama_folder

CONFIGS = {
    "gptqmodel": {"quant_method": "gptq", "bits": 4, "group_size": 32},
    "gptqmodel and accelerate": {"quant_method": "awq", "bits": 4, "group_size": 32},
    "bitsandbytes and accelerate": {"quant_method": "bitsandbytes", "load_in_4bit": True},
    "compressed-tensors": {"quant_method": "compressed-tensors"},
}


@pytest.mark.parametrize("lacking", CONFIGS)
def test_the_library_that_is_missing_is_named(tmp_path, monkeypatch, lacking):
    monkeypatch.setattr(packed, "_is_here", lambda name: name == "optimum")

    def validate(*_args, **_kwargs):
        raise ImportError("no library")

    for kind in QUANTIZERS.values():
        monkeypatch.setattr(kind, "validate_environment", validate, raising=False)
    folder = llama_folder(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = CONFIGS[lacking]
    (folder / "config.json").write_text(json.dumps(config))
    message = said(lambda: load(str(folder)))
    assert f"what unpacks them, {lacking}, is not installed" in message
    assert f"pip install {lacking.replace(' and ', ' ')}" in message


def test_what_does_not_run_here_is_said(tmp_path, monkeypatch):
    def validate(*_args, **_kwargs):
        raise RuntimeError("GPU is required")

    monkeypatch.setattr(QUANTIZERS["fp8"], "validate_environment", validate)
    folder = llama_folder(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "fp8", "weight_block_size": [8, 8]}
    (folder / "config.json").write_text(json.dumps(config))
    assert "does not run on this machine (GPU is required)" in said(lambda: load(str(folder)))
