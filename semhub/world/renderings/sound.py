"""Things as the sounds that they make: ten recorded animal calls, never twice the same.

There is one recording of each animal, so nothing here is held out but the variation: whoever
tests on `call` tests on variations that were not heard in training *of the same recordings*.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Audio
from semhub.world.renderings.waveform import LONGEST, RATE, stretched, varied

CALLS = Path(__file__).parents[1] / "data" / "calls"
CALLING = ("dog", "cat", "horse", "cow", "pig", "owl", "duck", "frog", "sheep", "rooster")
SLOWER = (0.75, 1.35)
SHORTEST = 3 * RATE // 4


def call(thing: str, rng: Random) -> np.ndarray:
    """Return a call of `thing` as a waveform (samples,), float32 at 16 kHz, at most 3 s.

    `rng` chooses pitch and speed (together, as a tape does), where the recording begins and
    ends, loudness and noise. Raises InputError if there is no recording of `thing`.
    """
    sound = stretched(_recording(thing), rng.uniform(*SLOWER))
    shortest = min(SHORTEST, len(sound))
    length = min(rng.randint(shortest, len(sound)), LONGEST)
    start = rng.randint(0, len(sound) - length)
    return varied(sound[start : start + length], rng)


@cache
def _recording(thing: str) -> np.ndarray:
    if thing not in CALLING:
        raise InputError(f"No call of {thing} is recorded; choose one of {', '.join(CALLING)}.")
    return Audio.from_bytes((CALLS / f"{thing}.ogg").read_bytes(), label=thing).samples
