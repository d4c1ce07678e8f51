"""What tests of sound files share: the formats, the loudest tone, and the sentence of a refusal."""

from __future__ import annotations

import numpy as np

from semhub.inputs import Audio
from tests.sentences import said

FORMATS = {"wav": ("WAV", None), "flac": ("FLAC", None), "mp3": ("MP3", None),
           "vorbis": ("OGG", "VORBIS"), "opus": ("OGG", "OPUS")}  # fmt: skip


def refusal(data: bytes, label: str = "dog.wav") -> str:
    sentence = said(lambda: Audio.from_bytes(data, label))
    assert label in sentence
    return sentence


def loudest_hertz(audio: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(audio.samples))
    return float(np.fft.rfftfreq(len(audio.samples), 1 / audio.rate)[spectrum.argmax()])
