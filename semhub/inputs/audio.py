"""A sound: decoded by libsndfile into one channel at its own rate, and brought to another rate."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError

if TYPE_CHECKING:
    from soundfile import SoundFile

SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus")

SHORTEST_SECONDS = 0.1
"""Less is not yet one position of a model that hears."""

LONGEST_SECONDS = 30
"""What is kept of a longer sound: the window of Whisper's encoder and of those made from it."""

RATES = (4_000, 384_000)
"""Lowest and highest samples a second of a sound that is read."""

_SILENT = 2**-15
"""Peak of a muted microphone at most: the last of 16 bits, to and fro."""

_LOUDEST = 2**16
"""Full scale is 1; some programs write it as 32,768. Far beyond, squares leave float32."""

_BLOCK = 65_536
"""Frames decoded at a time: what a header promises is never allocated at once."""


@dataclass(frozen=True, eq=False)
class Audio:
    """One sound. Two are the same where their digests are.

    samples: (n,) float32, one channel, full scale from -1 to 1.
    rate: samples a second.
    note: what a person should know of how it was read.

    Raises `InputError` on any other array, a rate outside `RATES`, less than `SHORTEST_SECONDS`,
    silence, and samples that are not numbers.
    """

    samples: np.ndarray
    rate: int
    label: str = "sound"
    note: str | None = None

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise InputError(
                "A sound is an array of shape (samples,) and type float32, not "
                f"{self.samples.shape} and {self.samples.dtype}."
            )
        fault = _rate_fault(self.rate) or _fault(self.samples, self.rate)
        if fault:
            raise InputError(f"“{self.label}” {fault}.")

    @property
    def modality(self) -> str:
        return "audio"

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @cached_property
    def digest(self) -> str:
        """SHA-256 of modality, rate and samples, in hexadecimal."""
        head = f"audio\0{self.rate}\0".encode()
        return hashlib.sha256(head + self.samples.tobytes()).hexdigest()


def _rate_fault(rate: int) -> str | None:
    low, high = RATES
    if not low <= rate <= high:
        return (
            f"has {rate:,} samples a second; give a sound of {low:,} to {high:,}, "
            "16,000 for example"
        )
    return None


def _fault(samples: np.ndarray, rate: int) -> str | None:
    if not len(samples):
        return "holds no sound, or was cut short; record or copy it again"
    if len(samples) < SHORTEST_SECONDS * rate:
        return (
            f"lasts {1000 * len(samples) / rate:.0f} milliseconds; give at least "
            f"{1000 * SHORTEST_SECONDS:.0f}"
        )
    peak = np.abs(samples).max()
    if not peak <= _LOUDEST:  # NaN compares as false
        return (
            "holds samples that are infinite, not a number or far beyond full scale; export it "
            "again as 16-bit WAV"
        )
    if peak <= _SILENT:
        return "is silent from its first sample to its last; check the microphone and try again"
    return None


def audio_of(data: bytes, label: str = "sound") -> Audio:
    """The sound in a file's bytes: WAV, FLAC, MP3, Ogg Vorbis or Opus, or what else libsndfile has.

    Channels are averaged. The rate stays the file's own. Of a sound longer than `LONGEST_SECONDS`
    the beginning is kept, and `note` says so; so it does where the file was cut short.

    Raises `InputError` if the bytes are no sound that can be read, or one that `Audio` refuses.
    """
    import soundfile

    if not data:
        raise InputError(f"“{label}” is empty; choose a file that holds a sound.")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            fault = _rate_fault(file.samplerate)
            if fault:
                raise InputError(f"“{label}” {fault}.")
            rate, promised = file.samplerate, file.frames
            samples = _one_channel(file, LONGEST_SECONDS * rate)
    except soundfile.SoundFileError:
        raise InputError(
            f"“{label}” is not a sound that can be read, or is damaged or cut short; save it as "
            "WAV, FLAC, MP3 or OGG and try that."
        ) from None
    return Audio(samples, rate, label, _note(len(samples), promised, rate))


def _one_channel(file: SoundFile, longest: int) -> np.ndarray:
    """(n,) float32: the mean of the channels, of at most the first `longest` frames."""
    blocks, left = [np.empty(0, dtype=np.float32)], longest
    while left > 0:
        block = file.read(min(_BLOCK, left), dtype="float32", always_2d=True)
        if not len(block):
            break
        left -= len(block)
        with np.errstate(invalid="ignore", over="ignore"):  # `Audio` refuses what comes of it
            blocks.append(block.mean(axis=1))
    return np.concatenate(blocks)


def _note(kept: int, promised: int, rate: int) -> str | None:
    if promised - kept < SHORTEST_SECONDS * rate:
        return None
    if kept == LONGEST_SECONDS * rate:
        return f"Only the first {LONGEST_SECONDS} of its {promised / rate:,.1f} seconds are used."
    return f"The file was cut short: {kept / rate:.1f} of {promised / rate:,.1f} seconds are there."


def at_rate(audio: Audio, rate: int) -> np.ndarray:
    """The samples (m,) float32 at another `rate`, band-limited by soxr at high quality.

    The same numbers as `librosa.resample` gives with its default `res_type`, "soxr_hq". Called
    here directly, since importing that module of librosa compiles numba code for many seconds on
    a fresh machine.
    """
    if audio.rate == rate:
        return audio.samples
    import soxr

    return soxr.resample(audio.samples, audio.rate, rate, quality="HQ")
