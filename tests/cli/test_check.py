"""`check`: a line a check, its JSON, its exit code, and what it cannot take."""

from __future__ import annotations

import json

import pytest

from semhub import validity
from semhub.validity import Check
from semhub.validity.result import Claim, Finding, carried_out

KEYS = {"about", "expected", "found", "passed", "seconds"}


@pytest.fixture
def small(monkeypatch):
    """The suite on few simulated models and few rows."""
    whole = validity.checks
    monkeypatch.setattr(
        validity, "checks",
        lambda watch: whole(runs=1, n=60, rows=40, spokes=("en", "zh", "fr"), real=False,
                            watch=watch),
    )  # fmt: skip


def failing(monkeypatch):
    found = [Check("a hub", "one", "one", True, 0.1), Check("no hub", "none", "one", False, 2.0)]
    monkeypatch.setattr(validity, "checks", lambda watch: iter(found))


def test_each_check_is_a_line_that_says_what_was_expected_and_found(run, small):
    code, out, err = run("check")
    lines = out.splitlines()
    assert err == "" and len(lines) == 8
    for line in lines:
        assert line.startswith(("passed  ", "FAILED  "))
        assert ": expected " in line and "; found " in line and " s)" in line
    assert code == (1 if any(line.startswith("FAILED") for line in lines) else 0)
    for part in ("without a hub", "with a hub", "sink", "length alone", "spelling alone",
                 "semhub-nano (", "semhub-nano, untrained", "semhub-nano-control"):  # fmt: skip
        assert any(part in line for line in lines)


def test_what_is_not_as_expected_is_said_and_ends_with_1(run, monkeypatch):
    failing(monkeypatch)
    code, out, _ = run("check")
    assert code == 1
    assert out.splitlines()[1] == "FAILED  no hub (2.0 s): expected none; found one."


def test_the_json_has_every_check_and_whether_all_passed(run, monkeypatch, tmp_path):
    failing(monkeypatch)
    code, out, err = run("check", "--json", "-")
    result = json.loads(out)
    assert (code, err, result["passed"]) == (1, "", False)
    assert [set(check) for check in result["checks"]] == [KEYS, KEYS]
    assert run("check", "--json", str(tmp_path / "checks.json"))[1] == ""


def test_one_model_is_checked_by_its_load_its_sinks_its_twin_and_wrong_partners(run, llama):
    code, out, _ = run("check", "--model", llama, "--json", "-")
    result = json.loads(out)
    abouts = [check["about"].removeprefix(f"{llama}, ") for check in result["checks"]]
    assert abouts == ["load", "sinks", "untrained", "wrong partners of like length"]
    assert (code, result["passed"]) == (0, True)
    assert "unit pooling" in result["checks"][1]["found"]


def test_an_encoder_has_no_head_to_check_and_passes(run, bert):
    code, out, _ = run("check", "--model", bert)
    assert code == 0 and "has no language-model head" in out.splitlines()[0]


def test_progress_says_what_is_checked_next():
    seen = []
    claims = [Claim(about, "yes", lambda: Finding("yes", True)) for about in ("one", "two")]
    done = list(carried_out(claims, lambda *told: seen.append(told)))
    assert seen == [(0.0, "Checking one"), (0.5, "Checking two")]
    assert [(check.about, check.found) for check in done] == [("one", "yes"), ("two", "yes")]
    assert all(0 <= check.seconds < 1 for check in done)


def test_a_model_that_cannot_be_checked_is_refused(refused):
    assert "no folder" in refused("check", "--model", "/no/such/folder")
