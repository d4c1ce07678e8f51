"""A sound file becomes one channel at its own rate, or one sentence that says what to do."""

from __future__ import annotations

import io
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
from tests.media import RATE, recorded, saved, tone
from tests.sentences import assert_one_sentence

FORMATS = {"wav": ("WAV", None), "flac": ("FLAC", None), "mp3": ("MP3", None),
           "vorbis": ("OGG", "VORBIS"), "opus": ("OGG", "OPUS")}  # fmt: skip


def refusal(data: bytes, label: str = "dog.wav") -> str:
    with pytest.raises(InputError) as caught:
        Audio.from_bytes(data, label)
    assert_one_sentence(str(caught.value))
    assert label in str(caught.value)
    return str(caught.value)


def loudest_hertz(audio: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(audio.samples))
    return float(np.fft.rfftfreq(len(audio.samples), 1 / audio.rate)[spectrum.argmax()])


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


TAG = b"ID3\x03\0\0\0\0\0\x0a" + bytes(10)


@pytest.mark.parametrize("tag", [b"TAG" + bytes(125), TAG])
def test_an_mp3s_tags_are_no_sound(tag):
    data = recorded(tone(3.0), RATE, "MP3")
    found = Audio.from_bytes(tag + data if tag.startswith(b"ID3") else data + tag)
    assert (found.seconds, found.note) == (3.0, None)


TAGS = {
    "ape": b"APETAGEX" + bytes(30_000), "lyrics": b"LYRICSBEGIN" + b"x" * 3_000 + b"LYRICS200",
    "zeros": bytes(5_000),
}  # fmt: skip


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


LENGTH_TOLD = ["WAV", "WAVEX", "AIFF", "AU", "W64", "RF64", "NIST", "SVX", "AVR", "MPC2K"]


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
