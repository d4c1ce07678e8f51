"""Of a sound file that was cut short, or does not say its length, what is there is read."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from semhub.inputs import Audio
from tests.inputs.sounds import refusal
from tests.media import RATE, recorded, tone
from tests.sentences import assert_one_sentence

LENGTH_TOLD = ["WAV", "WAVEX", "AIFF", "AU", "W64", "RF64", "NIST", "SVX", "AVR", "MPC2K"]


def test_of_a_wav_that_was_cut_short_the_beginning_is_read():
    whole = tone(2.0)
    data = recorded(whole, subtype="FLOAT")
    found = Audio.from_bytes(data[: len(data) // 2]).samples
    assert 0.9 * RATE < len(found) <= RATE
    assert (found == whole[: len(found)]).all()


def test_of_an_mp3_that_was_cut_short_the_beginning_is_read_and_that_is_said():
    data = recorded(tone(5.0), RATE, "MP3")
    found = Audio.from_bytes(data[: len(data) // 2])
    assert 1 < found.seconds < 4
    assert f"{found.seconds:.1f} of 5.0 seconds" in found.note
    assert_one_sentence(found.note)


@pytest.mark.parametrize("format", LENGTH_TOLD)
def test_of_a_file_that_was_cut_short_both_lengths_are_told(format):
    data = recorded(tone(4.0), RATE, format)
    assert Audio.from_bytes(data).note is None
    found = Audio.from_bytes(data[: len(data) // 2])
    assert found.seconds == pytest.approx(2.0, abs=0.05)
    assert found.note == "The file was cut short: 2.0 of 4.0 seconds are there."


def test_of_a_psion_file_that_was_cut_short_both_lengths_are_told():
    data = recorded(tone(4.0, 8_000), 8_000, "WVE")
    assert Audio.from_bytes(data).note is None
    assert "of 4.0 seconds are there" in Audio.from_bytes(data[: len(data) // 2]).note


def test_a_creative_voice_file_that_stops_within_a_block_was_cut_short():
    data = recorded(tone(4.0), RATE, "VOC")
    assert Audio.from_bytes(data).note is None
    assert Audio.from_bytes(data[: len(data) // 2]).note == (
        "The file was cut short: it stops after 2.0 seconds."
    )


@pytest.mark.parametrize("subtype", ["PCM_S8", "PCM_16", "PCM_24"])
def test_a_sample_dump_that_was_cut_short_is_refused_not_filled_with_noise(subtype):
    data = recorded(tone(4.0), RATE, "SDS", subtype)
    assert Audio.from_bytes(data).seconds == pytest.approx(4.0, abs=0.01)
    for length in (21, len(data) // 2, len(data) - 127):
        assert "cut short" in refusal(data[:length])


def test_of_a_long_file_that_was_cut_short_the_length_that_is_there_is_told():
    data = recorded(tone(60.0, 8_000), 8_000)
    found = Audio.from_bytes(data[: len(data) * 2 // 3])
    assert found.note == "Only the first 30 of its 40.0 seconds are used."


@pytest.mark.parametrize("codec", ["VORBIS", "OPUS"])
def test_an_ogg_stream_without_its_last_page_was_cut_short(codec):
    noise = np.random.default_rng(0).normal(0, 0.1, 20 * RATE).astype(np.float32)
    data = recorded(noise, RATE, "OGG", codec)
    assert Audio.from_bytes(data).note is None
    found = Audio.from_bytes(data[: data.rindex(b"OggS")])
    assert found.note == f"The file was cut short: it stops after {found.seconds:.1f} seconds."


def renamed(data: bytes, chunk: bytes, size: int, order: str) -> bytes:
    """The file with another size of one chunk."""
    at = data.index(chunk) + 4
    return data[:at] + struct.pack(f"{order}I", size) + data[at + 4 :]


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF - 36])
def test_a_wav_that_was_written_into_a_pipe_is_read_to_its_end(size):
    found = Audio.from_bytes(renamed(recorded(tone(2.0)), b"data", size, "<"))
    assert (found.seconds, found.note) == (2.0, None)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_an_au_file_that_does_not_say_its_length_is_read_to_its_end(size):
    data = recorded(tone(2.0), RATE, "AU")
    found = Audio.from_bytes(data[:8] + struct.pack(">I", size) + data[12:])
    assert (found.seconds, found.note) == (2.0, None)


def test_a_flac_that_does_not_say_its_length_is_read_to_its_end():
    data = bytearray(recorded(tone(2.0), RATE, "FLAC"))
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    found = Audio.from_bytes(bytes(data))
    assert (found.seconds, found.note) == (2.0, None)
