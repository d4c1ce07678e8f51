"""A GGUF file as an ordinary Hugging Face folder in the user's cache.

The folder is named after the file's digest: a file is read once, whatever it is called and wherever
it lies, and another file of the same name is another folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from semhub import cache
from semhub.models import gguf_file, gguf_parts, gguf_tokenizer, weights
from semhub.models.gguf_file import SUFFIX, Progress


def is_named(path: str) -> bool:
    """Tell whether the name is that of a GGUF file, which may not be there."""
    return path.lower().endswith(SUFFIX)


def folder(sha256: str) -> Path:
    """Where the folder of the file with this digest stands in the cache, or will stand."""
    return cache.root() / "models" / f"gguf-{sha256[:16]}"


def is_ready(sha256: str) -> bool:
    """Tell whether the folder of the file with this digest is in the cache, whole."""
    return cache.is_whole(folder(sha256), origin(sha256))


def ensure(source: Path, progress: Progress | None = None) -> Path:
    """Return the folder of the file `source`, or of the model of which it is a part, made now where
    it is not there yet.

    `progress(done, total)` counts tensors. Raises `InputError` if the file is not GGUF, is damaged
    or cannot be read by transformers, a part is missing, or the folder cannot be written.
    """
    files = gguf_parts.parts(source)
    for file in files:
        gguf_parts.require(file)
    states = [os.stat(file) for file in files]
    sha256 = _digest(
        tuple(file.resolve() for file in files),
        tuple((state.st_mtime_ns, state.st_size) for state in states),
    )
    return cache.make(folder(sha256), origin(sha256), lambda empty: write(files, empty, progress))


def origin(sha256: str) -> dict[str, str]:
    """What `semhub.cache` keeps beside the files to know them again."""
    return {
        "gguf": sha256,
        "layout": "1",  # raised when `write` writes something else, so that folders are remade
    }


def write(files: Sequence[Path], target: Path, progress: Progress | None = None) -> None:
    """Write config, weights and tokenizer of a file, or of its parts, into the folder `target`."""
    from transformers import GenerationConfig

    content = gguf_file.read(files, progress or (lambda done, total: None))
    config = content.config
    config.dtype = next(iter(content.weights.values())).dtype
    max_positions = getattr(config.get_text_config(), "max_position_embeddings", None)
    tokenizer = gguf_tokenizer.read(files[0], max_positions)
    config.save_pretrained(target)
    GenerationConfig.from_model_config(config).save_pretrained(target)
    weights.save(content.weights, target)
    tokenizer.save_pretrained(target)


@lru_cache
def _digest(files: tuple[Path, ...], _states: tuple[tuple[int, int], ...]) -> str:
    """The files' digest, taken once in a process while they stay as they are."""
    return gguf_parts.digest(files)
