"""`reproduce --data`: sides, prompts and published data sets, each where it belongs."""

from __future__ import annotations

import json

import pytest

from semhub.cli.given import Given
from semhub.datasets.prompt_file import FORM
from semhub.errors import InputError
from semhub.paper.registry import EXPERIMENTS
from tests.cli.lines import written
from tests.cli.sensing import Sensing
from tests.datasets.test_published_media import panoptic

PROMPTS = [
    json.dumps(
        {"prompt": f"a{k} b{i}", "meaning": f"a{i}", "surface": f"b{i}", "others": ["a3", "a4"]}
    )
    for i in (1, 2)
    for k in (5, 6, 7)
]


@pytest.fixture(autouse=True)
def sensing(monkeypatch) -> None:
    """Every model that is asked for is the toy, whose two languages meet at layer 2."""
    monkeypatch.setattr("semhub.models.loading.load", lambda *_, **__: Sensing())


@pytest.fixture
def files(tmp_path) -> tuple[str, str]:
    """Two sides of 12 words, of which one lacks a row."""
    lines = [f"b{i}" if i != 4 else "" for i in range(13)]
    a = written(tmp_path / "en.txt", [f"a{i}" for i in range(13)])
    return a, written(tmp_path / "zh.txt", lines)


def reproduce(run, name: str, out, *data: str) -> tuple[int, dict]:
    code, printed, err = run(
        "reproduce", name, "--model", "toy", "--out", str(out), "--json", "-", *data
    )
    assert printed, err
    return code, json.loads(printed)


def test_sides_are_read_and_rows_that_cannot_be_are_named_in_the_record(run, files, tmp_path):
    code, found = reproduce(run, "multilingual-similarity", tmp_path / "r", "--data", *files)
    about = found["records"]["multilingual-similarity"]
    assert code == 3
    assert [(one["name"], one["n"]) for one in about["asked"]["data"]] == [("en", 12), ("zh", 12)]
    (why,) = about["skipped"]
    assert "zh.txt" in why and "line 5" in why
    assert f"--data {files[0]}" in about["command"]


def test_of_many_rows_the_first_are_read(run, files, tmp_path):
    code, found = reproduce(
        run, "multilingual-similarity", tmp_path / "r", "--rows", "4", "--data", *files
    )
    about = found["records"]["multilingual-similarity"]
    assert (code, about["asked"]["data"][0]["n"], about["skipped"]) == (0, 4, [])


def test_a_record_of_ones_own_sides_is_not_taken_for_one_of_the_embedded(files):
    from semhub.inputs import texts
    from semhub.paper.run import Run, _another, reproduce
    from semhub.records.record import Record

    one = EXPERIMENTS["multilingual-similarity"]
    sides = {f"x{s}": texts([f"{s}{i}" for i in range(12)]) for s in "ab"}
    mine = Run(Sensing(), sides=sides)
    record = reproduce(one, mine)
    assert isinstance(record, Record)
    assert _another(record, one, mine) is None
    assert _another(record, one, Run(Sensing())) == "other data"


def test_pictures_with_masks_go_to_the_experiment_that_takes_them(tmp_path):
    folder = panoptic(tmp_path, {"image_id": 9})
    data = Given((f"panoptic:{folder}",))
    read = data.of(EXPERIMENTS["segments"])
    (one,) = read.masked
    assert [part.word for part in one.segments] == ["dog", "sky"]
    (why,) = read.skipped
    assert "annotation 1" in why
    for refused in ("colours", "multilingual-similarity"):
        with pytest.raises(InputError):
            data.of(EXPERIMENTS[refused])
    with pytest.raises(InputError, match="takes pictures with masks"):
        Given(("world:en", "world:zh")).of(EXPERIMENTS["segments"])


def test_prompts_are_read_and_damaged_lines_are_named_in_the_record(run, tmp_path):
    path = written(tmp_path / "p.jsonl", [*PROMPTS[:1], '{"prompt": 5}', *PROMPTS[1:]])
    code, found = reproduce(run, "code-roles", tmp_path / "r", "--data", path)
    about = found["records"]["code-roles"]
    assert (code, about["asked"]["data"][0]["n"]) == (3, len(PROMPTS))
    (why,) = about["skipped"]
    assert "line 2" in why


@pytest.mark.parametrize(
    "name, data, says",
    [
        ("code-roles", ["world:en", "world:zh"], "takes prompts, an object a line"),
        ("code-roles", ["cogs:x.tsv"], "or mbpp:FILE, and not sides"),
        ("arithmetic-similarity", ["p.jsonl"], "takes two sides"),
        ("arithmetic-similarity", ["world:en"], "and not 1 side;"),
        ("arithmetic-similarity", ["world:en", "world:zh", "world:es"], "and not 3 sides;"),
        ("multilingual-similarity", ["world:en"], "English first, and not 1 side;"),
        ("operand-steering", ["world:en", "world:zh"], "no data but its own"),
        ("semantics-similarity", ["world:en", "world:en"], "Two sides are called"),
        ("semantics-similarity", ["panoptic:here"], "which are no sides"),
        ("semantics-similarity", ["nowhere.txt", "world:en"], "There is no file or folder"),
    ],
)
def test_the_wrong_kind_of_data_is_one_sentence(refused, tmp_path, monkeypatch, name, data, says):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "p.jsonl", [FORM])
    line = "reproduce", name, "--model", "toy", "--out", "r", "--data", *data
    assert says in refused(*line)


def test_rows_are_a_number(refused):
    line = "reproduce", "code-roles", "--model", "toy", "--out", "r", "--rows", "none"
    assert "--rows: takes a whole number" in refused(*line)


def test_a_column_of_a_published_data_set_is_a_side_of_any_command(run, tmp_path):
    rows = [f"a{i}\tb{i}\tbase" for i in range(12)]
    path = written(tmp_path / "train.tsv", [*rows, "spoilt"])
    code, out, _ = run(
        "compare", "--model", "toy", f"cogs:{path}:en", f"cogs:{path}:form", "--json", "-"
    )
    assert (code, json.loads(out)["metrics"]["acc1"]["value"][2:]) == (3, [1, 1, 1])


def test_a_published_data_set_is_all_of_its_sides(run, tmp_path):
    rows = [f"a{i}\tb{i}\tbase" for i in range(12)]
    path = written(tmp_path / "train.tsv", [*rows, "spoilt"])
    code, found = reproduce(run, "semantics-similarity", tmp_path / "r", "--data", f"cogs:{path}")
    about = found["records"]["semantics-similarity"]
    assert [one["name"] for one in about["asked"]["data"]] == ["cogs:en", "cogs:form"]
    assert code == 3
    assert about["skipped"] == [
        "train.tsv, line 13 has 1 cells and not a sentence, its form and its type."
    ]
