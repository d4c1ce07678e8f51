"""Strings, paths and lists of them are inputs; all else is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import pytest

from semhub.datasets.arguments import item_of, items_of, sides_of
from semhub.errors import InputError
from semhub.inputs import Image, Text, looks_like_a_path
from semhub.statistics.repeats import note_of_repeats
from tests.media import noise, recorded, saved, tone
from tests.sentences import assert_one_sentence

TEXTS = [Text("a cat"), Text("a dog")]


@pytest.mark.parametrize(
    "given",
    [
        ["a cat", "a dog"], ("a cat", Text("a dog")), (text for text in ("a cat", "a dog")),
        np.array(["a cat", "a dog"]), pd.Series(["a cat", "a dog"]),
    ],
    ids=["list", "tuple", "generator", "array", "column"],
)  # fmt: skip
def test_strings_in_order_are_texts(given):
    assert items_of(given) == TEXTS


def test_a_string_alone_is_one_text_and_not_its_letters():
    assert items_of("a cat") == [Text("a cat")]


def test_paths_are_the_items_in_them(tmp_path):
    (tmp_path / "lines.txt").write_text("a cat\na dog\n", encoding="utf-8")
    (tmp_path / "dog.png").write_bytes(saved(noise(4, 4)))
    assert items_of(tmp_path / "lines.txt") == TEXTS
    assert isinstance(item_of(tmp_path / "dog.png"), Image)
    assert [item.label for item in items_of(tmp_path)] == ["dog"]
    assert isinstance(items_of([tmp_path / "dog.png", "a cat"])[0], Image)


def test_two_folders_are_paired_by_name(tmp_path):
    for side, names in (("a", ("1.png", "2.png", "3.png")), ("b", ("3.wav", "1.wav"))):
        (tmp_path / side).mkdir()
        for name in names:
            data = saved(noise(4, 4)) if side == "a" else recorded(tone(0.2))
            (tmp_path / side / name).write_bytes(data)
    (a, b), notes = sides_of(tmp_path / "a", tmp_path / "b")
    assert [item.label for item in a] == [item.label for item in b] == ["1", "3"]
    assert len(notes) == 1 and "2.png" in notes[0]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (None, "None"), (3, "an int"), (b"abc", "bytes"), ([], "is empty"), ({"a": "b"}, "a dict"),
        ({"a", "b"}, "a set"), (np.zeros((2, 3)), "item 1"), (np.array(3), "a ndarray"),
        (pd.DataFrame({"a": ["b"]}), "a DataFrame"), (["a cat", None], "item 2"),
        ([PIL.Image.new("RGB", (4, 4))], "picture.convert"), ([b"RIFF"], "semhub.Audio.from_bytes"),
        (["a cat", ""], "item 2: The text is empty"), ("world:en", "semhub.column"),
        (Path("/nowhere/at/all.txt"), "cannot be read"), ([["a"], ["b"]], "A list"),
    ],
)  # fmt: skip
def test_all_else_is_refused_with_what_it_is(given, named):
    with pytest.raises(InputError) as caught:
        items_of(given)
    assert named in str(caught.value)
    assert_one_sentence(str(caught.value))


def test_a_string_that_is_a_files_path_is_refused_and_a_text_of_it_is_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dog.png").write_bytes(b"x")
    (tmp_path / "dog").write_bytes(b"x")
    with pytest.raises(InputError, match=r"pathlib.Path") as caught:
        item_of("dog.png")
    assert_one_sentence(str(caught.value))
    assert item_of(Text("dog.png")) == Text("dog.png")
    assert item_of("dog") == Text("dog")  # a word is a word, whatever lies in the folder


def test_a_path_of_several_items_is_no_single_one(tmp_path):
    (tmp_path / "lines.txt").write_text("a cat\na dog\n", encoding="utf-8")
    with pytest.raises(InputError, match="holds 2 items") as caught:
        item_of(tmp_path / "lines.txt")
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("dog.pgn", True), ("./x.png", True), ("/a/x", True), ("~/notes", True),
        ("C:\\a\\b.txt", True), ("a/b/c.wav", True), ("狗.png", True), ("DOG.PNG", True),
        ("The cat sleeps.", False), ("3.14", False), ("and/or", False), ("e.g.", False),
        ("I drew dog.png", False), ("U.S.A", False), ("x=1;y=2", False), ("...", False),
        ("Mr.Bean", False), ("猫在睡觉。", False),
    ],
)  # fmt: skip
def test_a_single_word_with_a_suffix_or_a_place_looks_like_a_path(text, is_one):
    assert looks_like_a_path(text) is is_one


def test_pairs_that_repeat_an_item_are_counted_and_told():
    a = [Text(t) for t in ("a", "b", "a", "c", "d", "a")]
    b = [Text(t) for t in ("A", "B", "A", "C", "C", "E")]
    note = note_of_repeats([a, b])
    assert note.startswith("3 of the 6 pairs repeat")  # rows 3, 5 and 6
    assert_one_sentence(note)
    assert note_of_repeats([a[:2], b[:2]]) is None


def test_pairs_in_one_cluster_with_what_they_repeat_are_not_counted():
    from semhub.statistics.clusters import clusters

    side = [Text(t) for t in ("a", "b", "c", "d", "a", "b")]
    other = [Text(f"{k}") for k in range(6)]
    together = clusters({"word": [item.text for item in side]}, 6)
    assert note_of_repeats([side, other], together) is None
    apart = clusters({"row": list("123456")}, 6)
    assert note_of_repeats([side, other], apart).startswith("2 of the 6 pairs")
