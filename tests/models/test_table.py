"""The table of families in docs/families.md is that of the tests."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from tests.models import table

WRITE = "write it again with `python -m tests.models.table`"


def written() -> str:
    return table.PAGE.read_text(encoding="utf-8").split(table.BEGIN)[1].split(table.END)[0]


def rows() -> list[list[str]]:
    lines = [line for line in written().splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_has_every_family_of_the_tests_and_no_other():
    head, *families = rows()
    assert [row[0] for row in families] == [row.removesuffix(" (text)") for row in table.ROWS], (
        WRITE
    )
    assert head == ["family", "class", "takes", *table.SHOWS], WRITE


def test_the_table_tells_of_the_version_that_is_required():
    required = (table.PAGE.parents[1] / "requirements.txt").read_text().split()
    for package, pin in (("transformers", "transformers"), ("open_clip", "open_clip_torch")):
        [told] = [line for line in written().split(", ") if line.strip().startswith(package)]
        assert f"{pin}=={told.split()[1].strip(';')}" in required, WRITE


def test_every_test_that_the_table_counts_is_there():
    there = {
        node.name.removeprefix("test_")
        for file in table.FILES
        for node in ast.parse((table.HERE / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    counted = {test for tests in table.SHOWS.values() for test in tests}
    assert counted | {test for test, _ in table.TOLD.values()} <= there


def item(test: str, family: str | None, file: str) -> SimpleNamespace:
    made = SimpleNamespace(
        nodeid=f"{file}::{test}[{family}]", originalname=test, path=table.HERE / file
    )
    if family:
        made.callspec = SimpleNamespace(params={"family": family})
    return made


@pytest.mark.parametrize(
    ("test", "family", "file", "row", "column"),
    [
        ("test_the_load_check_passes", "Gemma 3", "test_families.py", "Gemma 3 (text)",
         "load check"),
        ("test_a_model_takes_what_its_processor_takes", "Gemma 3", "test_multimodal.py", "Gemma 3",
         "load check"),
        ("test_the_joint_space_is_the_librarys_own", None, "towers/test_clap.py", "CLAP",
         "joint space"),
        ("test_a_family_with_several_streams_of_states_is_refused", None, "test_missing_parts.py",
         "Gemma 3n", ""),
    ],
)  # fmt: skip
def test_an_outcome_counts_for_the_family_that_ran(test, family, file, row, column):
    outcomes = table.Outcomes()
    one = item(test, family, file)
    outcomes.pytest_collection_modifyitems([one, item("test_of_another_kind", family, file)])
    for outcome in ("passed", "failed", "skipped"):
        report = SimpleNamespace(
            nodeid=one.nodeid, when="call", outcome=outcome, passed=outcome == "passed",
            failed=outcome == "failed",
        )  # fmt: skip
        outcomes.pytest_runtest_logreport(report)
        outcomes.pytest_runtest_logreport(SimpleNamespace(**vars(report) | {"nodeid": "another"}))
    assert {r: dict(c) for r, c in outcomes.counts.items()} == {
        row: {column: {"ran": 2, "passed": 1}}
    }


def test_a_test_that_failed_is_told_in_its_cell():
    outcomes = table.Outcomes()
    outcomes.counts["Llama (text)"]["states"].update(ran=2, passed=1)
    kind, takes, *told = table.cells("Llama (text)", outcomes.counts["Llama (text)"])
    assert (kind, takes) == ("`LlamaForCausalLM`", "text")
    assert dict(zip(table.SHOWS, told, strict=True)) == dict.fromkeys(table.SHOWS, "–") | {
        "states": "1/2"
    }


def test_only_what_stands_between_the_marks_is_exchanged():
    text = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    made = table.put(text, "new")
    assert made == f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n"
    assert table.put(made, "new") == made
