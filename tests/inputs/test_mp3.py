"""An MP3 is read to its end, and what is no sound in it is left out."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from semhub.inputs import Audio
from semhub.inputs.audio import LONGEST_SECONDS
from tests.media import RATE, recorded, tone
from tests.sentences import assert_one_sentence

TAG = b"ID3\x03\0\0\0\0\0\x0a" + bytes(10)
TAGS = {
    "ape": b"APETAGEX" + bytes(30_000), "lyrics": b"LYRICSBEGIN" + b"x" * 3_000 + b"LYRICS200",
    "zeros": bytes(5_000),
}  # fmt: skip


@pytest.mark.parametrize("left", ["a file", "a folder", "a folder of AppleShare"])
def test_an_mp3_is_read_whatever_lies_in_the_working_directory(tmp_path, monkeypatch, left):
    whole = recorded(tone(3.0), RATE, "MP3")
    bare = whole[whole.index(whole[:2], whole.index(b"Xing")) :]
    if left == "a file":
        (tmp_path / "._").write_bytes(bytes(300))
    else:
        (tmp_path / ("._" if left == "a folder" else ".AppleDouble")).mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(soundfile.SoundFileError):  # or this would show nothing
        soundfile.SoundFile(io.BytesIO(whole))
    for data in (whole, bare, TAG + whole, TAG + TAG + whole):
        assert Audio.from_bytes(data).seconds == pytest.approx(3.0, abs=0.2)


def uneven(quiet_first: bool) -> tuple[bytes, float]:
    """An MP3 of 12 s whose frames grow or shrink, without its table of contents."""
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 6 * RATE).astype(np.float32)
    parts = [0.01 * tone(6.0), noise]
    samples = np.concatenate(parts if quiet_first else parts[::-1])
    file = io.BytesIO()
    options = {"format": "MP3", "bitrate_mode": "VARIABLE", "compression_level": 0.5}
    with soundfile.SoundFile(file, "w", RATE, 1, **options) as sound:
        sound.write(samples)
    data = file.getvalue()
    second = data.index(data[:2], data.index(b"Xing"))
    return data[second:], 12.0


@pytest.mark.parametrize("quiet_first", [True, False])
def test_an_mp3_without_a_table_of_contents_is_decoded_to_its_end(quiet_first):
    data, seconds = uneven(quiet_first)
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        guess = file.frames / RATE
    assert abs(guess - seconds) > 1  # or this would show nothing
    found = Audio.from_bytes(data)
    assert found.seconds == pytest.approx(seconds, abs=0.15)
    assert found.note is None


def test_of_a_long_mp3_without_a_table_of_contents_the_beginning_is_kept_and_that_is_said():
    data = recorded(tone(50, 8_000), 8_000, "MP3")
    found = Audio.from_bytes(data[data.index(data[:2], data.index(b"Xing")) :])
    assert found.seconds == LONGEST_SECONDS
    assert found.note == f"Only its first {LONGEST_SECONDS} seconds are used."


def test_mp3_files_put_one_behind_the_other_are_read_to_the_end_of_the_last():
    one = recorded(tone(3.0), RATE, "MP3")
    found = Audio.from_bytes(one + one)
    assert found.seconds == pytest.approx(6.0, abs=0.4)
    assert found.note is None


@pytest.mark.parametrize("tag", [b"TAG" + bytes(125), TAG])
def test_an_mp3s_tags_are_no_sound(tag):
    data = recorded(tone(3.0), RATE, "MP3")
    found = Audio.from_bytes(tag + data if tag.startswith(b"ID3") else data + tag)
    assert (found.seconds, found.note) == (3.0, None)


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS)
def test_what_stands_behind_an_mp3_is_left_out_and_where_it_stops_the_decoder_told(tag):
    whole = recorded(tone(5.0), RATE, "MP3")
    found = Audio.from_bytes(whole + tag)
    assert (found.seconds, found.note) == (5.0, None)
    bare = whole[whole.index(whole[:2], whole.index(b"Xing")) :]
    found = Audio.from_bytes(bare + tag)
    assert found.seconds == pytest.approx(5.0, abs=0.2)
    assert "is no sound, and is left out" in found.note
    assert_one_sentence(found.note)
