"""Files and folders of pictures and sounds: what is read, in which order, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.inputs import Audio, Image, folder, modality_of, read_file, read_folder
from tests.media import noise, recorded, saved, tone
from tests.sentences import assert_one_sentence

PICTURE, SOUND = saved(noise(4, 4)), recorded(tone(0.2))


def filled(path: Path, **files: bytes) -> Path:
    """The folder with files by name, in which two underscores stand for the full stop."""
    for name, content in files.items():
        (path / name.replace("__", ".")).write_bytes(content)
    return path


def refusal(read, path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert_one_sentence(str(caught.value))
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_file_is_read_by_its_name_and_labelled_by_it(tmp_path):
    filled(tmp_path, a_dog__PNG=PICTURE, bark__wav=SOUND)
    picture, sound = read_file(tmp_path / "a_dog.PNG"), read_file(tmp_path / "bark.wav")
    assert isinstance(picture, Image) and isinstance(sound, Audio)
    assert (picture.label, sound.label) == ("a_dog", "bark")
    assert (picture.pixels == noise(4, 4)).all()


def test_a_file_with_another_pictures_suffix_is_read_for_what_it_is(tmp_path):
    filled(tmp_path, dog__jpg=PICTURE)
    assert (read_file(tmp_path / "dog.jpg").pixels == noise(4, 4)).all()


def test_a_folder_is_read_in_name_order_with_numbers_by_their_value(tmp_path):
    shades = {"10.png": 3, "2.png": 1, "B.png": 5, "a.png": 4, "03.png": 2, "c1.png": 6}
    for name, shade in shades.items():
        filled(tmp_path, **{name: saved(np.full((2, 2, 3), shade, dtype=np.uint8))})
    items = read_folder(tmp_path)
    assert [int(item.pixels[0, 0, 0]) for item in items] == [1, 2, 3, 4, 5, 6]
    assert [item.label for item in items] == ["2", "03", "10", "a", "B", "c1"]


def test_a_folder_of_sounds_is_read(tmp_path):
    filled(tmp_path, b__flac=recorded(tone(0.2), format="FLAC"), a__wav=SOUND)
    assert [(item.modality, item.label) for item in read_folder(tmp_path)] == [
        ("audio", "a"),
        ("audio", "b"),
    ]


def test_hidden_files_other_files_and_folders_are_passed_over(tmp_path):
    filled(tmp_path, dog__png=PICTURE, LICENSE=b"x", notes__txt=b"x", __hidden__png=b"x")
    (tmp_path / "folder.png").mkdir()
    assert [item.label for item in read_folder(tmp_path)] == ["dog"]


def test_a_folder_of_both_kinds_is_refused(tmp_path):
    filled(tmp_path, dog__png=PICTURE, bark__wav=SOUND)
    assert "both pictures and sounds" in refusal(read_folder, tmp_path)


def test_a_folder_of_neither_kind_is_refused(tmp_path):
    assert "no pictures and no sounds" in refusal(read_folder, tmp_path)
    filled(tmp_path, notes__txt=b"x")
    assert "no pictures and no sounds" in refusal(read_folder, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("cat.png", PICTURE[:60], "cat.png” is damaged"),
        ("cat.svg", b"<svg/>", "cat.svg” is an SVG drawing"),
        ("cat.heic", b"\0\0\0\x18ftypheic" + bytes(99), "cat.heic” is not a picture"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_never_left_out(tmp_path, name, content, named):
    filled(tmp_path, ant__png=PICTURE, **{name: content})
    assert named in refusal(read_folder, tmp_path)


def test_a_recording_that_cannot_be_decoded_is_named(tmp_path):
    filled(tmp_path, a__wav=SOUND, b__m4a=b"\0\0\0\x20ftypM4A " + bytes(99))
    assert "b.m4a” is not a sound" in refusal(read_folder, tmp_path)


def test_a_folder_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    filled(tmp_path, a__png=PICTURE, b__png=PICTURE, c__png=PICTURE)
    monkeypatch.setattr(folder, "MAX_FOLDER_BYTES", 2 * 4 * 4 * 3)
    assert "b.png" not in (sentence := refusal(read_folder, tmp_path))
    assert "c.png, file 3 of 3" in sentence


def test_a_file_that_would_fill_the_memory_is_refused_unread(tmp_path):
    with (tmp_path / "huge.wav").open("wb") as file:
        file.truncate(3 << 30)
    assert "3,072 MiB" in refusal(read_file, tmp_path / "huge.wav")


@pytest.mark.parametrize("read", [read_file, read_folder])
def test_what_is_not_there_is_refused(tmp_path, read):
    assert "cannot be read" in refusal(read, tmp_path / "missing.png")


def test_a_file_that_is_neither_by_its_name_is_refused(tmp_path):
    filled(tmp_path, notes__txt=b"x")
    assert ".png" in refusal(read_file, tmp_path / "notes.txt")


@pytest.mark.parametrize(
    ("name", "modality"),
    [
        ("a.JPG", "image"),
        ("a.b.webp", "image"),
        ("a.Opus", "audio"),
        ("a.txt", None),
        ("png", None),
    ],
)
def test_the_suffix_says_what_a_file_holds(name, modality):
    assert modality_of(Path(name)) == modality


@pytest.mark.parametrize(
    "name",
    ["a.jp2", "a.ico", "a.tga", "a.ppm", "a.psd", "a.aiff", "a.aif", "a.caf", "a.au", "a.w64",
     "a.jxl", "a.heic", "a.svg", "a.m4a", "a.mp2"],
)  # fmt: skip
def test_whatever_the_libraries_read_or_a_name_says_is_counted_in(name):
    assert modality_of(Path(name)) == ("image" if name[2:] in (
        "jp2", "ico", "tga", "ppm", "psd", "jxl", "heic", "svg"
    ) else "audio")  # fmt: skip


def test_a_label_is_composed_and_a_name_that_is_no_text_is_shown_by_its_bytes(tmp_path):
    for name in ("e\u0301.png".encode(), b"caf\xe9.png"):
        with open(bytes(tmp_path) + b"/" + name, "wb") as file:
            file.write(PICTURE)
    labels = [item.label for item in read_folder(tmp_path)]
    assert sorted(labels) == ["caf\\udce9", "é"]
    assert all(label.encode() for label in labels)


def test_files_that_are_passed_over_can_be_named(tmp_path):
    filled(tmp_path, dog__png=PICTURE, LICENSE=b"x", notes__txt=b"x", __hidden__png=b"x")
    assert folder.passed_over(tmp_path) == ["LICENSE", "notes.txt"]


@pytest.mark.parametrize("read", [read_file, read_folder])
def test_a_path_may_be_a_string_and_nothing_else(tmp_path, read):
    filled(tmp_path, dog__png=PICTURE)
    path = str(tmp_path / "dog.png" if read is read_file else tmp_path)
    assert read(path)
    for wrong in (None, 3, ["dog.png"]):
        with pytest.raises(InputError, match="takes the path") as caught:
            read(wrong)
        assert_one_sentence(str(caught.value))


def test_decoders_are_loaded_when_they_are_first_used():
    code = (
        "import semhub.inputs, semhub.cli, sys\n"
        "print(*{'PIL', 'soundfile', 'soxr', 'librosa', 'numba', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, cwd=Path(semhub.__file__).parents[1],
    )  # fmt: skip
    assert done.stdout.split() == []
