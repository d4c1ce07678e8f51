"""The command line: what goes to which stream, and every fault as one line with exit code 2."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import constants

import semhub
from semhub.cli import main
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, llama_folder

ENGLISH = [
    "The cat sleeps.", "The dog runs.", "A house stands here.", "The river is long.",
    "I drink water.", "She reads a book.", "It rains today.", "We go home.", "The sun is warm.",
    "He eats bread.", "The bird sings.", "Two and two are four.", "The door is open.",
]  # fmt: skip
ARABIC = [
    "القطة تنام.", "الكلب يجري.", "يقف بيت هنا.", "النهر طويل.", "أشرب الماء.", "هي تقرأ كتابا.",
    "إنها تمطر اليوم.", "نذهب إلى البيت.", "الشمس دافئة.", "هو يأكل الخبز.", "الطائر يغني.",
    "اثنان واثنان أربعة.", "الباب مفتوح.",
]  # fmt: skip
METRICS = {"gap", "centred_gap", "acc1", "mrr", "cka", "mknn"}


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> str:
    return str(llama_folder(tmp_path_factory.mktemp("llama")))


@pytest.fixture(scope="module")
def bert(tmp_path_factory) -> str:
    return str(bert_folder(tmp_path_factory.mktemp("bert")))


@pytest.fixture(scope="module")
def sides(tmp_path_factory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("sides")
    return written(folder / "en.txt", ENGLISH), written(folder / "ar.txt", ARABIC)


def written(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def run(capsys):
    """Run a command line; its exit code, what it printed, and what it said on the error stream."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def refused(run):
    """Run a command line that must be refused, and return the sentence."""

    def refused(*arguments: str) -> str:
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert_one_sentence(err.rstrip("\n"))
        return err

    return refused


def test_compare_prints_only_the_contract_on_stdout(run, llama, sides):
    code, out, err = run("compare", "--model", llama, *sides, "--json", "-")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert set(result) == {"model", "pool", "n", "layers", "metrics", "peak"}
    assert (result["model"], result["pool"], result["n"]) == (llama, "mean", 13)
    assert result["layers"] == [0, 1, 2, 3]
    assert set(result["metrics"]) == METRICS
    for curve in result["metrics"].values():
        assert set(curve) == {"value", "low", "high", "chance", "null95", "p"}
        assert [len(curve[key]) for key in ("value", "low", "high")] == [4, 4, 4]
        assert all(isinstance(x, float) for x in curve["value"])
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


def test_lens_prints_only_the_contract_on_stdout(run, llama):
    code, out, err = run(
        "lens", "--model", llama, "The cat 猫", "--top", "3", "--track", "cat", "--json", "-"
    )
    result = json.loads(out)
    positions = len(result["tokens"])
    assert (code, err) == (0, "")
    assert (result["model"], result["lens"], result["layers"]) == (llama, "logit", [0, 1, 2, 3])
    assert "猫 1/3" in result["tokens"]
    assert [len(layer) for layer in result["top"]] == [positions] * 4
    for cell in (cell for layer in result["top"] for cell in layer):
        assert [set(entry) for entry in cell] == [{"word", "p"}] * 3
        assert all(entry["word"] and "\ufffd" not in entry["word"] for entry in cell)
        assert 1 >= cell[0]["p"] >= cell[1]["p"] >= cell[2]["p"] >= 0
    assert [len(layer) for layer in result["tracked"]["cat"]] == [positions] * 4
    for mass in result["language_mass"]:
        assert len(mass) == len(result["languages"])
        assert math.isclose(sum(mass), 1, rel_tol=1e-3)


def test_lens_without_json_reads_every_position_at_every_layer(run, llama):
    code, out, _ = run("lens", "--model", llama, "قطة", "--lens", "paper")
    assert code == 0
    assert "without the final norm" in out
    lines = out.splitlines()
    assert sum(line.startswith("  layer") for line in lines) == 4 * sum(
        line.startswith("'") for line in lines
    )


def test_models_lists_the_catalogue(run):
    code, out, _ = run("models")
    assert code == 0
    assert "semhub-nano" in out and "multilingual-e5-small" in out


def test_models_as_json_has_what_a_picker_needs(run):
    code, out, err = run("models", "--json", "-")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert {"semhub-nano", "multilingual-e5-small"} <= {row["id"] for row in rows}
    for row in rows:
        assert {"id", "modalities", "parameters", "licence", "on_disk", "fits", "how"} <= set(row)
        assert isinstance(row["on_disk"], bool) and isinstance(row["fits"], bool)


def test_fetch_of_a_folder_says_where_it_is(run, llama):
    code, out, _ = run("fetch", llama)
    assert (code, out) == (0, f"{llama}: {llama}\n")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([], "is empty"),
        (ENGLISH[:12], "has 13 items and side B has 12"),
        ([*ENGLISH[:12], "a" * 100_000], "line 13: The text has 100,000 characters"),
        ([*ENGLISH[:12], "a\x07b"], "line 13: The text holds the control character U+0007"),
        ([*ENGLISH[:3], "", *ENGLISH[4:]], "line 4: The text is empty"),
    ],
    ids=["empty", "unequal", "too long", "control character", "blank line"],
)
def test_a_side_that_cannot_be_used_is_refused(refused, llama, sides, tmp_path, lines, named):
    bad = written(tmp_path / "bad.txt", lines)
    assert named in refused("compare", "--model", llama, sides[0], bad)


def test_one_pair_is_refused_and_told_how_many_are_needed(refused, llama, tmp_path):
    one = written(tmp_path / "one.txt", ENGLISH[:1])
    assert "give at least 2 pairs" in refused("compare", "--model", llama, one, one)


def test_a_side_that_is_not_there_is_refused(refused, llama, sides, tmp_path):
    for reference in ("missing.txt", str(tmp_path), "nothing:en", "a\0b"):
        assert "There is no file" in refused("compare", "--model", llama, sides[0], reference)
    assert "no column" in refused("compare", "--model", llama, sides[0], "concepts:xx")


def test_a_sentence_in_the_place_of_a_file_is_refused(refused, llama, sides):
    assert "There is no file" in refused(
        "compare", "--model", llama, sides[0], "The cat sleeps, " * 99
    )


@pytest.mark.parametrize(
    ("taken", "left", "named"),
    [
        (("model.safetensors",), None, "has no weights"),
        (("model.safetensors",), "pytorch_model.bin", "only pickled weights"),
        (("tokenizer.json",), None, "has no tokenizer"),
        (("config.json",), None, "no readable config.json"),
    ],
)
def test_a_model_folder_that_is_not_whole_is_refused(refused, sides, tmp_path, taken, left, named):
    folder = llama_folder(tmp_path / "model")
    for name in taken:
        (folder / name).unlink()
    if left:
        (folder / left).write_bytes(b"x")
    assert named in refused("compare", "--model", str(folder), *sides)


def test_a_folder_that_is_not_there_is_refused(refused, sides):
    assert "no folder ./missing" in refused("compare", "--model", "./missing", *sides)


def test_an_unknown_model_without_a_hub_is_refused_with_those_on_disk(
    refused, sides, tmp_path, monkeypatch
):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    sentence = refused("compare", "--model", "somebody/else", *sides)
    assert "hub cannot be reached" in sentence and "models on disk: " in sentence
    assert "hub cannot be reached" in refused("fetch", "somebody/else")


@pytest.mark.parametrize(
    "layers", ["x", "", "4", "0-4", "3-1", "-1", "0,,1", "1-", "1.5", "0-9999999999"]
)
def test_layers_that_are_not_there_are_refused(refused, llama, sides, layers):
    sentence = refused("compare", "--model", llama, *sides, f"--layers={layers}")
    assert "layer" in sentence


def test_a_target_that_cannot_be_written_is_refused(refused, llama, sides, tmp_path):
    target = str(tmp_path / "no" / "such" / "folder.json")
    assert f"{target} cannot be written" in refused(
        "compare", "--model", llama, *sides, "--json", target
    )
    assert "cannot be written" in refused("models", "--json", str(tmp_path))


def test_a_lens_on_an_encoder_is_refused_with_a_model_that_has_a_head(refused, bert):
    sentence = refused("lens", "--model", bert, "The cat")
    assert "without a head" in sentence and "semhub-nano" in sentence


@pytest.mark.parametrize(
    ("text", "named"),
    [("", "empty"), ("a\x1bb", "U+001B"), ("a" * 100_000, "100,000"), ("a" * 5000, "tokens")],
)
def test_a_text_that_cannot_be_read_is_refused(refused, llama, text, named):
    assert named in refused("lens", "--model", llama, text)


@pytest.mark.parametrize("top", ["0", "-3", "many", "100000"])
def test_a_number_of_words_that_cannot_be_shown_is_refused(refused, llama, top):
    refused("lens", "--model", llama, "The cat", f"--top={top}")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("compare",),
        ("compare", "a.txt", "b.txt"),
        ("compare", "--model", "m", "a.txt", "b.txt", "--pool", "median"),
        ("compare", "--model", "m", "a.txt", "b.txt", "c.txt"),
        ("lens", "--model", "m", "The cat", "--lens", "tuned"),
        ("models", "--colour"),
    ],
)
def test_a_line_that_cannot_be_parsed_is_refused_with_where_help_is(refused, arguments):
    assert "--help" in refused(*arguments)


def in_a_process(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "semhub", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(semhub.__file__).parents[1],
    )


def test_in_a_real_process_a_result_is_all_that_is_printed(llama, sides):
    done = in_a_process("compare", "--model", llama, *sides, "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["n"] == 13


def test_in_a_real_process_a_fault_is_exit_code_2_and_one_line(llama, sides):
    done = in_a_process("compare", "--model", llama, sides[0], "missing.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr.rstrip("\n"))
