"""What every sound of the world has in common: its rate, its longest length, and variation."""

from __future__ import annotations

from random import Random

import numpy as np

RATE = 16_000
SECONDS = 3
LONGEST = RATE * SECONDS
SILENT = 0.01  # of the loudest sample; espeak-ng and recordings pad with less than that
STRETCH = (0.92, 1.09)


def trimmed(sound: np.ndarray) -> np.ndarray:
    """Return `sound` (samples,) from its first to its last audible sample."""
    audible = np.flatnonzero(np.abs(sound) > SILENT * np.abs(sound).max())
    return sound[audible[0] : audible[-1] + 1]


def stretched(sound: np.ndarray, factor: float) -> np.ndarray:
    """Return `sound` played so much slower and lower: (samples,) -> (samples * factor,)."""
    length = round(len(sound) * factor)
    at = np.linspace(0, len(sound) - 1, length)
    return np.interp(at, np.arange(len(sound)), sound).astype(np.float32)


def varied(sound: np.ndarray, rng: Random) -> np.ndarray:
    """Return `sound` a little slower or faster, louder or softer, in noise, and begun a little
    later.

    Speed perturbation as in Ko et al., "Audio augmentation for speech recognition", 2015. The
    result is never cut: it has at most `LONGEST` samples if `sound` has.
    """
    sound = stretched(sound, min(rng.uniform(*STRETCH), LONGEST / len(sound)))
    silence = rng.randint(0, min(RATE // 5, LONGEST - len(sound)))
    sound = np.concatenate([np.zeros(silence, np.float32), sound])
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(len(sound))
    level = 10 ** rng.uniform(-4, -2)
    return (sound * rng.uniform(0.4, 1.2) + level * noise).astype(np.float32)
