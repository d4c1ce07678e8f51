"""Calls and their variations: of the named animal, at most three seconds, never twice the same."""

from random import Random

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.world.renderings.sound import CALLING, CALLS, call
from semhub.world.renderings.waveform import LONGEST, RATE, stretched, trimmed, varied
from semhub.world.scenes import THINGS


@pytest.mark.parametrize("thing", CALLING)
def test_each_call_is_audible_and_fits(thing):
    for seed in range(20):
        sound = call(thing, Random(seed))
        assert sound.dtype == np.float32 and RATE // 3 < len(sound) <= LONGEST
        assert 0.05 < np.abs(sound).max() < 1.5


def test_no_two_calls_are_alike():
    calls = [call("cow", Random(seed)) for seed in range(10)]
    assert len({sound.tobytes() for sound in calls}) == 10


def test_the_recordings_are_things_of_the_world_and_ready_to_hear():
    assert set(CALLING) <= set(THINGS)
    assert {path.stem for path in CALLS.glob("*.ogg")} == set(CALLING)
    for path in CALLS.glob("*.ogg"):
        about = soundfile.info(path)
        assert (about.samplerate, about.channels) == (RATE, 1) and about.frames <= LONGEST


def test_an_animal_without_a_recording_is_one_sentence():
    with pytest.raises(InputError, match="No call of lion"):
        call("lion", Random(0))


@given(st.integers(0, 900), st.integers(1, 900), st.integers(0, 900))
def test_trimming_keeps_the_audible_part_and_nothing_else(before, heard, after):
    tone = np.ones(heard, np.float32)
    padding = 0.005 * np.ones(max(before, after), np.float32)
    padded = np.concatenate([padding[:before], tone, padding[:after]])
    assert np.array_equal(trimmed(padded), tone)


def test_stretching_to_twice_the_length_halves_the_pitch():
    tone = np.sin(2 * np.pi * 800 * np.arange(RATE) / RATE).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(stretched(tone, 2)))
    assert abs(spectrum.argmax() * RATE / (2 * RATE) - 400) < 2


@settings(max_examples=30)
@given(st.integers(1_000, LONGEST), st.integers(0, 2**32))
def test_a_variation_is_never_too_long_nor_cut(length, seed):
    sound = np.concatenate([np.zeros(length - 100, np.float32), np.ones(100, np.float32)])
    changed = varied(sound, Random(seed))
    assert len(changed) <= LONGEST
    assert np.abs(changed[-50:]).mean() > 0.3
