"""`reproduce --states`: what `extract` stored is not run again, and only that is taken."""

from __future__ import annotations

import json

import numpy as np
import pytest

import semhub
from tests.cli.lines import written
from tests.cli.sensing import Sensing

NAME = "multilingual-similarity"


@pytest.fixture
def model(monkeypatch) -> Sensing:
    """The toy that every command is given, which counts its passes."""
    toy = Sensing()
    monkeypatch.setattr("semhub.models.loading.load", lambda *_, **__: toy)
    return toy


@pytest.fixture
def sides(tmp_path) -> list[str]:
    return [
        written(tmp_path / f"{name}.txt", [f"{side}{i}" for i in range(12)])
        for name, side in (("en", "a"), ("zh", "b"))
    ]


def extracted(run, tmp_path, sides, *more: str) -> str:
    folder = str(tmp_path / "states")
    code, _, err = run("extract", "--model", "toy", "--data", *sides, "--out", folder, *more)
    assert code == 0, err
    return folder


def reproduced(run, tmp_path, sides, place: str, *more: str):
    out = str(tmp_path / place)
    return run(
        "reproduce", NAME, "--model", "toy", "--data", *sides, "--out", out, "--json", "-", *more
    )


def test_stored_items_are_not_run_again_and_the_numbers_are_the_same(run, model, tmp_path, sides):
    folder = extracted(run, tmp_path, sides)
    code, _, err = reproduced(run, tmp_path, sides, "plain")
    assert code == 0, err
    before = model.forwards
    code, out, err = reproduced(run, tmp_path, sides, "recalled", "--states", folder)
    assert code == 0, err
    assert model.forwards == before
    about = json.loads(out)["records"][NAME]
    assert f"--states {folder}" in about["command"]
    assert about["notes"][0].startswith("States of 24 items lay on disk")
    one, two = (semhub.open(tmp_path / name / NAME).to_pandas() for name in ("plain", "recalled"))
    np.testing.assert_allclose(one["value"], two["value"], atol=1e-6)


def test_rounded_states_are_refused(run, model, tmp_path, sides):
    folder = extracted(run, tmp_path, sides, "--states-dtype", "bfloat16")
    code, _, err = reproduced(run, tmp_path, sides, "r", "--states", folder)
    assert code == 2 and "rounded to bfloat16" in err


def test_states_of_another_model_are_refused(run, model, tmp_path, sides):
    folder = extracted(run, tmp_path, sides)
    model.revision = "another"
    code, _, err = reproduced(run, tmp_path, sides, "r", "--states", folder)
    assert code == 2 and "extract both in the same way" in err


def test_what_is_no_folder_of_states_is_refused(run, model, tmp_path, sides):
    code, _, err = reproduced(run, tmp_path, sides, "r", "--states", str(tmp_path))
    assert code == 2 and err.count("\n") == 1
