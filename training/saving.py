"""Write a model as an ordinary Hugging Face folder."""

from __future__ import annotations

import json
from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerBase, ProcessorMixin


def save_folder(
    model: PreTrainedModel,
    processor: ProcessorMixin | PreTrainedTokenizerBase,
    training: dict,
    out: Path,
) -> None:
    """Write half-precision weights that load as float32, `processor`, and `training.json`."""
    out.mkdir(parents=True, exist_ok=True)
    model.config.dtype = "float32"
    halved = {name: tensor.half() for name, tensor in model.state_dict().items()}
    model.save_pretrained(out, state_dict=halved)
    processor.save_pretrained(out)
    (out / "training.json").write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")
    for file in out.glob("*.safetensors"):
        file.chmod(0o644)
