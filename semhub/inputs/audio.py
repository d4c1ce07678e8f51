"""A sound: decoded into one channel at its own rate, and brought to another rate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from numbers import Integral
from typing import Literal

import numpy as np

from semhub.errors import InputError
from semhub.inputs import packed_sound
from semhub.inputs.channels import cancel, one_channel
from semhub.inputs.door import bytes_of, kind_of
from semhub.inputs.sound_length import (
    lacks_its_end,
    lacks_packets,
    opened,
    promised_frames,
    to_the_end,
)
from semhub.once import once

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

CANCELLED = "Its channels cancel each other out, so that only the loudest of them is used."

_OTHER_NAMES = {
    "AIFF": ("aif", "aifc"), "AU": ("snd",), "IRCAM": ("sf",), "OGG": ("oga", "opus"),
    "SVX": ("8svx",), "WAV": ("wave", "bwf"), "NIST": ("sph",),
}  # fmt: skip
"""What files of a format are called beside the format's own name, where libsndfile has it."""

_WITHOUT_HEADER = ("RAW", "MAT4", "MAT5", "XI", "SD2")
"""Formats of libsndfile whose files do not say that they are a sound, or how fast it is."""


@cache
def suffixes() -> tuple[str, ...]:
    """Return what the names of files end in that the installed libsndfile, or PyAV, reads, lower
    case."""
    import soundfile

    known = [name for name in soundfile.available_formats() if name not in _WITHOUT_HEADER]
    ends = [end for name in known for end in (name.lower(), *_OTHER_NAMES.get(name, ()))]
    return (*(f".{end}" for end in sorted(ends)), *packed_sound.SUFFIXES)


@dataclass(frozen=True, eq=False)
class Audio:
    """One sound. Two are the same where their digests are.

    samples: (n,) float32, one channel, full scale from -1 to 1.
    rate: samples a second.
    note: a sentence on how it was read, if something was changed.

    Raises `InputError` on any other array, a rate outside `RATES`, less than `SHORTEST_SECONDS`,
    silence, and samples that are not numbers.
    """

    samples: np.ndarray
    rate: int
    label: str = "sound"
    note: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.samples, np.ndarray) or not isinstance(self.rate, Integral):
            raise InputError(
                f"A sound is an array of samples and a whole number of them a second, not "
                f"{kind_of(self.samples)} and {kind_of(self.rate)}; Audio.from_bytes takes the "
                "bytes of a file, semhub.read_file its path."
            )
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise InputError(
                "A sound is an array of shape (samples,) and type float32, not "
                f"{self.samples.shape} and {self.samples.dtype}."
            )
        fault = _rate_fault(self.rate) or _fault(self.samples, self.rate)
        if fault:
            raise InputError(f"“{self.label}” {fault}.")

    @classmethod
    def from_bytes(cls, data: bytes, label: str = "sound") -> Audio:
        """Decode a file: WAV, FLAC, MP3, Ogg Vorbis or Opus, or what else libsndfile reads; or M4A,
        AAC, WebM or AMR, or the sound of a film in MP4, QuickTime or WebM, by PyAV.

        Channels are averaged; where they cancel each other out, the loudest alone is taken. The
        rate stays the file's own. Lengths are those of what is decoded, whatever the header
        promises. Of a sound longer than `LONGEST_SECONDS` the beginning is kept. `note` tells each
        of these cases, and a file that was cut short.

        Raises `InputError` if the bytes are no sound that can be read, or one that `Audio` refuses.
        """
        return _decoded(bytes_of(data, "semhub.read_file"), label)

    @property
    def modality(self) -> Literal["audio"]:
        return "audio"

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @once
    def digest(self) -> str:
        """SHA-256 of modality, rate and samples, in hexadecimal."""
        head = f"audio\0{self.rate}\0".encode()
        return hashlib.sha256(head + self.samples.tobytes()).hexdigest()


def _decoded(data: bytes, label: str) -> Audio:
    import soundfile

    if not data:
        raise InputError(f"“{label}” is empty; choose a file that holds a sound.")
    refused = InputError(
        f"“{label}” is not a sound that can be read, or is damaged or cut short; save it as "
        "WAV, FLAC, MP3 or OGG and try that."
    )
    container = packed_sound.demuxer(data)
    if container:
        begun = partial(packed_sound.opened, data, container, label)
    elif lacks_packets(data):
        raise refused
    else:
        stream, told = to_the_end(data)
        begun = partial(opened, stream, told)
    try:
        with begun() as file:
            fault = _rate_fault(file.samplerate)
            if fault:
                raise InputError(f"“{label}” {fault}.")
            rate, longest = file.samplerate, LONGEST_SECONDS * file.samplerate
            samples, powers = one_channel(file, longest)
            there = promised = file.frames
            if not container:
                promised = promised_frames(file, data) if told else None
            stopped, noted = file.stopped, file.extra_info
            more = promised is None and len(samples) == longest and len(file.read(1)) > 0
        cancelled = cancel(samples, powers)
        if cancelled:
            with begun() as file:
                samples, _ = one_channel(file, longest, int(powers.argmax()))
    except (soundfile.SoundFileError, packed_sound.BrokenError):
        raise refused from None
    note = _length_note(len(samples), there, promised, more, rate)
    seconds = len(samples) / rate
    if note is None and lacks_its_end(data, noted):
        note = f"The file was cut short: it stops after {seconds:.1f} seconds."
    if stopped:
        note = f"What stands behind its first {seconds:.1f} seconds is no sound, and is left out."
    if cancelled:
        note = f"{CANCELLED} {note}" if note else CANCELLED
    return Audio(samples, rate, label, note)


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


def _length_note(kept: int, there: int, promised: int | None, more: bool, rate: int) -> str | None:
    """Return a note where less of a sound was kept than there is. there: frames that the file has
    room for. promised: those that its header announces, None where it announces none. more: whether
    there are some behind those that are kept."""
    if promised is None:
        return f"Only its first {LONGEST_SECONDS} seconds are used." if more else None
    if promised - kept < SHORTEST_SECONDS * rate:
        return None
    if kept == LONGEST_SECONDS * rate:
        return f"Only the first {LONGEST_SECONDS} of its {there / rate:,.1f} seconds are used."
    return f"The file was cut short: {kept / rate:.1f} of {promised / rate:,.1f} seconds are there."


def at_rate(audio: Audio, rate: int) -> np.ndarray:
    """Return the samples (m,) float32 at another `rate`, band-limited by soxr at high quality.

    The same numbers as `librosa.resample` gives with its default `res_type`, "soxr_hq". Called
    here directly, since importing that module of librosa compiles numba code for many seconds on
    a fresh machine.
    """
    if audio.rate == rate:
        return audio.samples
    import soxr

    return soxr.resample(audio.samples, audio.rate, rate, quality="HQ")
