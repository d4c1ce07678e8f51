"""How llama.cpp's converter lays out families other than Llama: config, extra keys, and tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from transformers import (
    Gemma2Config,
    Gemma3TextConfig,
    NemotronConfig,
    Phi3Config,
    PretrainedConfig,
    Qwen2Config,
    Qwen3Config,
    StableLmConfig,
    Starcoder2Config,
)


def _as_it_is(name: str, value: torch.Tensor) -> torch.Tensor:
    return value


def _norm_plus_one(name: str, value: torch.Tensor) -> torch.Tensor:
    return value + 1 if "norm" in name and name.endswith("weight") else value


def _norm_minus_one(name: str, value: torch.Tensor) -> torch.Tensor:
    return value - 1 if "norm" in name and name.endswith("weight") else value


@dataclass(frozen=True)
class Layout:
    """config: its class. values: what the config has besides. keys: what the head of the file has
    besides, as gguf's writer calls it. there, back: what the converter does to a tensor, undone."""

    config: type[PretrainedConfig]
    values: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    there: Callable = _as_it_is
    back: Callable = _as_it_is


LAYOUTS = {
    "qwen2": Layout(Qwen2Config),
    "qwen3": Layout(Qwen3Config),
    "gemma2": Layout(
        Gemma2Config, {"sliding_window": 24, "hidden_activation": "gelu_pytorch_tanh"},
        {"sliding_window": 24, "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0},
        _norm_plus_one, _norm_minus_one,
    ),
    "gemma3": Layout(
        Gemma3TextConfig, {"sliding_window": 24}, {"sliding_window": 24},
        _norm_plus_one, _norm_minus_one,
    ),
    "phi3": Layout(Phi3Config, {"sliding_window": 24}, {"sliding_window": 24}),
    "starcoder2": Layout(
        Starcoder2Config, {"sliding_window": None}, {"layer_norm_eps": 1e-5},
    ),
    "stablelm": Layout(
        StableLmConfig, {"partial_rotary_factor": 0.25},
        {"layer_norm_eps": 1e-5, "rope_dimension_count": 4},
    ),
    "nemotron": Layout(
        NemotronConfig, {"partial_rotary_factor": 0.5}, {"rope_dimension_count": 8},
        _norm_plus_one, _norm_minus_one,
    ),
}  # fmt: skip
