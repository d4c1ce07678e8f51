"""States whose truth is known: what two sides share at each layer is set, not learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from semhub.experiments.comparison import WRONG_PARTNERS, Comparison, compare_states
from semhub.experiments.wrong_partners import wrong_partners

LAYERS, WIDTH = 9, 32

_DEPTH = np.linspace(0, 1, LAYERS)
HILL = np.exp(-(((_DEPTH - 0.5) / 0.2) ** 2))
"""(layers,) what rises to the middle layer and falls again: 0 at both ends, 1 in the middle."""

_NOTHING = np.zeros(LAYERS)

WITHOUT: Mapping[str, np.ndarray] = MappingProxyType(
    {
        "flat": np.full(LAYERS, 0.6),
        "rising": 0.2 + 0.6 * _DEPTH,
        "falling": 0.8 - 0.6 * _DEPTH,
        "length": _NOTHING,
        "nothing": _NOTHING,
    }
)
"""Kind of model without a hub -> (layers,) how strong the shared meaning is beside noise of 1. Of
"length", what rises and falls is a code of each item's length in many components."""

WITH: Mapping[str, np.ndarray] = MappingProxyType(
    {"planted": 0.8 + 0.33 * HILL, "half planted": 0.5 + 0.7 * HILL}
)
"""Kind of model with a hub -> the same: retrieval of 200 items rises by .3 or more over both ends.
Of "half planted" only every other item has a meaning that is shared."""


@dataclass(frozen=True)
class Simulated:
    """Both sides (layers, n, width), and how long the items of each are, (n,) tokens."""

    x: np.ndarray
    y: np.ndarray
    lengths: tuple[np.ndarray, np.ndarray]

    def compared(self, metric: str = "acc1", *, like_length: bool = True) -> Comparison:
        """Compare both sides by `metric`, against shuffled pairs and, if `like_length`, wrong
        partners too."""
        wrong = wrong_partners(self.lengths[1], WRONG_PARTNERS, 0) if like_length else None
        layers = list(range(len(self.x)))
        return compare_states(
            self.x, self.y, layers, model="", pool="mean", wrong=wrong, metrics=[metric]
        )


def simulated(kind: str, n: int, seed: int) -> Simulated:
    """Return a model of a kind in `WITHOUT` or `WITH`, read on n pairs."""
    rng = np.random.default_rng(seed)
    strength = {**WITHOUT, **WITH}[kind][:, None, None]
    lengths = _lengths(rng, n)
    meaning = rng.standard_normal((n, WIDTH))
    if kind == "half planted":
        meaning[::2] = 0
    x, y = (strength * meaning + slow_noise(rng, n) for _side in range(2))
    if kind == "length":
        code = length_code(lengths, rng)
        x, y = (0.3 * own + hill(part) for own, part in zip((x, y), code, strict=True))
    return Simulated(x, y, lengths)


def with_sink(n: int, seed: int) -> Simulated:
    """Simulate plain means of a decoder with an attention sink, whose pairs mean nothing: of T
    tokens one, the same in all items, is in the middle layers 100 times as long as the others."""
    rng = np.random.default_rng(seed)
    sink = rng.standard_normal(WIDTH)
    lengths = _lengths(rng, n)
    x, y = (
        (99 * HILL[:, None, None] * sink + slow_noise(rng, n) * np.sqrt(own)[:, None])
        / own[:, None]
        for own in lengths
    )
    return Simulated(x, y, lengths)


def length_code(lengths: tuple[np.ndarray, np.ndarray], rng: np.random.Generator) -> list:
    """Return for each side (n, WIDTH) its lengths on waves of many frequencies, the same for both
    sides, so that near lengths are alike and far ones are not (Rahimi & Recht, "Random Features for
    Large-Scale Kernel Machines", NeurIPS 2007)."""
    frequency, phase = rng.standard_normal(WIDTH), rng.uniform(0, 2 * np.pi, WIDTH)
    spread = np.std(np.concatenate(lengths))
    return [np.cos(np.outer(own / spread, 3 * frequency) + phase) for own in lengths]


def hill(code: np.ndarray) -> np.ndarray:
    """Return (layers, n, WIDTH) of (n, WIDTH): there in the middle layers, and gone at both
    ends."""
    return HILL[:, None, None] * code


def slow_noise(rng: np.random.Generator, n: int, width: int = WIDTH) -> np.ndarray:
    """Return (layers, n, width) standard normal noise, of which each layer hands on .8."""
    found = [rng.standard_normal((n, width))]
    while len(found) < LAYERS:
        found.append(0.8 * found[-1] + 0.6 * rng.standard_normal((n, width)))
    return np.stack(found)


def _lengths(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) tokens of each side: 5 to 24, and at most 2 more or fewer on the other side."""
    tokens = rng.integers(5, 25, n)
    return tokens, np.maximum(tokens + rng.integers(-2, 3, n), 3)
