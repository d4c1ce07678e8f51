"""The channels of a sound become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from soundfile import SoundFile

    from semhub.inputs.packed_sound import Packed

_BLOCK = 65_536
"""Frames decoded at a time: what a header promises is never allocated at once."""

_CANCELLED = 0.02
"""Power of the mean of the channels, as a share of what it would be if they had nothing in common
(the sum of their powers by the square of their number, silent ones being of no power), below which
they cancel each other out: 17 dB. One of two microphones with its wires crossed does that."""


def cancel(mean: np.ndarray, powers: np.ndarray) -> bool:
    """Return whether next to nothing is left in the mean of the channels, whose powers are
    given."""
    with np.errstate(invalid="ignore", over="ignore"):
        return bool(np.square(mean).sum() < _CANCELLED * powers.sum() / len(powers) ** 2)


def one_channel(
    file: SoundFile | Packed, longest: int, channel: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) float32: one channel, or the mean of all, of at most the first `longest` frames;
    and (channels,) the sum of each channel's squares."""
    blocks, left = [np.empty(0, dtype=np.float32)], longest
    powers = np.zeros(file.channels)
    while left > 0:
        block = file.read(min(_BLOCK, left), dtype="float32", always_2d=True)
        if not len(block):
            break
        left -= len(block)
        with np.errstate(invalid="ignore", over="ignore"):  # `Audio` refuses what comes of it
            blocks.append(block.mean(axis=1) if channel is None else block[:, channel])
            powers += np.square(block).sum(axis=0)
    return np.concatenate(blocks), powers
