"""`--engine`: commands on Ray's workers, and options that fit nothing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from semhub.states import workers
from semhub.states.store import StateFolder
from tests.sentences import assert_one_sentence

REPRODUCE = ("reproduce", "multilingual-lens", "--model", "semhub-nano", "--out", "no-folder")


@pytest.mark.parametrize("option", [("--workers", "2"), ("--gpus-per-worker", "1")])
def test_options_of_workers_are_refused_without_their_engine(refused, option):
    assert f"{option[0]} is for --engine ray" in refused(*REPRODUCE, *option)


def test_no_workers_are_refused(refused, monkeypatch):
    monkeypatch.setattr(workers, "require_ray", lambda: None)
    assert "number of workers" in refused(*REPRODUCE, "--engine", "ray", "--workers", "0")


def test_without_ray_commands_say_what_to_install(refused, monkeypatch, llama, sides, tmp_path):
    monkeypatch.setattr(workers, "find_spec", lambda _name: None)
    extract = ("extract", "--model", llama, "--data", sides[0], "--out", str(tmp_path / "s"))
    for command in (REPRODUCE, extract):
        assert "pip install" in refused(*command, "--engine", "ray")


@pytest.mark.ray
def test_extract_on_workers_keeps_the_same_states(run, llama, sides, tmp_path):
    states = []
    for name, engine in (("here", ()), ("there", ("--engine", "ray", "--workers", "1"))):
        out = str(tmp_path / name)
        command = ("extract", "--model", llama, "--data", *sides, "--out", out)
        assert run(*command, *engine)[0] == 0
        states.append([StateFolder(tmp_path / name).side(own).states() for own in ("en", "ar")])
    np.testing.assert_allclose(states[1], states[0], rtol=1e-5, atol=1e-6)


@pytest.mark.ray
def test_data_of_ones_own_travel_to_the_worker(run, llama, sides, tmp_path):
    found = []
    for name, engine in (("here", ()), ("there", ("--engine", "ray", "--workers", "1"))):
        command = ("reproduce", "multilingual-similarity", "--model", llama, "--data", *sides)
        assert run(*command, "--out", str(tmp_path / name), *engine)[0] == 0
        found.append(tmp_path / name / "multilingual-similarity")
    here, there = (pd.read_parquet(one / "result.parquet") for one in found)
    pd.testing.assert_frame_equal(there, here, rtol=1e-5, atol=1e-6)
    here, there = (json.loads((one / "record.json").read_text())["asked"] for one in found)
    assert there["data"] == here["data"] and there["model"] == here["model"]


@pytest.mark.ray
def test_an_experiment_that_the_workers_model_cannot_do_is_refused_in_a_sentence(
    run, bert, tmp_path
):
    command = ("reproduce", "multilingual-lens", "--model", bert, "--out", str(tmp_path / "out"))
    code, _, err = run(*command, "--engine", "ray", "--workers", "1")
    told = [line for line in err.splitlines() if "multilingual-lens asks for" in line]
    assert code == 2 and len(told) == 1
    assert_one_sentence(told[0])
