"""States of real texts that hold nothing but how long a text is, or how it is spelt."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from semhub.validity.simulated import (
    LAYERS,
    Simulated,
    hill,
    length_code,
    slow_noise,
)

BUCKETS, MIXED = 1024, 128
"""Into how many numbers pieces of spelling are hashed, and how wide the states are they make."""


def length_only(a: Sequence[str], b: Sequence[str], seed: int) -> Simulated:
    """Texts as a code of their number of characters, which comes and goes over the layers."""
    rng = np.random.default_rng(seed)
    lengths = _characters(a), _characters(b)
    x, y = (hill(code) + 0.1 * slow_noise(rng, len(code)) for code in length_code(lengths, rng))
    return Simulated(x, y, lengths)


def spelling_only(a: Sequence[str], b: Sequence[str], seed: int) -> Simulated:
    """Texts as bags of one to three letters in a row, mixed anew at every layer, as random weights
    do; noise as large as a third of them is added."""
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((LAYERS, BUCKETS, MIXED))
    x, y = (
        bags @ mixing + 0.3 * slow_noise(rng, len(bags), MIXED) for bags in (_bags(a), _bags(b))
    )
    return Simulated(x, y, (_characters(a), _characters(b)))


def _characters(texts: Sequence[str]) -> np.ndarray:
    return np.array([len(text) for text in texts])


def _bags(texts: Sequence[str]) -> np.ndarray:
    """(n, BUCKETS): how often each piece occurs, of length 1."""
    found = np.zeros((len(texts), BUCKETS))
    for row, text in zip(found, texts, strict=True):
        padded = f" {text.lower()} "
        for size in (1, 2, 3):
            for start in range(len(padded) - size + 1):
                row[crc32(padded[start : start + size].encode()) % BUCKETS] += 1
    return found / np.linalg.norm(found, axis=1, keepdims=True)
