"""A model folder that lies: what it is made of, and how it is spoilt."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CONFIG, GENERATION = "config.json", "generation_config.json"
TOKENIZER, WORDS = "tokenizer.json", "tokenizer_config.json"
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
PROCESSOR = "processor_config.json"

Spoil = Callable[[Path], object]


@dataclass(frozen=True)
class Lie:
    """base: the folder that is copied first (`folders.BASES`). spoil: what is done to the copy."""

    base: str
    spoil: Spoil


def put(file: str, *keys: str | int, value: object) -> Spoil:
    """A value at a place of a JSON file, which is made where it is not there."""

    def spoil(folder: Path) -> None:
        content = read(folder / file)
        at = content
        for key in keys[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else at[key]
        at[keys[-1]] = value
        (folder / file).write_text(json.dumps(content))

    return spoil


def changed(file: str, change: Callable[[dict], object]) -> Spoil:
    """A JSON file after `change` was made to its content."""

    def spoil(folder: Path) -> None:
        content = read(folder / file)
        change(content)
        (folder / file).write_text(json.dumps(content))

    return spoil


def holding(file: str, content: bytes | str) -> Spoil:
    """Another content of a file."""
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / file).write_bytes(data)


def without(*files: str) -> Spoil:
    return lambda folder: [(folder / file).unlink() for file in files]


def both(*spoils: Spoil) -> Spoil:
    return lambda folder: [spoil(folder) for spoil in spoils]


def read(path: Path) -> dict:
    return json.loads(path.read_text()) if path.is_file() else {}


def tensors(change: Callable[[dict], object]) -> Spoil:
    """The weights after `change` was made to their header; their bytes stay."""

    def spoil(folder: Path) -> None:
        data = (folder / WEIGHTS).read_bytes()
        (size,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + size])
        header = change(header) or header
        text = json.dumps(header).encode()
        (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])

    return spoil
