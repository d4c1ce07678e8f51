"""The small whole folders that lies are made of: real classes, random weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import open_clip
from safetensors.torch import save_file

from semhub.resources import CHECKPOINTS
from tests.models import encoder_decoders, encoders, multimodal
from tests.models.adapters import write_adapter
from tests.models.gguf_data import write_pair
from tests.models.towers import made
from tests.tiny import bert_folder, llama_folder


def _embedded(path: Path) -> None:
    """A copy of the embedded model, which is as strange as any other folder."""
    shutil.copytree(
        CHECKPOINTS / "semhub-nano", path, ignore=shutil.ignore_patterns("history", "lens", "*.md")
    )


def _gguf(path: Path) -> None:
    write_pair(path)
    shutil.rmtree(path / "folder")


def _open_clip(path: Path) -> None:
    """Weights with the config beside them that open_clip saves."""
    path.mkdir()
    config = {"model_cfg": {"embed_dim": 24, "vision_cfg": made.VISION, "text_cfg": made.TEXT},
              "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}}  # fmt: skip
    (path / "open_clip_config.json").write_text(json.dumps(config))
    module = open_clip.create_model(f"local-dir:{path}", load_weights=False)
    save_file(
        {name: value.clone() for name, value in module.state_dict().items()},
        path / "open_clip_model.safetensors",
    )


def _adapter(path: Path) -> None:
    llama_folder(path / "base")
    write_adapter(path, "base")


def _fed(path: Path, family: str) -> None:
    encoder_decoders.write(path, family)
    (path / DECODER).touch()


DECODER = "decoder.part"
"""Stands in a folder whose decoder is tried, too."""

BASES: dict[str, Callable[[Path], object]] = {
    "decoder": llama_folder,
    "encoder": bert_folder,
    "sees": lambda path: multimodal.write_folder(path, "LLaVA"),
    "hears": lambda path: multimodal.write_folder(path, "Qwen2-Audio"),
    "eye alone": lambda path: encoders.write_folder(path, "ViT"),
    "ear alone": lambda path: encoders.write_folder(path, "HuBERT"),
    "ear that fills": lambda path: encoders.write_folder(path, "Whisper's encoder"),
    "answers": lambda path: _fed(path, "T5"),
    "writes": lambda path: _fed(path, "Whisper"),
    "embedded": _embedded,
    "gguf": _gguf,
    "pair": lambda path: made.pair_folder(path, "CLIP"),
    "clap": made.clap_folder,
    "open_clip": _open_clip,
    "adapter": _adapter,
}
