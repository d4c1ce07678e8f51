"""What a GGUF file can claim that is not so."""

from __future__ import annotations

import struct
from pathlib import Path
from random import Random

from tests.hostile.lie import Lie, Spoil

FILE = "tiny.gguf"
FLIPS = 24


def _at(offset: int, form: str, value: int) -> Spoil:
    def spoil(folder: Path) -> None:
        data = bytearray((folder / FILE).read_bytes())
        struct.pack_into("<" + form, data, offset, value)
        (folder / FILE).write_bytes(data)

    return spoil


def _behind(key: bytes, skip: int, form: str, value: int) -> Spoil:
    """A number so many bytes behind a name that the file holds."""

    def spoil(folder: Path) -> None:
        data = bytearray((folder / FILE).read_bytes())
        struct.pack_into("<" + form, data, data.index(key) + len(key) + skip, value)
        (folder / FILE).write_bytes(data)

    return spoil


def _cut(share: float) -> Spoil:
    def spoil(folder: Path) -> None:
        data = (folder / FILE).read_bytes()
        (folder / FILE).write_bytes(data[: int(share * len(data))])

    return spoil


def _flipped(seed: int) -> Spoil:
    """Some bits of the head, where names, kinds and counts stand, are others."""

    def spoil(folder: Path) -> None:
        data, rng = bytearray((folder / FILE).read_bytes()), Random(seed)
        for _ in range(3):
            data[rng.randrange(4, 6000)] ^= 1 << rng.randrange(8)
        (folder / FILE).write_bytes(data)

    return spoil


SPOILS = {
    "version 99": _at(4, "I", 99),
    "version 0": _at(4, "I", 0),
    "the other order of bytes": _at(4, "I", 3 << 24),
    "2^63 tensors": _at(8, "Q", 1 << 63),
    "no tensors": _at(8, "Q", 0),
    "a billion tensors": _at(8, "Q", 10**9),
    "2^63 values": _at(16, "Q", 1 << 63),
    "a billion values": _at(16, "Q", 10**9),
    "no values": _at(16, "Q", 0),
    "a name of terabytes": _at(24, "Q", 1 << 44),
    "a name of all": _at(24, "Q", 2**64 - 1),
    "a list of terabytes": _behind(b"tokenizer.ggml.tokens", 8, "Q", 1 << 44),
    "a list of an unknown kind": _behind(b"tokenizer.ggml.tokens", 4, "I", 77),
    "a list in lists": _behind(b"tokenizer.ggml.tokens", 4, "I", 9),
    "a value of an unknown kind": _behind(b"llama.context_length", 0, "I", 77),
    "a huge width": _behind(b"llama.embedding_length", 4, "I", 2**32 - 1),
    "no width": _behind(b"llama.embedding_length", 4, "I", 0),
    "very many layers": _behind(b"llama.block_count", 4, "I", 2**32 - 1),
    "many layers": _behind(b"llama.block_count", 4, "I", 30),
    "no layers": _behind(b"llama.block_count", 4, "I", 0),
    "a huge inner width": _behind(b"llama.feed_forward_length", 4, "I", 2**31),
    "no heads": _behind(b"llama.attention.head_count", 4, "I", 0),
    "very many heads": _behind(b"llama.attention.head_count", 4, "I", 2**32 - 1),
    "a huge vocabulary": _behind(b"llama.vocab_size", 4, "I", 2**32 - 1),
    "a tensor of 77 axes": _behind(b"token_embd.weight", 0, "I", 77),
    "a huge tensor": _behind(b"token_embd.weight", 4, "Q", 1 << 60),
    "a tensor of an unknown kind": _behind(b"token_embd.weight", 20, "I", 999),
    "a tensor of another kind": _behind(b"token_embd.weight", 20, "I", 0),
    "a tensor beyond the file": _behind(b"token_embd.weight", 24, "Q", 1 << 50),
    "a tensor in the head": _behind(b"token_embd.weight", 24, "Q", 2**64 - 4096),
    **{f"cut to {share:.0%}": _cut(share) for share in (0.001, 0.01, 0.1, 0.5, 0.99)},
    **{f"flipped {seed}": _flipped(seed) for seed in range(FLIPS)},
}
LIES = {f"gguf, {name}": Lie("gguf", spoil) for name, spoil in SPOILS.items()}
