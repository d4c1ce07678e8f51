"""Pictures and sounds on the command line, as sides of `compare` and as the input of `lens`."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub.cli import given
from tests.cli.lines import ENGLISH, written
from tests.cli.sensing import Sensing
from tests.media import RATE, recorded, tone
from tests.sentences import said

PAIRS = len(ENGLISH)


@pytest.fixture(autouse=True)
def sensing(monkeypatch) -> None:
    """Every model that is asked for is the toy, whose two languages meet at layer 2."""
    monkeypatch.setattr("semhub.models.loading.load", lambda *_, **__: Sensing())


def acc1(run, a: str, b: str) -> list[float]:
    code, out, err = run("compare", "--model", "toy", a, b, "--json", "-")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert result["n"] == PAIRS
    return result["metrics"]["acc1"]["value"]


def test_a_folder_of_pictures_meets_a_folder_of_sounds_item_by_item(run, pictures, sounds):
    values = acc1(run, pictures, sounds)
    assert max(values[:2]) < 0.5
    assert values[2:] == [1, 1, 1]


def test_a_folder_meets_the_lines_of_a_text_file_also_beyond_nine(run, pictures, tmp_path):
    lines = written(tmp_path / "b.txt", [f"b{i}" for i in range(PAIRS)])
    assert acc1(run, pictures, lines)[2:] == [1, 1, 1]


def test_one_picture_is_one_item(refused, pictures, sounds):
    picture, sound = f"{pictures}/a0.png", f"{sounds}/b0.wav"
    assert "has 1 items and side B has 13" in refused("compare", "--model", "toy", picture, sounds)
    assert "at least 2 pairs" in refused("compare", "--model", "toy", picture, sound)


def test_a_folder_without_media_is_refused(refused, pictures, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no pictures and no sounds" in refused("compare", "--model", "toy", pictures, str(empty))


def test_a_file_in_a_folder_that_cannot_be_read_is_refused_by_name(refused, pictures, sounds):
    with open(f"{sounds}/b7.wav", "wb") as file:
        file.write(recorded(np.zeros(RATE, dtype=np.float32)))
    assert "b7.wav” is silent" in refused("compare", "--model", "toy", pictures, sounds)


@pytest.mark.parametrize("kind", ["pictures", "sounds"])
def test_lens_reads_a_file_as_what_it_shows(run, request, kind):
    folder = request.getfixturevalue(kind)
    path = f"{folder}/a3.png" if kind == "pictures" else f"{folder}/b3.wav"
    code, out, err = run("lens", "--model", "toy", path, "--top", "1", "--json", "-")
    result = json.loads(out)
    assert (code, err, len(result["tokens"])) == (0, "", 1)
    assert [layer[0][0]["word"] for layer in result["top"]][2:] == ["a3"] * 3


def test_what_was_left_out_of_a_sound_is_told_on_the_error_stream(run, tmp_path):
    path = tmp_path / "b3.wav"
    path.write_bytes(recorded(tone(40, 8_000), 8_000))
    code, out, err = run("lens", "--model", "toy", str(path), "--json", "-")
    assert code == 0 and json.loads(out)
    assert err == "b3: Only the first 30 of its 40.0 seconds are used.\n"


def test_a_file_that_is_not_there_is_not_read_as_text(refused):
    for name in ("missing.png", "no/such/folder/bark.wav", "a\0b.png"):
        assert "There is no file" in refused("lens", "--model", "toy", name)


def test_a_sentence_may_end_in_the_name_of_a_file(run, monkeypatch):
    monkeypatch.setattr("tests.toy.PlantedHub._ids", lambda _self, text: [1] * len(text.split()))
    code, out, _ = run("lens", "--model", "toy", "I drew dog.png", "--top", "1", "--json", "-")
    assert code == 0
    assert json.loads(out)["tokens"] == ["I", "drew", "dog.png"]


def test_label_files_of_one_name_are_two_ways_of_grouping(tmp_path):
    files = []
    for folder, labels in (("a", "aabbccdde"), ("b", "abcdabcda")):
        (tmp_path / folder).mkdir()
        files.append(written(tmp_path / folder / "labels.txt", list(labels)))
    found = given.grouped(files, ("x.txt", "y.txt"), 9)
    assert [len(way) for way in found.groups] == [5, 4] and found.names == tuple(files)
    assert given.grouped([], ("x.txt", "y.txt"), 9) is None


def test_slots_are_those_of_the_dataset_that_both_sides_are_from():
    found = given.grouped(["thing", "place"], ("world:en", "world:code"), 200)
    assert found.names == ("thing", "place")
    assert sum(len(group) for group in found.groups[0]) == 200
    assert "no clusters" in said(lambda: given.grouped(["thing"], ("world:en", "sums:en"), 200))
