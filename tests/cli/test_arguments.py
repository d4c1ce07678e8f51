"""Pictures and sounds on the command line, as sides of `compare` and as the input of `lens`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from semhub.cli import arguments
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


def test_a_file_that_cannot_be_read_is_named_and_left_out_with_its_partner(run, pictures, sounds):
    with open(f"{sounds}/b7.wav", "wb") as file:
        file.write(recorded(np.zeros(RATE, dtype=np.float32)))
    with open(f"{pictures}/a2.png", "r+b") as file:
        file.truncate(50)
    code, out, err = run("compare", "--model", "toy", pictures, sounds, "--json", "-")
    result = json.loads(out)
    assert (code, result["n"]) == (3, PAIRS - 2)
    assert result["metrics"]["acc1"]["value"][2:] == [1, 1, 1]
    assert "b7.wav” is silent" in err and "a2.png" in err
    assert [one["row"] for one in result["left_out"]] == [3, 8]


def test_hub_leaves_a_row_out_of_all_files_and_of_no_dataset(run, tmp_path):
    a = written(tmp_path / "a.txt", [f"a{i}" if i != 5 else "" for i in range(8)])
    b = written(tmp_path / "b.txt", [f"b{i}" for i in range(8)])
    found = arguments.sides([a, b, "world:en"], ["files", "files", "world"])
    assert [len(items) for items in found.items] == [7, 7, 200]
    assert [item.text for item in found.items[1]] == [f"b{i}" for i in range(8) if i != 5]


def test_labels_of_rows_that_are_left_out_are_left_out(tmp_path):
    labels = written(tmp_path / "labels.txt", list("aaabbccdd"))
    found = arguments.grouped([labels], ("x.txt", "y.txt"), 9, kept=[0, *range(2, 9)])
    assert [list(group) for group in found.groups[0]] == [[0, 1], [2, 3], [4, 5], [6, 7]]


def test_parquet_columns_are_sides_as_those_of_csv_are(run, tmp_path):
    import pandas

    path = tmp_path / "both.parquet"
    pandas.DataFrame({s: [f"{s}{i}" for i in range(PAIRS)] for s in "ab"}).to_parquet(path)
    assert acc1(run, f"{path}:a", f"{path}:b")[2:] == [1, 1, 1]


def test_of_many_rows_that_cannot_be_read_some_are_listed_and_all_are_in_the_result(run, tmp_path):
    a = written(tmp_path / "a.txt", [f"a{i % 20}" for i in range(60)])
    b = written(tmp_path / "b.txt", [f"b{i % 20}" if i % 2 else "x\x7f" for i in range(60)])
    code, out, err = run("compare", "--model", "toy", a, b, "--json", "-")
    assert code == 3 and len(json.loads(out)["left_out"]) == 30
    assert "10 more rows" in err and "30 rows cannot be read and are left out" in err


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


@pytest.mark.parametrize("name", ["dog.pgn", "./x", "../a/b.txt", "/no/such", "notes.txt"])
def test_what_looks_like_a_path_and_is_not_there_is_refused(refused, name):
    assert "There is no file" in refused("lens", "--model", "toy", name)


@pytest.mark.parametrize("name", ["line.txt", "line", "line.jsonl", "line.csv"])
def test_an_existing_file_is_read_and_never_a_sentence(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    content = {"line.jsonl": '"a3 b4"\n', "line.csv": "text\na3 b4\n"}.get(name, "a3 b4 \n")
    (tmp_path / name).write_text(content, encoding="utf-8")
    code, out, _ = run("lens", "--model", "toy", name, "--top", "1", "--json", "-")
    assert (code, json.loads(out)["tokens"]) == (0, ["a3", "b4"])


def test_a_file_of_another_kind_or_of_many_items_is_refused_as_one_input(refused, tmp_path):
    (tmp_path / "lines.txt").write_text("a3\nb4\n", encoding="utf-8")
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 9)
    (tmp_path / "empty").mkdir()
    many, document, folder = (str(tmp_path / name) for name in ("lines.txt", "a.docx", "empty"))
    assert "holds 2 items, and this takes one" in said(lambda: arguments.item(many))
    assert "is not UTF-8 text" in refused("lens", "--model", "toy", document)
    assert "no pictures and no sounds" in refused("lens", "--model", "toy", folder)


def test_a_column_of_many_items_is_no_text():
    assert "holds 200 items" in said(lambda: arguments.item("world:en"))


def test_hub_tells_of_rows_that_repeat_others(run, tmp_path):
    sides = [written(tmp_path / f"{s}.txt", [f"{s}{i % 5}" for i in range(8)]) for s in "ab"]
    code, out, err = run("hub", "--model", "toy", *sides, "--json", "-")
    assert code == 0 and err.startswith("Of files: 3 of the 8 pairs repeat")
    assert json.loads(out)["notes"] == err.splitlines()


def test_text_reads_a_files_name_as_it_stands(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a3").write_text("b4", encoding="utf-8")
    arguments = ("lens", "--model", "toy", "a3", "--top", "1", "--json", "-")
    assert json.loads(run(*arguments)[1])["tokens"] == ["b4"]
    assert json.loads(run(*arguments, "--text")[1])["tokens"] == ["a3"]


def test_what_two_folders_lack_is_named_and_the_rest_pairs(run, pictures, sounds):
    Path(pictures, "a3.png").unlink()
    Path(sounds, "b7.wav").unlink()
    Path(sounds, "notes.docx").write_bytes(b"x")
    code, out, err = run("compare", "--model", "toy", pictures, sounds, "--json", "-")
    result = json.loads(out)
    assert (code, result["n"]) == (0, PAIRS - 2)
    assert result["metrics"]["acc1"]["value"][2:] == [1, 1, 1]
    assert err.splitlines() == result["notes"]
    for name in ("a7.png", "b3.wav", "notes.docx"):
        assert any(note.endswith(f": {name}.") for note in result["notes"])


def test_hub_pairs_folders_as_compare_does(run, pictures, sounds):
    Path(pictures, "a3.png").unlink()
    code, out, err = run("hub", "--model", "toy", pictures, sounds, "--json", "-")
    result = json.loads(out)
    assert code == 0 and result["rows"]["files"]["n"] == PAIRS - 1
    assert err.splitlines() == result["notes"] and "b3.wav" in err


def test_a_folder_beside_a_text_file_names_what_it_passes_over(run, pictures, tmp_path):
    lines = written(tmp_path / "b.txt", [f"b{i}" for i in range(PAIRS)])
    Path(pictures, "README").write_bytes(b"x")
    code, _, err = run("compare", "--model", "toy", pictures, lines, "--json", "-")
    assert code == 0 and err.endswith(": README.\n")


def test_one_file_has_both_sides_in_named_columns(run, tmp_path):
    rows = "".join(f"a{i},b{i}\n" for i in range(PAIRS))
    path = tmp_path / "both.csv"
    path.write_text(f"en,de\n{rows}", encoding="utf-8")
    assert acc1(run, f"{path}:en", f"{path}:de")[2:] == [1, 1, 1]
    code, out, _ = run("hub", "--model", "toy", f"{path}:en", f"{path}:de", "--json", "-")
    assert code == 0 and json.loads(out)["spokes"] == ["en", "de"]


def test_the_first_row_of_a_table_is_told_to_be_its_heading(run, tmp_path):
    sides = [tmp_path / f"{side}.csv" for side in "ab"]
    for path in sides:
        path.write_text("".join(f"{path.stem}{i}\n" for i in range(PAIRS)), encoding="utf-8")
    code, out, err = run("compare", "--model", "toy", *map(str, sides), "--json", "-")
    assert code == 0 and json.loads(out)["n"] == PAIRS - 1
    assert "its first row, “a0”, names the column" in err


def test_pairs_that_repeat_others_are_told(run, tmp_path):
    sides = [written(tmp_path / f"{s}.txt", [f"{s}{i % 5}" for i in range(8)]) for s in "ab"]
    code, out, err = run("compare", "--model", "toy", *sides, "--json", "-")
    assert code == 0 and "3 of the 8 pairs repeat" in err
    assert json.loads(out)["notes"] == err.splitlines()
    labels = written(tmp_path / "labels.txt", [str(i % 5) for i in range(8)])
    assert run("compare", "--model", "toy", *sides, "--cluster", labels, "--json", "-")[2] == ""


def test_labels_in_two_normal_forms_are_one_cluster(tmp_path):
    labels = [*("e\u0301", "é") * 2, *"abc"]
    found = arguments.grouped([written(tmp_path / "l.txt", labels)], ("x.txt", "y.txt"), 7)
    assert sorted(map(len, found.groups[0])) == [1, 1, 1, 4]


@pytest.mark.parametrize("n", [2, 3])
def test_too_few_pairs_are_told_and_no_layer_is_none(run, tmp_path, n):
    sides = [written(tmp_path / f"{s}.txt", [f"{s}{i}" for i in range(n)]) for s in "ab"]
    code, out, err = run("compare", "--model", "toy", *sides, "--metrics", "all")
    assert code == 0 and "None" not in out
    assert f"{n} pairs cannot tell" in err and "Too few pairs to tell where they meet" in out


@pytest.mark.parametrize(
    ("suffix", "named"),
    [(" x", "goes with the pooling “last”"), ("a\x07b", "goes with the pooling “last”")],
)
def test_a_suffix_with_another_pool_is_refused_before_the_model_is_loaded(
    refused, sides, monkeypatch, suffix, named
):
    monkeypatch.setattr("semhub.models.loading.load", pytest.fail)
    for pool in ("auto", "mean", "unit"):
        arguments = ("--pool", pool, "--suffix", suffix)
        assert named in refused("compare", "--model", "toy", *sides, *arguments)
    sentence = refused("compare", "--model", "m", *sides, "--pool", "last", "--suffix", "a\x07b")
    assert sentence.startswith("The suffix holds the control character U+0007")


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
    found = arguments.grouped(files, ("x.txt", "y.txt"), 9)
    assert [len(way) for way in found.groups] == [5, 4] and found.names == tuple(files)
    assert arguments.grouped([], ("x.txt", "y.txt"), 9) is None


def test_slots_are_those_of_the_dataset_that_both_sides_are_from():
    found = arguments.grouped(["thing", "place"], ("world:en", "world:code"), 200)
    assert found.names == ("thing", "place")
    assert sum(len(group) for group in found.groups[0]) == 200
    assert "no clusters" in said(lambda: arguments.grouped(["thing"], ("world:en", "sums:en"), 200))
