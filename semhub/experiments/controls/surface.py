"""States that hold an item's length or its spelling, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from semhub.inputs import Input, Text

FEATURES = 1024
"""Columns into which runs of characters are hashed: several times more than a sentence has."""

RUNS = 1, 2, 3
PRIME, SHIFT = np.uint32(2_654_435_761), np.uint32(22)
"""Knuth's multiplicative hash ("The Art of Computer Programming" 3, section 6.4): the upper bits of
a product are a column's number. A library's hashing took a fifth of the time of a main result."""


def length_states(items: Sequence[Input], lengths: np.ndarray) -> np.ndarray:
    """Return (n, 2): 1/length and how many characters, each with mean 0 and deviation 1 over the
    items.

    lengths: (n,) content tokens of texts, seconds of sounds. A sound has no characters, and its
    seconds stand in their place. What is the same for all items is 0.
    """
    written = [
        len(item.text) if item.modality == "text" else length
        for item, length in zip(items, lengths, strict=True)
    ]
    found = np.stack([1 / np.asarray(lengths, float), np.asarray(written, float)], axis=1)
    spread = found - found.mean(0)
    deviation = spread.std(0)
    return spread / np.where(deviation > 1e-9, deviation, np.inf)


def spelling_states(items: Sequence[Text]) -> np.ndarray:
    """Return (n, FEATURES): how often each run of 1 to 3 characters stands in a text, scaled to
    length 1.

    Runs are hashed into columns, capitals count as small letters, and a space is put before and
    behind the text, so that how a word begins and ends counts too.
    """
    texts = [f" {item.text.lower()} " for item in items]
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    counts = np.zeros(len(texts) * FEATURES)
    for size in RUNS:
        starts = len(letters) - size + 1
        run = np.full(starts, size, dtype=np.uint32)
        for step in range(size):
            run = (run ^ letters[step : step + starts]) * PRIME
        inside = rows[:starts] == rows[size - 1 :]
        places = rows[:starts] * FEATURES + (run >> SHIFT)
        counts += np.bincount(places[inside], minlength=len(counts))
    found = counts.reshape(len(texts), FEATURES)
    return found / np.linalg.norm(found, axis=1, keepdims=True)
