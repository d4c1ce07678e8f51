"""Scenes as speech: the whole sentence, by synthetic voices (espeak-ng).

espeak-ng is a program of its own, called only where speech is made; nothing of it is shipped.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from dataclasses import dataclass
from random import Random

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Audio, at_rate
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.kana import in_kana
from semhub.world.renderings.waveform import LONGEST, RATE, trimmed
from semhub.world.scenes import Scene

PROGRAM = "espeak-ng"
SPEAKERS = ("m1", "m2", "m3", "m4", "m5", "f1", "f2", "f3", "f4")
PITCH = (35, 65)
# espeak-ng takes 觉 for jué and 只 for zhǐ; these sound as the sentences mean them.
HOMOPHONES = str.maketrans("觉只", "叫知")


@dataclass(frozen=True)
class Accent:
    """espeak-ng voices of one language, and at which speeds (words a minute) they speak.

    At the slowest speed 99 in 100 full sentences fit into three seconds.
    """

    voices: tuple[str, ...]
    speeds: tuple[int, int]


ACCENTS = {
    "en": Accent(("en-us", "en-gb"), (165, 215)),
    "zh": Accent(("cmn-latn-pinyin",), (265, 310)),
    "es": Accent(("es", "es-419"), (225, 265)),
    "fr": Accent(("fr-fr", "fr-be"), (160, 210)),
    "de": Accent(("de",), (180, 225)),
    "ru": Accent(("ru",), (175, 220)),
    "ja": Accent(("ja",), (225, 265)),
}
SPOKEN = tuple(ACCENTS)


@dataclass(frozen=True)
class Utterance:
    """What is said by which voice, at how many words a minute and which pitch (0 to 99)."""

    text: str
    voice: str
    speed: int
    pitch: int


def utterance(scene: Scene, rng: Random, language: str = "en") -> Utterance:
    """Return the sentence of `scene`; `rng` chooses the voice, its speed and its pitch.

    Raises InputError if no voice speaks `language`.
    """
    if language not in ACCENTS:
        raise InputError(f"No voice speaks {language}; choose one of {', '.join(SPOKEN)}.")
    return in_accent(_pronounced(scene, language), ACCENTS[language], rng)


def in_accent(text: str, accent: Accent, rng: Random) -> Utterance:
    """Return any text in an accent; `rng` chooses the voice, its speed and its pitch."""
    return Utterance(
        text=text,
        voice=f"{rng.choice(accent.voices)}+{rng.choice(SPEAKERS)}",
        speed=rng.randint(*accent.speeds),
        pitch=rng.randint(*PITCH),
    )


def speak(scene: Scene, rng: Random, language: str = "en") -> np.ndarray:
    """Return the sentence of `scene` as a waveform (samples,), float32 at 16 kHz, at most 3 s."""
    return uttered(utterance(scene, rng, language))


def uttered(asked: Utterance) -> np.ndarray:
    """Return the utterance as a waveform (samples,), float32 at 16 kHz; faster if 3 s are too
    short.

    Raises InputError if espeak-ng is not installed.
    """
    speed = asked.speed
    while len(sound := _voiced(asked, speed)) > LONGEST:
        speed = round(speed * 1.03 * len(sound) / LONGEST)
    return sound


def _pronounced(scene: Scene, language: str) -> str:
    if language == "ja":
        return in_kana(scene)
    sentence = GRAMMARS[language].sentence(scene)
    return sentence.translate(HOMOPHONES) if language == "zh" else sentence


def _voiced(asked: Utterance, speed: int) -> np.ndarray:
    if shutil.which(PROGRAM) is None:
        raise InputError(f"Speech is made by {PROGRAM}; install it (on Debian: apt install it).")
    command = [PROGRAM, "-v", asked.voice, "-s", str(speed), "-p", str(asked.pitch), "--stdout",
               asked.text]  # fmt: skip
    spoken = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate = file.getframerate()
        frames = np.frombuffer(file.readframes(len(spoken)), dtype=np.int16)
    sound = Audio(frames.astype(np.float32) / 32768, rate, label=asked.text)
    return trimmed(at_rate(sound, RATE))
