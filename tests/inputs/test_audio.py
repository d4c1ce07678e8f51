"""A sound file becomes one channel at its own rate, or one sentence that says what to do."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given, settings
from hypothesis import strategies as st

import semhub
from semhub.errors import InputError
from semhub.inputs import Audio, at_rate
from semhub.inputs.audio import LONGEST_SECONDS, RATES, SHORTEST_SECONDS, suffixes
from tests.inputs.sounds import FORMATS, loudest_hertz, refusal
from tests.media import RATE, recorded, saved, tone
from tests.sentences import assert_one_sentence


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_gives_the_tone_that_was_written(format):
    found = Audio.from_bytes(recorded(tone(2.0), RATE, *FORMATS[format]))
    assert (found.rate, found.samples.dtype) == (RATE, np.float32)
    assert found.seconds == pytest.approx(2.0, abs=0.1)
    assert loudest_hertz(found) == pytest.approx(440, abs=2)
    assert found.note is None


@pytest.mark.parametrize("rate", [8_000, 22_050, 192_000])
def test_a_sound_keeps_its_own_rate_and_its_samples(rate):
    samples = tone(0.5, rate)
    found = Audio.from_bytes(recorded(samples, rate, subtype="FLOAT"))
    assert found.rate == rate
    assert (found.samples == samples).all()


def test_channels_are_averaged():
    left, right = tone(hertz=300), tone(hertz=500)
    found = Audio.from_bytes(recorded(np.stack([left, right], axis=1), subtype="FLOAT"))
    np.testing.assert_allclose(found.samples, (left + right) / 2, atol=1e-7)


def test_samples_beyond_full_scale_stay_as_they_are():
    samples = 3 * tone()
    assert (Audio.from_bytes(recorded(samples, subtype="FLOAT")).samples == samples).all()


def test_a_sound_without_samples_is_refused():
    assert "holds no sound" in refusal(recorded(np.zeros(0, dtype=np.float32)))


def test_less_than_the_shortest_is_refused_with_its_length():
    assert "lasts 50 milliseconds" in refusal(recorded(tone(SHORTEST_SECONDS / 2)))
    assert Audio.from_bytes(recorded(tone(SHORTEST_SECONDS)))


@pytest.mark.parametrize("last_bit", [0, 1])
def test_silence_is_refused_also_with_the_last_bit_astir(last_bit):
    samples = np.tile(np.array([0, last_bit, 0, -last_bit], dtype=np.int16), RATE)
    assert "silent" in refusal(recorded(samples))


def test_a_whisper_is_no_silence():
    assert len(Audio.from_bytes(recorded(tone() / 1000)).samples) == RATE


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_that_are_no_numbers_are_refused(value, channels):
    samples = np.tile(tone()[:, None], (1, channels))
    samples[700, 0] = value
    assert "16-bit WAV" in refusal(recorded(samples, subtype="FLOAT"))


@pytest.mark.parametrize("format", ["wav", "mp3"])
def test_ten_minutes_are_trimmed_to_their_beginning_and_that_is_said(format):
    rate = 8_000
    loud = tone(LONGEST_SECONDS, rate)
    rest = tone(600 - LONGEST_SECONDS, rate, hertz=1000)
    found = Audio.from_bytes(recorded(np.concatenate([loud, rest]), rate, *FORMATS[format]))
    assert found.seconds == LONGEST_SECONDS
    assert loudest_hertz(found) == pytest.approx(440, abs=1)
    assert f"first {LONGEST_SECONDS} of its 600.0 seconds" in found.note
    assert_one_sentence(found.note)


def test_the_longest_is_not_trimmed():
    found = Audio.from_bytes(recorded(tone(LONGEST_SECONDS, 8_000), 8_000))
    assert (found.seconds, found.note) == (LONGEST_SECONDS, None)


@pytest.mark.parametrize("rate", [RATES[0] - 1, RATES[1] + 1, 2_000_000_000])
def test_a_rate_that_no_sound_has_is_refused_undecoded_with_the_limits(rate, monkeypatch):
    monkeypatch.setattr("semhub.inputs.audio.one_channel", pytest.fail)
    sentence = refusal(recorded(tone(), rate))
    assert f"{rate:,}" in sentence and f"{RATES[0]:,} to {RATES[1]:,}" in sentence


@pytest.mark.parametrize(
    "data",
    [
        b"The dog barks at the cat.\n" * 200,
        b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(2000),
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04webm" + bytes(2000),
        saved(np.zeros((4, 4, 3), dtype=np.uint8)),
        recorded(tone())[:30],
        recorded(tone(5.0), RATE, "FLAC")[:20_000],
    ],
    ids=["text", "m4a", "webm", "picture", "half a header", "half a flac"],
)
def test_what_cannot_be_decoded_is_refused_with_the_formats_that_can(data):
    assert "WAV, FLAC, MP3 or OGG" in refusal(data)


def test_an_empty_file_is_refused():
    assert "is empty" in refusal(b"")


def test_a_wav_with_an_empty_sound_and_a_comment_behind_it_holds_no_sound():
    data = recorded(np.zeros(0, dtype=np.float32))
    assert "holds no sound" in refusal(data + b"LIST" + struct.pack("<I", 8) + b"INFOtext")


def test_of_channels_that_cancel_each_other_out_the_loudest_is_taken_and_that_is_said():
    left = tone(hertz=300)
    found = Audio.from_bytes(recorded(np.stack([left, -0.99 * left], axis=1), subtype="FLOAT"))
    assert (found.samples == left).all()
    assert "cancel each other out" in found.note
    assert_one_sentence(found.note)


@pytest.mark.parametrize("silent", [1, 11, 60])
def test_silent_channels_cancel_nothing(silent):
    left = tone(hertz=300)
    samples = np.stack([left, *[0 * left] * silent], axis=1)
    found = Audio.from_bytes(recorded(samples, subtype="FLOAT"))
    np.testing.assert_allclose(found.samples, left / (silent + 1), atol=1e-6)
    assert found.note is None


def test_two_of_twelve_channels_that_cancel_each_other_out_are_told():
    left = tone(hertz=300)
    samples = np.stack([*[0 * left] * 10, left, -left], axis=1)
    found = Audio.from_bytes(recorded(samples, subtype="FLOAT"))
    assert (found.samples == left).all() and "cancel each other out" in found.note


def test_channels_that_cancel_in_part_are_averaged():
    left, right = tone(hertz=300), -0.5 * tone(hertz=300)
    found = Audio.from_bytes(recorded(np.stack([left, right], axis=1), subtype="FLOAT"))
    np.testing.assert_allclose(found.samples, 0.25 * left, atol=1e-6)
    assert found.note is None


@pytest.mark.parametrize("format", sorted(soundfile.available_formats()))
def test_whatever_format_the_library_writes_and_knows_again_is_read_by_its_name(format):
    if format in ("RAW", "MAT4", "MAT5", "XI", "SD2"):
        pytest.skip("nothing in such a file says that it is a sound, or how fast")
    found = Audio.from_bytes(recorded(tone(1.0, 8_000), 8_000, format))
    assert found.seconds == pytest.approx(1.0, abs=0.1)
    assert f".{format.lower()}" in suffixes()


WAV, MP3, FLAC, OGG = (recorded(tone(0.2), RATE, f) for f in ("WAV", "MP3", "FLAC", "OGG"))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(
            st.sampled_from([WAV, MP3, FLAC, OGG]), st.integers(4, 200), st.binary(min_size=1)
        ).map(lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + len(cut[2]) :]),
    )
)
@example(WAV[:44])
@example(OGG[:-100])
def test_any_bytes_are_a_sound_or_one_sentence(data):
    try:
        assert np.isfinite(Audio.from_bytes(data).samples).all()
    except InputError as error:
        assert_one_sentence(str(error))


@pytest.mark.parametrize(("rate", "wanted"), [(44_100, 16_000), (8_000, 16_000), (192_000, 16_000)])
def test_a_tone_at_another_rate_is_the_same_tone(rate, wanted):
    found = at_rate(Audio(tone(1.0, rate), rate), wanted)
    assert (len(found), found.dtype) == (wanted, np.float32)
    middle = slice(wanted // 10, -wanted // 10)  # at its ends a tone begins and stops abruptly
    np.testing.assert_allclose(found[middle], tone(1.0, wanted)[middle], atol=1e-3)


def test_what_the_new_rate_cannot_hold_is_taken_out_and_not_folded_back():
    found = at_rate(Audio(tone(1.0, 44_100, hertz=10_000), 44_100), 16_000)
    assert np.abs(found[1600:-1600]).max() < 1e-3


def test_its_own_rate_leaves_the_samples_as_they_are():
    audio = Audio(tone(), RATE)
    assert at_rate(audio, RATE) is audio.samples


def test_decoding_and_resampling_ten_seconds_never_loads_numba(tmp_path):
    path = tmp_path / "ten.wav"
    path.write_bytes(recorded(tone(10.0, 44_100), 44_100))
    code = (
        "import sys; from pathlib import Path; from semhub.inputs import at_rate, read_file\n"
        f"found = at_rate(read_file(Path({str(path)!r})), 16_000)\n"
        "print(len(found), 'numba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, cwd=Path(semhub.__file__).parents[1],
    )  # fmt: skip
    assert done.stdout.split() == ["160000", "False"]


@pytest.mark.parametrize(
    ("samples", "rate"),
    [
        (tone().astype(np.float64), RATE),
        (tone().reshape(-1, 2), RATE),
        (np.zeros(0, dtype=np.float32), RATE),
        (np.zeros(RATE, dtype=np.float32), RATE),
        (tone(), 0),
    ],
)
def test_an_array_that_is_no_sound_is_refused(samples, rate):
    with pytest.raises(InputError) as caught:
        Audio(samples, rate)
    assert_one_sentence(str(caught.value))


def test_the_digest_is_of_rate_and_samples_and_not_of_the_label():
    assert Audio(tone(), RATE, "a").digest == Audio(tone(), RATE, "b", "a note").digest
    others = (Audio(tone(), RATE), Audio(tone(), 8_000), Audio(-tone(), RATE))
    assert len({audio.digest for audio in others}) == 3
    assert others[0].modality == "audio"
