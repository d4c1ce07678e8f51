"""A local model folder: is everything in it that a safe load needs?

Weights are read from safetensors only. Pickled weights can run code when opened, so a folder that
has nothing else is refused.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from semhub.errors import InputError

_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_TOKENIZER = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model",
              "sentencepiece.bpe.model", "tekken.json")  # fmt: skip


def require_complete(folder: Path) -> None:
    """Raises `InputError`, saying what is missing and what to do, unless it can be loaded."""
    config = _json(
        folder / "config.json",
        f"{folder} is not a model folder: it has no readable config.json; pass the folder that "
        "save_pretrained wrote.",
    )
    if not isinstance(config.get("model_type"), str):
        raise InputError(
            f"{folder / 'config.json'} names no model_type, so the architecture is unknown; pass "
            "a folder in the Hugging Face format."
        )
    _require_weights(folder)
    if not any((folder / name).is_file() for name in _TOKENIZER):
        raise InputError(
            f"{folder} has no tokenizer; save the model's tokenizer into it with "
            "tokenizer.save_pretrained."
        )


def _require_weights(folder: Path) -> None:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        shards = set(
            _json(index, f"{index} cannot be read; copy the whole folder again.")
            .get("weight_map", {})
            .values()
        )
        lacking = sorted(shard for shard in shards if not (folder / shard).is_file())
        if lacking:
            raise InputError(
                f"{folder} lacks {len(lacking)} of {len(shards)} weight files, {lacking[0]} first; "
                "copy the whole folder again."
            )
        return
    if (folder / "model.safetensors").is_file():
        return
    if any(file for pattern in _PICKLED for file in folder.glob(pattern)):
        raise InputError(
            f"{folder} has only pickled weights, which can run code when opened; convert them with "
            "save_pretrained, which writes safetensors."
        )
    raise InputError(f"{folder} has no weights (model.safetensors); copy the whole model folder.")


def pooling(folder: Path) -> Literal["mean", "last"] | None:
    """How a sentence encoder's makers pool its states, as sentence-transformers writes it; None
    where they say nothing, or take the state of a special token, which is none of a text's own."""
    told = folder / "1_Pooling" / "config.json"
    if not told.is_file():
        return None
    modes = _json(told, f"{told} cannot be read; copy the whole folder again.")
    if modes.get("pooling_mode_lasttoken"):
        return "last"
    return "mean" if modes.get("pooling_mode_mean_tokens") else None


def _json(path: Path, otherwise: str) -> dict:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(otherwise) from None
    if not isinstance(content, dict):
        raise InputError(otherwise)
    return content


def revision(folder: Path) -> str:
    """A short digest of the folder's weights, by which a result can be traced to them.

    Of a snapshot in the hub's cache it is the commit, which is the folder's name there.
    """
    if folder.parent.name == "snapshots":
        return folder.name[:12]
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return "sha256:" + digest.hexdigest()[:12]
