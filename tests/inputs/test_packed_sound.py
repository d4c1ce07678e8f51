"""What phones and browsers record is heard, and so is the sound of a film; or one sentence says
what to do."""

from __future__ import annotations

import subprocess
import sys

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.inputs import Audio, read_file
from semhub.inputs.audio import LONGEST_SECONDS, suffixes
from tests.inputs.test_audio import loudest_hertz, refusal
from tests.media import PACKED, RATE, as_file, packed, recorded, tone
from tests.sentences import assert_one_sentence

WHOLE = {suffix: as_file(suffix) for suffix in PACKED}
HEADED = [suffix for suffix in PACKED if suffix in ("m4a", "mov", "3gp")]
"""Those that cannot be read without their end, where the header stands."""


def moved_to_the_front(data: bytes) -> bytes:
    """An M4A with its header before its sound, as phones send it."""
    places, start = {}, 0
    while start < len(data):
        size = int.from_bytes(data[start : start + 4], "big")
        places[data[start + 4 : start + 8]] = data[start : start + size]
        start += size
    header = bytearray(places[b"moov"])
    at = header.index(b"stco") + 12
    moved = int.from_bytes(header[at : at + 4], "big") + len(header) - 8 * (b"free" in places)
    header[at : at + 4] = moved.to_bytes(4, "big")
    return places[b"ftyp"] + bytes(header) + places[b"mdat"]


@pytest.mark.parametrize("suffix", PACKED)
def test_every_container_gives_the_tone_that_was_recorded(suffix):
    found = Audio.from_bytes(WHOLE[suffix])
    assert found.samples.dtype == np.float32
    assert found.seconds == pytest.approx(2.0, abs=0.05)
    assert loudest_hertz(found) == pytest.approx(440, abs=2)
    loudness = np.sqrt(np.square(found.samples).mean())
    assert loudness == pytest.approx(0.5 / np.sqrt(2), rel=0.2)
    assert found.note is None
    assert f".{suffix}" in suffixes()


@pytest.mark.parametrize("suffix", PACKED)
def test_a_file_is_what_it_holds_whatever_it_is_called(suffix, tmp_path):
    own, wav = tmp_path / f"a.{suffix}", tmp_path / "a.wav"
    own.write_bytes(WHOLE[suffix])
    wav.write_bytes(WHOLE[suffix])
    assert read_file(own).digest == read_file(wav).digest
    own.write_bytes(recorded(tone(0.5)))
    assert read_file(own).seconds == 0.5


def test_aac_behind_a_tag_is_heard():
    tag = b"ID3\x03\0\0\0\0\0\x0a" + bytes(10)
    assert Audio.from_bytes(tag + WHOLE["aac"]).digest == Audio.from_bytes(WHOLE["aac"]).digest


@pytest.mark.parametrize("suffix", PACKED)
def test_of_a_long_recording_the_beginning_is_kept_and_that_is_said(suffix):
    found = Audio.from_bytes(as_file(suffix, LONGEST_SECONDS + 10))
    assert found.seconds == LONGEST_SECONDS
    assert f"first {LONGEST_SECONDS}" in found.note and "are used" in found.note
    assert_one_sentence(found.note)


@pytest.mark.parametrize(
    ("container", "codec", "pictures"), [("mp4", "aac", "mpeg4"), ("webm", "libopus", "libvpx")]
)
def test_the_sound_of_a_film_is_heard(container, codec, pictures):
    film = packed(tone(1.0, 48_000), container=container, codec=codec, pictures=pictures)
    found = Audio.from_bytes(film)
    assert found.seconds == pytest.approx(1.0, abs=0.05)
    assert (loudest_hertz(found), found.note) == (pytest.approx(440, abs=2), None)


def test_a_film_without_sound_is_refused():
    film = packed(None, container="mp4", pictures="mpeg4")
    assert "holds no sound, or was cut short" in refusal(film, "clip.mp4")


def test_a_kind_of_sound_that_phones_do_not_record_is_refused_with_what_to_save_it_as():
    sentence = refusal(packed(tone(1.0, 48_000), container="mov", codec="adpcm_ima_qt"), "a.mov")
    assert "“adpcm_ima_qt”" in sentence and "WAV, FLAC, MP3 or OGG" in sentence


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_of_a_file_that_was_cut_short_what_is_there_is_read_or_one_sentence_refuses_it(
    suffix, share
):
    data = WHOLE[suffix][: int(share * len(WHOLE[suffix]))]
    if suffix in HEADED:
        assert "cut short" in refusal(data)
    elif share == 0.5:
        found = Audio.from_bytes(data)
        assert found.seconds == pytest.approx(1.0, abs=0.1)
        assert found.note.startswith("The file was cut short: ")
        assert_one_sentence(found.note)


def test_of_a_recording_with_its_header_in_front_that_was_cut_short_both_lengths_are_said():
    data = moved_to_the_front(WHOLE["m4a"])
    assert Audio.from_bytes(data).digest == Audio.from_bytes(WHOLE["m4a"]).digest
    note = Audio.from_bytes(data[: len(data) // 2]).note
    assert note.startswith("The file was cut short: ") and "of 2.0 seconds are there" in note


def test_what_is_no_sound_behind_the_beginning_is_left_out_and_that_is_said():
    data = bytearray(WHOLE["mka"])
    middle = len(data) // 2
    data[middle:-200] = bytes(len(data) - middle - 200)
    found = Audio.from_bytes(bytes(data))
    assert 0.5 < found.seconds < 1.5 and found.note
    assert_one_sentence(found.note)


@pytest.mark.parametrize(
    "list_of_files",
    ["#EXTM3U\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{}'\n"],
)
def test_a_list_that_names_another_file_opens_nothing(list_of_files, tmp_path):
    other = tmp_path / "other.aac"
    other.write_bytes(WHOLE["aac"])
    data = list_of_files.format(other).encode()
    assert "not a sound that can be read" in refusal(data, "a.m4a")
    assert "not a sound that can be read" in refusal(b"\0\0\0\x08ftyp" + data, "a.m4a")


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([*PACKED]),
    st.lists(
        st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4
    ),
)
def test_any_damage_leaves_a_sound_or_one_sentence(suffix, damage):
    data = bytearray(WHOLE[suffix])
    for place, new in damage:
        at = int(place**2 * len(data))  # half of them in the first quarter, where headers stand
        data[at : at + len(new)] = new
    try:
        found = Audio.from_bytes(bytes(data))
    except InputError as error:
        assert_one_sentence(str(error))
    else:
        assert np.isfinite(found.samples).all() and found.seconds <= LONGEST_SECONDS


def test_decoders_that_are_named_are_there():
    from semhub.inputs.packed_sound import DECODERS

    assert set(DECODERS) <= av.codecs_available


def test_a_wav_is_read_without_ffmpeg(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(recorded(tone(0.5), RATE))
    code = (
        "import sys, semhub\n"
        f"assert semhub.read_file({str(path)!r}).seconds == 0.5\n"
        "assert 'av' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
