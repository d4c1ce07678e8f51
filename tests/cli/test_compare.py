"""`compare`: its contract, its table, and each side that cannot be used as one line."""

from __future__ import annotations

import json

import pytest

from semhub.charts import text_format as words
from tests.cli.lines import ARABIC, ENGLISH, written
from tests.models.multimodal import HEAR, SEE, write_folder

METRICS = {"gap", "centred_gap", "acc1", "mrr", "cka", "mknn"}  # those that are told unasked
MORE = {"joint_acc1", "csls_acc1"}


def test_compare_prints_only_the_contract_on_stdout(run, llama, sides):
    code, out, err = run("compare", "--model", llama, *sides, "--json", "-")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert set(result) == {"model", "pool", "n", "layers", "metrics", "peak", "hub"}
    assert (result["model"], result["pool"], result["n"]) == (llama, "unit", 13)
    assert result["layers"] == [0, 1, 2, 3]
    assert set(result["metrics"]) == METRICS
    for curve in result["metrics"].values():
        assert set(curve) == {"value", "low", "high", "chance", "null95", "p"}
        assert [len(curve[key]) for key in ("value", "low", "high")] == [4, 4, 4]
        assert all(isinstance(x, float) for x in curve["value"])
    assert set(result["hub"]) == {"metric", "band", "peak", "verdict"}
    assert result["hub"]["metric"] == "acc1"
    assert set(result["peak"]) == {"metric", "layer"}
    assert result["peak"]["metric"] in METRICS and result["peak"]["layer"] in result["layers"]


def test_a_number_that_could_not_be_told_is_null(run, llama, tmp_path):
    few = [written(tmp_path / f"{i}.txt", side[:3]) for i, side in enumerate((ENGLISH, ARABIC))]
    code, out, _ = run("compare", "--model", llama, *few, "--json", "-")
    mknn = json.loads(out, parse_constant=pytest.fail)["metrics"]["mknn"]
    assert code == 0
    assert mknn["value"] == [None] * 4


def test_pool_and_layers_are_those_that_were_asked_for(run, llama, sides):
    arguments = ("compare", "--model", llama, *sides, "--json", "-")
    everything = json.loads(run(*arguments, "--pool", "last")[1])
    some = json.loads(run(*arguments, "--pool", "last", "--layers", "0,2-3")[1])
    assert (some["pool"], some["layers"]) == ("last", [0, 2, 3])
    for name in METRICS:
        whole = everything["metrics"][name]["value"]
        assert some["metrics"][name]["value"] == pytest.approx([whole[k] for k in (0, 2, 3)])
    assert json.loads(run(*arguments)[1])["metrics"] != everything["metrics"]


@pytest.mark.parametrize("metrics", ["usual,acc1", "ALL"])
def test_an_unknown_metric_is_refused_with_all_that_can_stand_there(refused, llama, sides, metrics):
    sentence = refused("compare", "--model", llama, *sides, "--metrics", metrics)
    assert "usual or all alone" in sentence and "acc1, " in sentence


def test_metrics_are_those_that_were_asked_for_with_the_same_numbers(run, refused, llama, sides):
    arguments = ("compare", "--model", llama, *sides, "--json", "-")
    everything = json.loads(run(*arguments, "--metrics", "all")[1])["metrics"]
    assert set(everything) == METRICS | MORE
    some = json.loads(run(*arguments, "--metrics", "joint_acc1,cka")[1])
    assert some["metrics"] == {name: everything[name] for name in ("joint_acc1", "cka")}
    assert some["peak"]["metric"] == "joint_acc1"
    assert "no metric “guess”" in refused(*arguments, "--metrics", "acc1,guess")


def test_json_to_a_file_leaves_stdout_empty(run, llama, sides, tmp_path):
    target = tmp_path / "result.json"
    code, out, _ = run("compare", "--model", llama, *sides, "--json", str(target))
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["n"] == 13


def test_compare_without_json_is_a_table_with_a_row_a_layer(run, llama, sides):
    code, out, _ = run("compare", "--model", llama, *sides)
    heads = [line.split()[0] for line in out.splitlines()[1:] if line.strip()]
    assert code == 0
    assert [head for head in heads if head.isdigit()] == ["0", "1", "2", "3"]
    assert all(name in out for name in METRICS)
    assert "nan" not in out


def test_compare_takes_an_encoder_and_a_column_of_a_dataset(run, bert):
    code, out, _ = run(
        "compare", "--model", bert, "concepts:en", "concepts:de", "--layers", "1", "--json", "-"
    )
    assert (code, json.loads(out)["n"]) == (0, 240)


def test_any_two_kinds_of_side_are_compared(run, pictures, sounds, sides, tmp_path):
    family = next(family for family in SEE if family in HEAR)
    model = str(write_folder(tmp_path / "model", family))
    for a, b in ((pictures, sounds), (sounds, sides[0]), (sides[0], pictures)):
        code, out, err = run("compare", "--model", model, a, b, "--json", "-")
        assert (code, err, json.loads(out)["n"]) == (0, "", 13)


def test_a_model_that_only_reads_refuses_pictures_and_sounds(
    refused, llama, sides, pictures, sounds
):
    for folder in (pictures, sounds):
        sentence = refused("compare", "--model", llama, sides[0], folder)
        assert "takes text" in sentence and "choose another model" in sentence


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([], "is empty"),
        (ENGLISH[:12], "has 13 items and side B has 12"),
        (["a\x7fb"] * 13, "line 1: The text holds the control character U+007F"),
    ],
    ids=["empty", "unequal", "no line that can be read"],
)
def test_a_side_that_cannot_be_used_is_refused(refused, llama, sides, tmp_path, lines, named):
    bad = written(tmp_path / "bad.txt", lines)
    assert named in refused("compare", "--model", llama, sides[0], bad)


@pytest.mark.parametrize(
    ("row", "line", "named"),
    [
        (13, "a" * 100_000, "line 13: The text has 100,000 characters"),
        (13, "a\x07b", "line 13: The text holds the control character U+0007"),
        (4, "", "line 4: The text is empty"),
    ],
    ids=["too long", "control character", "blank line"],
)
def test_a_line_that_cannot_be_read_is_left_out_of_both_sides(
    run, llama, sides, tmp_path, row, line, named
):
    bad = written(tmp_path / "bad.txt", [*ARABIC[: row - 1], line, *ARABIC[row:]])
    code, out, err = run("compare", "--model", llama, sides[0], bad, "--json", "-")
    result = json.loads(out)
    assert code == 3 and named in err and "1 row cannot be read and is left out" in err
    [left_out] = result.pop("left_out")
    assert (left_out["side"], left_out["row"]) == (bad, row) and named in left_out["why"]
    rest = [written(tmp_path / f"{name}.txt", lines[: row - 1] + lines[row:])
            for name, lines in (("en", ENGLISH), ("ar", ARABIC))]  # fmt: skip
    code, out, _ = run("compare", "--model", llama, *rest, "--json", "-")
    assert code == 0 and json.loads(out) == result


def test_one_pair_is_refused_and_told_how_many_are_needed(refused, llama, tmp_path):
    one = written(tmp_path / "one.txt", ENGLISH[:1])
    assert "give at least 2 pairs" in refused("compare", "--model", llama, one, one)


def test_a_side_that_is_not_there_is_refused(refused, llama, sides):
    for reference in ("missing.txt", "nothing:en", "a\0b"):
        assert "There is no file" in refused("compare", "--model", llama, sides[0], reference)
    assert "no column" in refused("compare", "--model", llama, sides[0], "concepts:xx")


def test_a_sentence_in_the_place_of_a_file_is_refused(refused, llama, sides):
    assert "There is no file" in refused(
        "compare", "--model", llama, sides[0], "The cat sleeps, " * 99
    )


@pytest.mark.parametrize(
    "layers", ["x", "", "4", "0-4", "3-1", "-1", "0,,1", "1-", "1.5", "0-9999999999"]
)
def test_layers_that_are_not_there_are_refused(refused, llama, sides, layers):
    sentence = refused("compare", "--model", llama, *sides, f"--layers={layers}")
    assert "layer" in sentence


def test_the_hub_is_told_in_words_and_the_same_in_the_json(run):
    arguments = ("compare", "--model", "semhub-nano", "world:en", "world:zh", "--metrics", "acc1")
    hub = json.loads(run(*arguments, "--json", "-")[1])["hub"]
    out = run(*arguments)[1]
    assert hub["verdict"] == "meets and parts" and hub["band"] and hub["peak"]
    assert f"Hub at {words.layers(hub['band']).lower()}; peak: " in out
    assert out.rstrip().endswith("This rests on acc1 (retrieval).")


def test_a_suffix_goes_with_the_last_token(run, refused, llama, sides):
    arguments = ("compare", "--model", llama, *sides, "--metrics", "gap", "--json", "-")
    found = [
        json.loads(run(*arguments, "--pool", "last", *more)[1])["metrics"]["gap"]["value"]
        for more in ((), ("--suffix", ""), ("--suffix", " In other words:"))
    ]
    assert found[0] != found[1] != found[2] != found[0]
    assert "goes with the pooling “last”" in refused(*arguments, "--suffix", " x")


def test_clusters_are_a_slot_of_the_dataset_or_a_file(run, llama, sides, tmp_path):
    arguments = ("compare", "--model", llama, *sides, "--metrics", "cka", "--json", "-")
    labels = written(tmp_path / "word.txt", list("aabbccddeeffg"))
    items, words = (
        json.loads(run(*arguments, *more)[1])["metrics"]["cka"]
        for more in ((), ("--cluster", labels))
    )
    assert words["value"] == items["value"] and words["low"] != items["low"]
    world = ("compare", "--model", llama, "world:en", "world:fr", *arguments[5:])
    other = json.loads(run(*world, "--cluster", "thing", "--layers", "1")[1])["metrics"]["cka"]
    assert other["low"] != json.loads(run(*world, "--layers", "1")[1])["metrics"]["cka"]["low"]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (list("abcd"), "have 4 rows and there are 13 pairs"),
        (["one"] * 13, "are only 1; an interval over clusters needs at least 4"),
        (None, "There are no clusters “nothing”: give a text file with one label a line."),
    ],
)
def test_clusters_that_cannot_be_used_are_refused(refused, llama, sides, tmp_path, lines, named):
    name = "nothing" if lines is None else written(tmp_path / "labels.txt", lines)
    assert named in refused("compare", "--model", llama, *sides, "--cluster", name)


def test_an_unknown_slot_is_refused_with_those_that_there_are(refused, llama):
    sentence = refused("compare", "--model", llama, "world:en", "world:zh", "--cluster", "hair")
    assert "no clusters “hair”" in sentence and "slots are" in sentence and "thing" in sentence


def test_length_can_be_taken_off_and_takes_some_items(run, refused, llama, sides, tmp_path):
    arguments = ("compare", "--model", llama, *sides, "--metrics", "cka", "--json", "-")
    plain, partial = (
        json.loads(run(*arguments, *more)[1])["metrics"]["cka"]["value"]
        for more in ((), ("--partial", "length"))
    )
    assert plain != partial
    few = [written(tmp_path / f"{i}.txt", side[:11]) for i, side in enumerate((ENGLISH, ARABIC))]
    assert "at least 12 items" in refused("compare", "--model", llama, *few, "--partial", "length")
    assert "--help" in refused(*arguments, "--partial", "words")


def test_plain_means_say_whether_a_sink_owns_them(run, llama, bert, sides):
    told = run("compare", "--model", llama, *sides, "--pool", "mean")[1]
    assert "attention sink: " in told.splitlines()[-1]
    assert "attention sink: " in run("compare", "--model", bert, *sides)[1]  # its usual pooling
    assert "attention sink" not in run("compare", "--model", llama, *sides)[1]


def test_controls_are_told_when_they_are_asked_for_and_only_then(run, llama, sides):
    arguments = ("compare", "--model", llama, *sides, "--layers", "0,2", "--json", "-")
    without = json.loads(run(*arguments)[1])
    result = json.loads(run(*arguments, "--controls")[1])
    told = result.pop("controls")
    assert result == without
    assert {"wrong_partners", "length", "spelling", "twin", "words"} <= set(told)
    for control in told.values():
        assert set(control) == {"metric", "value", "n", "sentence"}
        assert len(control["value"]) == 2 and 12 <= control["n"] <= 13


def test_the_table_has_a_column_for_each_control_and_says_what_it_is(run, llama, sides):
    code, out, _ = run("compare", "--model", llama, *sides, "--controls")
    assert code == 0
    assert "Controls of acc1" in out and "twin: The same architecture" in out
    assert "nan" not in out


def test_controls_of_states_without_length_are_refused(refused, llama, sides):
    arguments = ("compare", "--model", llama, *sides, "--partial", "length", "--controls")
    assert "leave out --partial or --controls" in refused(*arguments)


def test_the_table_says_what_was_taken_off_and_what_intervals_are_over(run, llama):
    world = ("compare", "--model", llama, "world:en", "world:zh", "--metrics", "acc1")
    plain = run(*world)[1]
    asked = run(*world, "--partial", "length", "--cluster", "thing", "--cluster", "place")[1]
    assert "less what length alone explains" in asked and "by thing and place." in asked
    assert "explains" not in plain and "clusters" not in plain


def test_a_result_is_printed_though_its_record_cannot_be_kept(run, bert, sides, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("x")
    for command in (["compare", *sides], ["hub", *sides], ["languages", "everyday:en"]):
        model = "semhub-nano" if command[0] == "languages" else bert
        code, out, err = run(*command, "--model", model, "--record", str(taken))
        assert code == 2 and out and "is no record" in err
