"""The command line as a whole: what goes to which stream, and every fault as one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import semhub
from tests.sentences import assert_one_sentence


def test_a_target_that_cannot_be_written_is_refused(refused, llama, sides, tmp_path):
    target = str(tmp_path / "no" / "such" / "folder.json")
    assert f"{target} cannot be written" in refused(
        "compare", "--model", llama, *sides, "--json", target
    )
    assert "cannot be written" in refused("models", "--json", str(tmp_path))


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


LONG = ["1" * 4_400, "open_clip:" + "x" * 5_000, "open_clip:A/" + "y" * 5_000, "a b " * 2_000]


@pytest.mark.parametrize("given", LONG)
@pytest.mark.parametrize(
    "command",
    ["compare A A --model {}", "compare A A --model m --layers {}", "compare {} A --model m",
     "compare A A --model m --metrics={}", "compare A A --model m --pool {}", "{}",
     "lens hello --model m --top {}", "hub {} --model m", "compare A A --model m --cluster {}",
     "steer --from a --to b --prompt c --layer 1 --strength {} --model m"],
)  # fmt: skip
def test_no_sentence_repeats_a_long_argument_in_full(refused, sides, command, given):
    arguments = [one.replace("{}", given) for one in command.split()]
    sentence = refused(*(sides[0] if one == "A" else one for one in arguments))
    assert len(sentence) < 1_500 and given not in sentence
