"""Experiments on workers find what they find in one process, also where a worker is killed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from semhub.cli import main
from semhub.models.options import Options
from semhub.paper import on_ray
from semhub.paper.on_ray import Task, kept_by_workers
from semhub.paper.setting import CALIBRATED
from semhub.states.workers import Workers
from tests.paper.worker_pieces import DyingExperiments

NAMES = ("multilingual-similarity", "arithmetic-similarity")


@pytest.mark.ray
def test_workers_of_which_one_is_killed_keep_the_records_of_one_process(tmp_path, monkeypatch):
    alone, folder, mark = tmp_path / "alone", tmp_path / "ray", tmp_path / "died"
    assert main(["reproduce", *NAMES, "--model", "semhub-nano", "--out", str(alone)]) == 0
    monkeypatch.setattr(on_ray, "_Experiments", partial(DyingExperiments, mark))
    tasks = [Task(name, f"semhub reproduce {name}") for name in NAMES]
    found = list(
        kept_by_workers(Workers(2), "semhub-nano", CALIBRATED, folder, tasks, asked=Options("cpu"))
    )
    assert mark.exists() and [one.experiment for one in found] == list(NAMES)
    for name, own in zip(NAMES, found, strict=True):
        assert own.about["command"] == f"semhub reproduce {name}"
        pd.testing.assert_frame_equal(rows(folder / name), rows(alone / name), rtol=1e-5, atol=1e-6)


def rows(record: Path) -> pd.DataFrame:
    return pd.read_parquet(record / "result.parquet")
