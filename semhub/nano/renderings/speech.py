"""Scenes as speech: the noun phrase in English, by a synthetic voice (espeak-ng).

espeak-ng is a program of its own, called only where speech is made; nothing of it is shipped.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from random import Random

import librosa
import numpy as np

from semhub.errors import InputError
from semhub.nano.renderings import GRAMMARS
from semhub.nano.renderings.segment import PLAIN
from semhub.nano.world import Scene

RATE = 16_000
SECONDS = 2
PROGRAM = "espeak-ng"
ACCENTS = ("en-us", "en-gb")
VOICES = ("m1", "m2", "m3", "m4", "m5", "f1", "f2", "f3", "f4")
SPOKEN = ("count", "size", "colour", "thing")
SPEED = (175, 215)  # words a minute: four words fit into two seconds
PITCH = (35, 65)


def noun_phrase(scene: Scene) -> str:
    """Who is there, in English: "two small red dogs"."""
    segments = GRAMMARS["en"].segments(scene, PLAIN)
    return " ".join(s.text for s in segments if s.slot in SPOKEN and s.text)


def speak(scene: Scene, rng: Random) -> np.ndarray:
    """The noun phrase as a waveform, float32 at 16 kHz, at most two seconds.

    ``rng`` chooses the voice, its speed and its pitch.
    """
    if shutil.which(PROGRAM) is None:
        raise InputError(f"Speech is made by {PROGRAM}; install it (on Debian: apt install it).")
    voice = f"{rng.choice(ACCENTS)}+{rng.choice(VOICES)}"
    asked = [PROGRAM, "-v", voice, "-s", str(rng.randint(*SPEED)), "-p", str(rng.randint(*PITCH)),
             "--stdout", noun_phrase(scene)]  # fmt: skip
    spoken = subprocess.run(asked, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate = file.getframerate()
        frames = np.frombuffer(file.readframes(len(spoken)), dtype=np.int16)
    sound = librosa.resample(
        frames.astype(np.float32) / 32768, orig_sr=rate, target_sr=RATE, res_type="polyphase"
    )
    return np.trim_zeros(sound)[: RATE * SECONDS]
