"""What is drawn of a sound: energy stands where and when it sounded, at any rate and length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from librosa.filters import mel

from semhub.inputs import Audio
from semhub.inputs.spectrogram import (
    BANDS,
    HIGHEST,
    MOST_COLUMNS,
    RANGE,
    WINDOW,
    envelope,
    spectrogram,
)
from tests.media import RATE, tone


def clicking(second: float, seconds: float, rate: int = RATE) -> Audio:
    """A faint hiss, and one loud sample."""
    samples = 1e-3 * np.random.default_rng(0).standard_normal(round(seconds * rate))
    samples[round(second * rate)] = 1
    return Audio(samples.astype(np.float32), rate)


@pytest.mark.parametrize("rate", [4_000, 8_000, 16_000, 44_100, 192_000])
@pytest.mark.parametrize("hertz", [110, 440, 1_700])
def test_a_tone_is_loudest_in_the_band_that_holds_it(rate, hertz):
    drawn = spectrogram(Audio(tone(1.0, rate, hertz), rate))
    loudest = drawn.decibels.mean(axis=1).argmax()
    assert drawn.edges[loudest] <= hertz <= drawn.edges[loudest + 1]


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
@pytest.mark.parametrize(("second", "seconds"), [(0.003, 1), (0.7354, 1), (2.9, 3), (11.3, 30)])
def test_a_click_is_loudest_in_the_column_that_holds_its_second(rate, second, seconds):
    drawn = spectrogram(clicking(second, seconds, rate))
    column = int(second / drawn.step)
    energy = (10 ** (drawn.decibels / 10)).sum(axis=0)
    # Its window reaches into neighbouring columns, and centres on it in its own.
    marked = np.flatnonzero(energy > 0.9 * energy.max())
    assert column in marked
    assert abs(marked.mean() - column) <= 0.5


@pytest.mark.parametrize(("second", "seconds"), [(0.003, 1), (0.7354, 1), (11.3, 30)])
def test_the_waveform_is_highest_in_the_column_that_holds_the_click(second, seconds):
    drawn = envelope(clicking(second, seconds))
    assert drawn.high.argmax() == int(second / drawn.step)


@pytest.mark.parametrize(("seconds", "rate"), [(0.1, 4_000), (0.73, RATE), (30, 22_050)])
def test_columns_cover_the_sound_from_its_first_sample_to_its_last(seconds, rate):
    audio = Audio(tone(seconds, rate), rate)
    drawn, wave = spectrogram(audio), envelope(audio)
    assert drawn.decibels.shape == (BANDS, len(wave.low)) and len(drawn.edges) == BANDS + 1
    assert len(wave.low) <= MOST_COLUMNS
    for step in (drawn.step, wave.step):
        assert step * len(wave.low) == pytest.approx(audio.seconds)


def test_a_spectrogram_is_that_of_windows_taken_one_by_one():
    samples = np.random.default_rng(1).standard_normal(4_000).astype(np.float32)
    drawn = spectrogram(Audio(samples, RATE))
    window, bins = round(WINDOW * RATE), 1024
    filters = mel(sr=RATE, n_fft=bins, n_mels=BANDS, fmax=HIGHEST)
    energy = np.zeros(drawn.decibels.shape)
    for column in range(energy.shape[1]):
        first = round((column + 0.5) * drawn.step * RATE) - window // 2
        cut = [samples[i] if 0 <= i < len(samples) else 0 for i in range(first, first + window)]
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
        spectrum = np.abs(np.fft.fft(cut * hann, bins)[: bins // 2 + 1]) ** 2
        energy[:, column] = filters @ spectrum
    expected = 10 * np.log10(energy / energy.max())
    np.testing.assert_allclose(drawn.decibels, expected.clip(-RANGE), atol=1e-2)


@settings(max_examples=25, deadline=None)
@given(seconds=st.floats(0.1, 3), rate=st.integers(4_000, 96_000), loud=st.floats(1e-3, 1e4))
def test_every_sound_has_numbers_within_the_range(seconds, rate, loud):
    samples = loud * np.random.default_rng(0).standard_normal(int(seconds * rate) + 1)
    drawn = spectrogram(Audio(samples.astype(np.float32), rate))
    assert drawn.decibels.max() == pytest.approx(0, abs=1e-4)
    assert drawn.decibels.min() >= -RANGE - 1e-4


def test_no_sample_lies_outside_the_envelope():
    samples = np.random.default_rng(2).standard_normal(12_345).astype(np.float32)
    drawn = envelope(Audio(samples, RATE))
    assert drawn.low.min() == samples.min() and drawn.high.max() == samples.max()
    assert (drawn.low <= drawn.high).all()
