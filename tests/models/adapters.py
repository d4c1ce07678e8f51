"""LoRA adapters, written by hand as PEFT writes them: a config, and pairs of matrices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file

Q = "model.layers.0.self_attn.q_proj"
DOWN = "model.layers.2.mlp.down_proj"
SIZES = {Q: (32, 32), DOWN: (32, 48)}
"""Parts of `tests.tiny.llama_folder` -> (out, in)."""


def pair(part: str, sizes: tuple[int, int], rank: int = 2) -> dict[str, torch.Tensor]:
    """B and A of a part, of random numbers that are the same for the same part."""
    out, into = sizes
    generator = torch.Generator().manual_seed(len(part))
    return {
        f"base_model.model.{part}.lora_A.weight": torch.randn(rank, into, generator=generator) / 5,
        f"base_model.model.{part}.lora_B.weight": torch.randn(out, rank, generator=generator) / 5,
    }


def both() -> dict[str, torch.Tensor]:
    """The pairs of an adapter that fits `tests.tiny.llama_folder`."""
    return {name: one for part, sizes in SIZES.items() for name, one in pair(part, sizes).items()}


def write_adapter(
    path: Path, base: object, tensors: Mapping[str, torch.Tensor] | None = None, **config
) -> Path:
    """An adapter that names its base; of rank 2 and scale 4 by default."""
    path.mkdir(parents=True, exist_ok=True)
    tensors = both() if tensors is None else dict(tensors)
    save_file(tensors, path / "adapter_model.safetensors", metadata={"format": "pt"})
    said = {"peft_type": "LORA", "r": 2, "lora_alpha": 8, "base_model_name_or_path": str(base)}
    (path / "adapter_config.json").write_text(json.dumps(said | config))
    return path
