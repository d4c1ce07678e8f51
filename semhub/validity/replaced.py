"""States of real texts that hold nothing but how long a text is, or how it is spelt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from semhub.experiments.controls.surface import FEATURES, spelling_states
from semhub.inputs import Text
from semhub.validity.simulated import (
    LAYERS,
    Simulated,
    hill,
    length_code,
    slow_noise,
)

MIXED = 128
"""How wide the states are that are made of spelling."""


def length_only(a: Sequence[str], b: Sequence[str], seed: int) -> Simulated:
    """Return texts as a code of their number of characters, which comes and goes over the
    layers."""
    rng = np.random.default_rng(seed)
    lengths = _characters(a), _characters(b)
    x, y = (hill(code) + 0.1 * slow_noise(rng, len(code)) for code in length_code(lengths, rng))
    return Simulated(x, y, lengths)


def spelling_only(a: Sequence[str], b: Sequence[str], seed: int) -> Simulated:
    """Return texts as bags of one to three letters in a row, mixed anew at every layer, as random
    weights do; noise as large as a third of them is added."""
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((LAYERS, FEATURES, MIXED))
    x, y = (
        spelt @ mixing + 0.3 * slow_noise(rng, len(spelt), MIXED)
        for spelt in (spelling_states([Text(text) for text in side]) for side in (a, b))
    )
    return Simulated(x, y, (_characters(a), _characters(b)))


def _characters(texts: Sequence[str]) -> np.ndarray:
    return np.array([len(text) for text in texts])
