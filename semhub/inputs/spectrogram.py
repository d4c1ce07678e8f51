"""A sound as it is drawn: the envelope of its waveform, and its mel spectrogram.

For charts only: a model takes what its own feature extractor makes. Both are laid out in columns
of equal length from the sound's beginning to its end, so that a column shows its own stretch of
time and lines up with a model's positions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from semhub.inputs import Audio

MOST_COLUMNS = 400
SHORTEST_COLUMN = 0.01
"""Seconds; what is shorter than a window of hearing is only the same again."""

WINDOW = 0.04
"""Seconds of a window: long enough for the pitch of a voice, short enough for its syllables."""

BANDS = 64
HIGHEST = 8_000
"""Hertz: what a sound at 16,000 samples a second holds, as most models hear it."""

RANGE = 80
"""Decibels below the loudest that are told apart, as in `librosa.power_to_db`."""


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """decibels: (bands, columns), 0 at the loudest and -RANGE at least; band 0 is the lowest.

    edges: (bands + 1,) hertz, between which each band is drawn. step: seconds of a column;
    column c shows c * step to (c + 1) * step.
    """

    decibels: np.ndarray
    edges: np.ndarray
    step: float


@dataclass(frozen=True, eq=False)
class Envelope:
    """low, high: (columns,) least and greatest sample of each column. step: seconds of one."""

    low: np.ndarray
    high: np.ndarray
    step: float


def envelope(audio: Audio) -> Envelope:
    """Return the envelope of a waveform, whose samples are too many to draw."""
    columns, step = _columns(audio)
    starts = np.linspace(0, len(audio.samples), columns, endpoint=False).astype(int)
    low, high = (f.reduceat(audio.samples, starts) for f in (np.minimum, np.maximum))
    return Envelope(low, high, step)


def spectrogram(audio: Audio) -> Spectrogram:
    """Return the power in mel bands (Slaney's, as librosa makes them) of Hann windows, in decibels.

    A column's window is centred on its middle, and at least as long as it. The transform is
    NumPy's: `librosa.feature` compiles numba code for a minute or more on a fresh machine, while
    the filters alone compile nothing.
    """
    from librosa.filters import mel

    columns, step = _columns(audio)
    window = round(max(WINDOW, step) * audio.rate)
    # Padded with zeros, so that the lowest bands, which are narrow, hold a bin each.
    bins = 1 << math.ceil(math.log2(max(window, 1.6 * WINDOW * audio.rate)))
    padded = np.pad(audio.samples, window)
    middles = (np.arange(columns) + 0.5) * step * audio.rate
    starts = np.round(middles).astype(int) - window // 2 + window
    hann = np.hanning(window + 1)[:-1].astype(np.float32)
    frames = padded[starts[:, None] + np.arange(window)] * hann
    power = np.abs(np.fft.rfft(frames, bins)) ** 2
    highest = min(HIGHEST, audio.rate / 2)
    filters = mel(sr=audio.rate, n_fft=bins, n_mels=BANDS, fmax=highest)
    energy = filters @ power.T
    decibels = 10 * np.log10(np.maximum(energy / energy.max(), 10 ** (-RANGE / 10)))
    return Spectrogram(decibels, _edges(highest), step)


def _columns(audio: Audio) -> tuple[int, float]:
    """Return how many columns there are, and the seconds of one."""
    columns = max(1, min(MOST_COLUMNS, int(audio.seconds / SHORTEST_COLUMN)))
    return columns, audio.seconds / columns


def _edges(highest: float) -> np.ndarray:
    """Return the points halfway between the centres of neighbouring bands, on the mel scale."""
    from librosa import mel_frequencies

    return mel_frequencies(2 * BANDS + 3, fmax=highest)[1:-1:2]
