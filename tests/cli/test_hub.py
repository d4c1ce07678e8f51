"""`hub`: its contract, its table, and each set of data types that cannot be used as one line."""

from __future__ import annotations

import json

import pytest

from tests.cli.lines import ARABIC, ENGLISH, written
from tests.models.multimodal import HEAR, SEE, write_folder
from tests.tiny import llama_folder


@pytest.fixture(scope="module")
def third(tmp_path_factory) -> str:
    return written(tmp_path_factory.mktemp("third") / "reversed.txt", [s[::-1] for s in ENGLISH])


def test_hub_prints_only_the_contract_on_stdout(run, llama, sides, third):
    code, out, err = run("hub", "--model", llama, *sides, third, "--json", "-")
    result = json.loads(out, parse_constant=pytest.fail)
    assert (code, err) == (0, "")
    assert (result["model"], result["pool"], result["metric"]) == (llama, "unit", "acc1")
    assert result["layers"] == [0, 1, 2, 3]
    assert result["spokes"] == ["en", "ar", "reversed"]
    assert result["rows"] == {"files": {"n": 13, "spokes": ["en", "ar", "reversed"]}}
    assert len(result["pairs"]) == result["band"]["pairs"] == 3
    assert [len(pair["value"]) for pair in result["pairs"]] == [4, 4, 4]


def test_without_sides_a_model_from_elsewhere_gets_everyday_sentences(run, tmp_path):
    model = str(llama_folder(tmp_path / "model", longest=256))
    code, out, err = run("hub", "--model", model, "--json", "-")
    assert (code, err) == (0, "")
    nine = ["en", "zh", "es", "fr", "de", "ja", "ru", "ar", "hi"]
    assert json.loads(out)["rows"] == {"everyday": {"n": 200, "spokes": nine}}


def test_a_pair_of_the_hub_is_what_compare_gives(run, llama, sides, third):
    for options in ((), ("--pool", "last")):
        hub = json.loads(run("hub", "--model", llama, *sides, third, "--json", "-", *options)[1])
        pair = json.loads(run("compare", "--model", llama, *sides, "--json", "-", *options)[1])
        found = {key: hub["pairs"][0][key] for key in pair["metrics"]["acc1"]}
        assert found == pair["metrics"]["acc1"]


def test_hub_without_json_is_a_triangle_and_says_where_the_band_is(run, llama, sides, third):
    code, out, _ = run("hub", "--model", llama, *sides, third, "--metric", "cka")
    heads = [line.split()[0] for line in out.splitlines() if line]
    assert code == 0 and "cka at layer" in out and "nan" not in out
    assert heads[2:6] == ["en", "ar", "reversed", "en"]
    triangle = [len(line.split()) for line in out.splitlines() if line][2:6]
    assert triangle == [1, 2, 3, 2]
    assert "80% of the 3 pairs stand above both ends of the model and the nulls" in out


def test_a_value_is_in_brackets_unless_its_interval_is_above_the_null(run, llama, sides, tmp_path):
    twice = written(tmp_path / "again.txt", ENGLISH)  # the same as en, so that they surely meet
    command = ("hub", "--model", llama, *sides, twice)
    table = run(*command)[1].splitlines()
    result = json.loads(run(*command, "--json", "-")[1])
    k, shown = result["best_layer"], set()
    for pair in result["pairs"]:
        line = next(line.split() for line in table if line.startswith(f"{pair['b']} "))
        above = pair["low"][k] > pair["null95"]
        value = f"{pair['value'][k]:.2f}"
        assert line[1 + result["spokes"].index(pair["a"])] == (value if above else f"({value})")
        shown.add(above)
    assert shown == {True, False}


def test_columns_of_one_name_are_one_data_type_in_all_their_datasets(run, llama):
    references = ("sums:en", "sums:digits", "calls:en", "calls:zh")
    result = json.loads(run("hub", "--model", llama, *references, "--json", "-")[1])
    assert result["spokes"] == ["en", "digits", "zh"]
    assert [(pair["a"], pair["b"], pair["rows"]) for pair in result["pairs"]] == [
        ("en", "digits", "sums"), ("en", "zh", "calls"),
    ]  # fmt: skip
    assert result["apart"] == [["digits", "zh"]]
    table = run("hub", "--model", llama, *references)[1]
    assert next(line for line in table.splitlines() if line.startswith("zh")).split()[2] == "–"


def test_texts_pictures_and_sounds_are_compared_all_with_all(
    run, pictures, sounds, sides, tmp_path
):
    family = next(family for family in SEE if family in HEAR)
    model = str(write_folder(tmp_path / "model", family))
    code, out, err = run("hub", "--model", model, sides[0], pictures, sounds, "--json", "-")
    assert (code, err) == (0, "")
    assert [(p["a"], p["b"], p["n"]) for p in json.loads(out)["pairs"]] == [
        ("en", "pictures", 13), ("en", "sounds", 13), ("pictures", "sounds", 13),
    ]  # fmt: skip


def test_what_a_model_does_not_take_is_left_out_and_said(run, llama, sides, pictures):
    out = run("hub", "--model", llama, *sides, pictures)[1]
    assert f"Left out: pictures. {llama} takes text, but no image." in out
    result = json.loads(run("hub", "--model", llama, *sides, pictures, "--json", "-")[1])
    assert result["spokes"] == ["en", "ar"] and list(result["left_out"]) == ["pictures"]


def test_too_few_rows_are_said_to_tell_nothing(run, llama, tmp_path):
    few = [written(tmp_path / f"{i}.txt", side[:2]) for i, side in enumerate((ENGLISH, ARABIC))]
    code, out, _ = run("hub", "--model", llama, *few)
    assert code == 0 and "too few rows" in out and "nan" not in out


def test_data_types_that_cannot_be_used_are_refused(refused, llama, sides, tmp_path):
    model = ("hub", "--model", llama)
    short = written(tmp_path / "short.txt", ENGLISH[:12])
    assert "these have en 13, short 12" in refused(*model, sides[0], short)
    assert "Two files are called “en”" in refused(*model, sides[0], sides[0])
    assert "Two columns of sums are called “en”" in refused(*model, "sums:en", "sums:en")
    for one in (sides[0], "sums:en"):
        assert f"{one} is one data type" in refused(*model, one)
    assert "are not rows of one set" in refused(*model, sides[0], "sums:en")
    assert "are not rows of one set" in refused(*model, sides[0], "sums:digits")
    assert "no metric “euclid”" in refused(*model, *sides, "--metric", "euclid")
    assert "There is no file" in refused(*model, sides[0], "missing.txt")


def test_of_rows_too_few_for_intervals_nothing_is_said_of_a_hub(run, llama, tmp_path):
    few = [written(tmp_path / f"{i}.txt", side[:3]) for i, side in enumerate((ENGLISH, ARABIC))]
    out = run("hub", "--model", llama, *few)[1]
    assert "nothing can be said of a hub" in out and "No hub" not in out
