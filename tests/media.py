"""Pictures and sounds as files' bytes, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib

import av
import numpy as np
import PIL.Image
import soundfile

RATE = 16_000


def noise(height: int, width: int, channels: int = 3) -> np.ndarray:
    """(height, width, channels) uint8, the same at every call."""
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)


def saved(picture: PIL.Image.Image | np.ndarray, format: str = "PNG", **options) -> bytes:
    """The file of a picture, or of its pixels."""
    if isinstance(picture, np.ndarray):
        picture = PIL.Image.fromarray(picture)
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises that size, and that holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def tone(seconds: float = 1.0, rate: int = RATE, hertz: float = 440.0) -> np.ndarray:
    """(n,) float32: a sine of half of full scale."""
    time = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def recorded(
    samples: np.ndarray, rate: int = RATE, format: str = "WAV", subtype: str | None = None
) -> bytes:
    """The file of samples (n,) or (n, channels)."""
    file = io.BytesIO()
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(file, "w", rate, channels, subtype, format=format) as sound:
        for start in range(0, len(samples), 8192):  # Vorbis overruns its stack on more at once
            sound.write(samples[start : start + 8192])
    return file.getvalue()


PACKED = {
    "m4a": ("ipod", "aac"), "aac": ("adts", "aac"), "mov": ("mov", "alac"),
    "3gp": ("3gp", "amr_nb"),
    "webm": ("webm", "libopus"), "mka": ("matroska", "aac"), "amr": ("amr", "libopencore_amrnb"),
}  # fmt: skip
"""Suffix -> FFmpeg's names of a container and of an encoder."""

SPEECH_RATE = 8_000
"""The one rate of AMR."""


def packed(
    samples: np.ndarray | None, rate: int = 48_000, *, container: str, codec: str | None = None,
    pictures: str | None = None,
) -> bytes:  # fmt: skip
    """The file of samples (n,) and, by the encoder that `pictures` names, of one black second."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        sound = None
        if samples is not None:
            sound = out.add_stream(codec, rate=rate, layout="mono")
        if pictures:
            film = out.add_stream(pictures, rate=10, width=64, height=64, pix_fmt="yuv420p")
            black = np.zeros((64, 64, 3), dtype=np.uint8)
            for k in range(10):
                picture = av.VideoFrame.from_ndarray(black, format="rgb24")
                picture.pts = k
                out.mux(film.encode(picture))
            out.mux(film.encode(None))
        if sound is not None:
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate = rate
            out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
    return file.getvalue()


def as_file(suffix: str, seconds: float = 2.0) -> bytes:
    """A tone in a container whose files are named so."""
    container, codec = PACKED[suffix]
    rate = SPEECH_RATE if "amr" in codec else 48_000
    return packed(tone(seconds, rate), rate, container=container, codec=codec)
