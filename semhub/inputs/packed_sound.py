"""A sound in a container, as phones and browsers record it, or of a film: decoded by PyAV.

libsndfile reads none of these. The container is found by the file's first bytes, not by its name,
and FFmpeg is offered that one alone: among those that it would try by itself are lists of other
files, of which it opens what they name. Of its decoders only those of `DECODERS` are used.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.inputs.sound_length import TRUNCATED, behind_tags

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

SUFFIXES = (".m4a", ".mp4", ".mov", ".3gp", ".aac", ".webm", ".mka", ".amr")
"""What the names of such files end in."""

DECODERS = ("aac", "alac", "mp3", "mp3float", "opus", "vorbis", "flac", "amrnb", "amrwb")
"""What these containers hold, by FFmpeg's names."""

_ATOMS = (b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"wide", b"free", b"skip")
"""Parts of an MP4 or QuickTime file that it may begin with."""


MOST_SAMPLES = 2**20
"""Samples of one packet at most. Packets have some thousands; one may say that it has 16 million in
each of eight channels."""


class BrokenError(Exception):
    """Nothing in the file can be decoded."""


def demuxer(data: bytes) -> str | None:
    """Return FFmpeg's name of the container that a file is; None of any other file."""
    if data[4:8] in _ATOMS:
        return "mov"
    if data.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if data.startswith(b"#!AMR"):
        return "amr"
    start = behind_tags(data)
    bare = data[start : start + 1] == b"\xff" and data[start + 1 : start + 2] and data[start + 1]
    return "aac" if bare and bare & 0xF6 == 0xF0 else None


@contextmanager
def opened(data: bytes, container: str, label: str) -> Iterator[Packed]:
    """Open the first sound of a file, in the container that `demuxer` found.

    Raises `BrokenError` if nothing can be decoded, `InputError` if there is no sound in it, or one
    of a kind that is not decoded.
    """
    import av

    options = {"codec_whitelist": ",".join(DECODERS)}
    try:
        with av.open(
            io.BytesIO(data), format=container, options=options, metadata_errors="ignore"
        ) as file:
            stream = _first(file, label)
            stream.codec_context.options = {"max_samples": str(MOST_SAMPLES)}
            yield Packed(file, stream)
    except av.FFmpegError:
        raise BrokenError from None


class Packed:
    """A sound that is read forwards, as soundfile reads one.

    samplerate: frames a second. channels: samples a frame. frames: how many the header promises,
    None where it promises none. stopped: whether what stands behind could not be decoded.
    extra_info: `TRUNCATED` where the last piece could not.
    """

    def __init__(self, file: InputContainer, stream: AudioStream):
        self.stopped, self.extra_info = False, ""
        self._blocks = self._decoded(file, stream)
        self._left = next(self._blocks, np.empty((0, 1), dtype=np.float32))
        self.channels = self._left.shape[1]
        self.samplerate = self._rate if len(self._left) else stream.rate
        promised = _promised(file, stream)
        self.frames = None if promised is None else round(promised * self.samplerate)

    def read(self, frames: int, **_: object) -> np.ndarray:
        """Return the next frames, (frames or fewer, channels) float32; none at the end."""
        blocks, there = [self._left], len(self._left)
        while there < frames:
            block = next(self._blocks, None)
            if block is None:
                break
            blocks.append(block)
            there += len(block)
        found = np.concatenate(blocks)
        self._left = found[frames:]
        return found[:frames]

    def _decoded(self, file: InputContainer, stream: AudioStream) -> Iterator[np.ndarray]:
        """Yield blocks (frames, channels) float32 until the end, or to where nothing more can be
        decoded, or the rate or the channels change."""
        import av

        asked, packets = None, file.demux(stream)
        for packet in packets:
            try:
                frames = packet.decode()
            except av.FFmpegError:
                if asked is None:
                    raise
                self.stopped = any(another.size for another in packets)
                self.extra_info = "" if self.stopped else TRUNCATED
                return
            for frame in frames:
                if asked is None:
                    self._rate = frame.sample_rate
                    asked = av.AudioResampler("fltp", frame.layout, frame.sample_rate)
                elif (frame.sample_rate, frame.layout.name) != (asked.rate, asked.layout.name):
                    self.stopped = True
                    return
                for piece in asked.resample(frame):
                    yield piece.to_ndarray().T


def _first(file: InputContainer, label: str) -> AudioStream:
    """Return the first sound of a container. Raises `InputError` where there is none, or one that
    is not decoded."""
    if not file.streams.audio:
        raise InputError(f"“{label}” holds no sound, or was cut short; choose another file.")
    stream = file.streams.audio[0]
    kind = stream.codec_context.name if stream.codec_context else "unknown"
    if kind not in DECODERS:
        raise InputError(
            f"“{label}” holds a sound of the kind “{kind}”, which is not read here; save it as "
            "WAV, FLAC, MP3 or OGG and try that."
        )
    return stream


def _promised(file: InputContainer, stream: AudioStream) -> float | None:
    """Return the seconds that the header promises, None where it promises none. Of bare AAC and AMR
    FFmpeg guesses them from the size, and of a film it may know those of the pictures alone."""
    import av

    if file.format.name in ("aac", "amr"):
        return None
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return None if file.streams.video or file.duration is None else file.duration / av.time_base
