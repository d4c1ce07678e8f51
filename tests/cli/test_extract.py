"""`extract`, and its folders as sides of `compare` and `hub`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from semhub.states.store import StateFolder
from tests.cli.lines import ARABIC, ENGLISH, written
from tests.cli.sensing import Sensing
from tests.sentences import assert_one_sentence

PAIRS = len(ENGLISH)


@pytest.fixture(scope="module")
def folder(llama, sides, tmp_path_factory) -> str:
    """Both sides, kept with a llama's own pooling."""
    from semhub.cli import main

    out = str(tmp_path_factory.mktemp("kept") / "states")
    assert main(["extract", "--model", llama, "--data", *sides, "--out", out]) == 0
    return out


def test_it_says_what_was_run_and_what_was_there(run, llama, sides, tmp_path):
    out = str(tmp_path / "states")
    first = ("extract", "--model", llama, "--data", sides[0], "--out", out, "--json", "-")
    found = json.loads(run(*first)[1])
    assert (found["items"], found["computed"], found["found"]) == (PAIRS, PAIRS, 0)
    code, printed, err = run("extract", "--model", llama, "--data", *sides, "--out", out)
    assert (code, err) == (0, "")
    assert f"the states of {2 * PAIRS} items; {PAIRS} were run now, {PAIRS} were there" in printed


@pytest.mark.parametrize("more", [(), ("--partial", "length"), ("--layers", "1-2")])
def test_compare_of_folders_is_compare_of_their_items(run, llama, sides, folder, more):
    code, out, err = run("compare", f"{folder}:en", f"{folder}:ar", *more, "--json", "-")
    expected = run("compare", "--model", llama, *sides, *more, "--json", "-")
    assert (code, err) == (0, expected[2])
    assert_near(json.loads(out), json.loads(expected[1]))


def test_a_folder_beside_texts_is_compare_of_both(run, llama, sides, folder):
    out = run("compare", "--model", llama, f"{folder}:en", sides[1], "--json", "-")[1]
    assert_near(
        json.loads(out), json.loads(run("compare", "--model", llama, *sides, "--json", "-")[1])
    )


def test_hub_of_folders_is_hub_of_their_items(run, llama, sides, folder):
    code, out, _ = run("hub", f"{folder}:en", f"{folder}:ar", "--json", "-")
    expected = json.loads(run("hub", "--model", llama, *sides, "--json", "-")[1])
    assert code == 0 and "".join(json.loads(out)["spokes"]) == "enar"
    assert_near(json.loads(out), expected)


def assert_near(a: object, b: object) -> None:
    """Equal, numbers to 1e-6."""
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for name in a:
            assert_near(a[name], b[name])
    elif isinstance(a, list):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_near(one, other)
    elif isinstance(a, float):
        assert a == pytest.approx(b, abs=1e-6)
    else:
        assert a == b


def test_a_folder_of_another_model_or_pool_is_refused(refused, llama, bert, sides, folder):
    of = f"{folder}:en", f"{folder}:ar"
    assert "as --model asks for" in refused("compare", "--model", bert, *of)
    assert "not mean, as this command asks for" in refused("compare", "--pool", "mean", *of)
    assert "A --model is needed" in refused("compare", of[0], sides[1])
    assert "Controls run the items" in refused("compare", *of, "--controls")
    assert "name one of them" in refused("compare", folder, folder)
    assert "choose one of en, ar" in refused("compare", f"{folder}:de", of[1])
    into = ("--data", sides[0], "--out", folder)
    assert "choose another folder" in refused("extract", "--model", bert, *into)


def test_two_folders_of_different_pools_are_refused(refused, run, llama, sides, folder, tmp_path):
    other = str(tmp_path / "other")
    run("extract", "--model", llama, "--data", sides[1], "--out", other, "--pool", "mean")
    assert "the pooling mean, not unit" in refused("compare", f"{folder}:en", other)


def test_what_cannot_be_kept_is_refused(refused, llama, sides, tmp_path):
    into = ("--model", llama, "--out", str(tmp_path / "s"))
    assert "Two sides are called “en”" in refused("extract", *into, "--data", sides[0], sides[0])
    assert "There is no file" in refused("extract", *into, "--data", "missing.txt")
    sentence = refused("extract", *into, "--data", sides[0], "--shard-size", "0")
    assert "items in a shard is a whole number" in sentence
    assert "goes with the pooling “last”" in refused(
        "extract", *into, "--data", sides[0], "--suffix", " x"
    )


def test_a_row_that_cannot_be_read_is_left_out_of_both_sides_of_a_later_compare(
    run, llama, sides, tmp_path
):
    bad = written(tmp_path / "bad.txt", [*ARABIC[:3], "", *ARABIC[4:]])
    out = str(tmp_path / "states")
    code, _, err = run("extract", "--model", llama, "--data", sides[0], bad, "--out", out)
    assert code == 3 and "line 4: The text is empty" in err
    code, printed, err = run("compare", f"{out}:en", f"{out}:bad", "--json", "-")
    expected = json.loads(run("compare", "--model", llama, sides[0], bad, "--json", "-")[1])
    assert code == 3 and "line 4: The text is empty" in err
    found = json.loads(printed)
    assert found["n"] == PAIRS - 1 and [one["row"] for one in found.pop("left_out")] == [4]
    expected.pop("left_out")
    assert_near(found, expected)


def test_sides_of_unequal_length_are_refused(refused, run, llama, sides, folder, tmp_path):
    short = written(tmp_path / "short.txt", ENGLISH[:5])
    sentence = refused("compare", "--model", llama, f"{folder}:en", short)
    assert "has 13 rows and" in sentence and "has 5" in sentence


def test_pictures_and_sounds_are_kept_and_pair_by_their_names(
    run, pictures, sounds, tmp_path, monkeypatch
):
    monkeypatch.setattr("semhub.models.loading.load", lambda *_, **__: Sensing())
    Path(pictures, "a3.png").unlink()
    Path(pictures, "a5.png").write_bytes(b"no picture")
    out = str(tmp_path / "states")
    code, _, err = run("extract", "--model", "toy", "--data", pictures, sounds, "--out", out)
    assert code == 3 and "b3.wav" in err and "a5.png" in err
    code, printed, _ = run("compare", f"{out}:pictures", f"{out}:sounds", "--json", "-")
    result = json.loads(printed)
    assert (code, result["n"]) == (3, PAIRS - 2)
    assert result["metrics"]["acc1"]["value"][2:] == [1, 1, 1]
    side = StateFolder(Path(out)).side("sounds")
    assert np.allclose(side.lengths, 0.2) and side.items[0].label == "b0.wav"


def test_killed_at_any_moment_the_next_run_repeats_at_most_one_shard(run, llama, tmp_path):
    texts = [f"{ENGLISH[i % PAIRS]} {i}" for i in range(3000)]
    data, size = written(tmp_path / "many.txt", texts), 50
    command = ["extract", "--model", llama, "--data", data, "--shard-size", str(size), "--out"]
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    started = subprocess.Popen(
        [sys.executable, "-m", "semhub", *command, str(killed)],
        cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while len(list((killed / "shards").glob("[0-9]*"))) < 2:
        assert started.poll() is None and time.monotonic() < deadline, started.stderr.read()
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    kept = len(list((killed / "shards").glob("[0-9]*")))
    assert 2 <= kept < len(texts) / size
    assert "is not finished" in run("compare", str(killed), str(killed))[2]

    found = json.loads(run(*command, str(killed), "--json", "-")[1])
    assert found["items"] == len(texts) and found["found"] >= (kept - 1) * size
    assert found["computed"] == len(texts) - found["found"]
    assert run(*command, str(whole))[0] == 0
    for one, other in zip(*(StateFolder(f).side().items for f in (killed, whole)), strict=True):
        assert one == other
    states = [StateFolder(path).side().states() for path in (killed, whole)]
    np.testing.assert_allclose(*states, rtol=1e-5, atol=1e-6)


def test_a_corrupt_shard_is_told_with_the_command_that_makes_it_again(
    run, refused, llama, sides, tmp_path
):
    out = tmp_path / "states"
    command = ("extract", "--model", llama, "--data", *sides, "--out", str(out))
    assert run(*command)[0] == 0
    [shard] = (out / "shards").iterdir()
    shard.write_bytes(shard.read_bytes()[:-9])
    sentence = refused("compare", f"{out}:en", f"{out}:ar")
    assert_one_sentence(sentence.rstrip("\n"))
    assert "00000.safetensors" in sentence and f"run `semhub {' '.join(command)}` again" in sentence
    assert run(*command)[0] == 0
    assert run("compare", f"{out}:en", f"{out}:ar", "--json", "-")[0] == 0
