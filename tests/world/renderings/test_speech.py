"""Whole sentences are spoken, in three seconds, and none of the padding is kept."""

import shutil
from itertools import product
from random import Random

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.kana import in_kana
from semhub.world.renderings.speech import ACCENTS, PROGRAM, SPOKEN, speak, utterance, uttered
from semhub.world.renderings.waveform import LONGEST, RATE
from semhub.world.scenes import CLASSES, COUNTS, SIZES, Scene

speaks = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason="espeak-ng is not installed")
LONG = Scene(4, "elephant", "read a book", "small", "purple", "mountain")


@speaks
@pytest.mark.parametrize("language", SPOKEN)
def test_the_longest_sentence_fits_and_begins_and_ends_audibly(language):
    sound = speak(LONG, Random(2), language)
    assert sound.dtype == np.float32 and RATE < len(sound) <= LONGEST
    loud = 0.01 * np.abs(sound).max()
    assert abs(sound[0]) > loud and abs(sound[-1]) > loud


@speaks
def test_an_utterance_that_is_too_long_is_spoken_faster_not_cut():
    asked = utterance(LONG, Random(2))
    slow = type(asked)(asked.text, asked.voice, speed=80, pitch=asked.pitch)
    assert 0.9 * LONGEST < len(uttered(slow)) <= LONGEST


@pytest.mark.parametrize("language", sorted({*ACCENTS} - {"ja", "zh"}))
def test_what_is_said_is_the_sentence(language):
    assert utterance(LONG, Random(0), language).text == GRAMMARS[language].sentence(LONG)


def test_every_japanese_scene_is_read_in_kana():
    said = set()
    for index in range(16):
        for count, size in product(COUNTS, SIZES):
            things = {slot: words[index % len(words)] for slot, words in CLASSES.items()}
            said.add(in_kana(Scene(**things | {"count": count, "size": size})))
    assert len(said) == 16 * len(COUNTS) * len(SIZES)
    assert not [text for text in said if any("一" <= character <= "鿿" for character in text)]
    fish = Scene(3, "fish", "drink water", "big", "white", "river")
    assert in_kana(fish) == "さんびきの おおきい しろい さかなが かわのそばで みずを のんでいます。"


@speaks
def test_the_same_seed_says_the_same_and_another_voice_does_not():
    one, same, other = (speak(LONG, Random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_a_language_without_a_voice_is_one_sentence():
    with pytest.raises(InputError, match="No voice speaks code"):
        utterance(LONG, Random(0), "code")
