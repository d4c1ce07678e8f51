"""Files of every kind are read whole, and headers that promise too much do no harm."""

from __future__ import annotations

import io
import struct

import pytest
import soundfile

from semhub.errors import InputError
from semhub.inputs import Audio, Image, read_lines
from tests.fuzz.media import HEARD, sources
from tests.media import RATE, noise, saved, tone
from tests.sentences import assert_one_sentence


def test_whole_files_of_every_kind_are_read(tmp_path):
    for name, data in sources():
        if name not in ("b.txt", "a.docx"):
            if name in ("a.csv", "a.tsv"):
                (tmp_path / name).write_bytes(data)
                assert len(read_lines(tmp_path / name, "en")) == 2
            elif name in HEARD:
                assert Audio.from_bytes(data, name).note is None
            elif not name.endswith((".txt", ".jsonl")):
                assert Image.from_bytes(data, name).pixels.shape[2] == 3


@pytest.mark.parametrize("length", [0, 1])
def test_a_picture_in_an_icon_that_says_it_is_huge_is_refused(length):
    data = bytearray(saved(noise(32, 32), "ICO"))
    at = data.rindex(b"IHDR") + 4
    data[at : at + 8] = struct.pack(">II", 60_000, 60_000 + length)
    with pytest.raises(InputError) as caught:
        Image.from_bytes(bytes(data), "a.ico")
    assert_one_sentence(str(caught.value))


def test_a_wav_whose_header_promises_terabytes_is_read_in_little_memory():
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE, 1, format="RF64") as sound:
        sound.write(tone(1.0))
    data = bytearray(file.getvalue())
    at = data.index(b"ds64") + 8
    data[at : at + 24] = struct.pack("<QQQ", 1 << 42, 1 << 42, 1 << 41)
    try:
        assert Audio.from_bytes(bytes(data)).seconds <= 1.1
    except InputError as error:
        assert_one_sentence(str(error))
