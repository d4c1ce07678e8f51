"""A folder of states is the same from one process, from two workers, and after a killed one."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.inputs.row import Row
from semhub.models.loading import load
from semhub.models.options import Options
from semhub.states.store import StateFolder, StateWriter, on_ray, source_of
from semhub.states.store.on_ray import OnRay
from semhub.states.workers import Workers
from tests.sentences import assert_one_sentence
from tests.states.worker_pieces import DyingShards
from tests.tiny import SENTENCES, llama_folder

pytestmark = pytest.mark.ray

TOO_LONG = "猫" * 4000
TEXTS = [f"{sentence} {i}" for i in range(4) for sentence in SENTENCES]
TEXTS = [*TEXTS[:7], TOO_LONG, *TEXTS[7:], TEXTS[0], TOO_LONG, "", TEXTS[-1]]
"""With a text that is too long, one that cannot be read, and some that come again later."""


@pytest.fixture(scope="module")
def name(tmp_path_factory) -> str:
    return str(llama_folder(tmp_path_factory.mktemp("llama")))


def rows() -> list[Row]:
    return [
        Row(i, Text(text)) if text else Row(i, why=f"Row {i} is empty.")
        for i, text in enumerate(TEXTS, start=1)
    ]


def kept(name: str, folder: Path, engine=None):
    """The folder's states and files, and what the run said."""
    own = load(name, device="cpu")
    with StateWriter(own, folder, shard_size=4, engine=engine) as writer:
        writer.add("a", rows())
        written = writer.finish()
    files = {"manifest": (folder / "manifest.parquet").read_bytes(),
             "sides": json.loads((folder / "source.json").read_text())["sides"]}  # fmt: skip
    return StateFolder(folder).side().states(), files, written


@pytest.fixture(scope="module")
def alone(name, tmp_path_factory):
    return kept(name, tmp_path_factory.mktemp("alone") / "s")


def assert_same(found, expected) -> None:
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-5, atol=1e-6)
    assert found[1:] == expected[1:]


def test_two_workers_write_the_same_folder_as_one_process(name, alone, tmp_path):
    assert len(alone[2].left_out["a"]) == 3
    assert_same(kept(name, tmp_path / "s", OnRay(Workers(2), name, Options("cpu"))), alone)


def test_a_worker_killed_midway_changes_nothing(name, alone, tmp_path, monkeypatch):
    mark = tmp_path / "died"
    monkeypatch.setattr(on_ray, "_Shards", partial(DyingShards, mark))
    assert_same(kept(name, tmp_path / "s", OnRay(Workers(2), name, Options("cpu"))), alone)
    assert mark.exists()


def test_shards_are_run_in_rounds_and_the_folder_stays_the_same(name, alone, tmp_path, monkeypatch):
    monkeypatch.setattr(on_ray, "SHARDS", 3)
    assert_same(kept(name, tmp_path / "s", OnRay(Workers(1), name, Options("cpu"))), alone)


def test_a_worker_with_other_weights_is_refused(name, tmp_path_factory):
    other = load(str(llama_folder(tmp_path_factory.mktemp("other"), seed=1)), device="cpu")
    source = source_of(other, "unit", None)
    with pytest.raises(InputError, match="A worker has") as refused:
        next(OnRay(Workers(1), name, Options("cpu")).run(source, [[Text("a")]], None))
    assert_one_sentence(str(refused.value))
