"""Folders that lie: each is read or refused in a sentence, in bearable time and memory.

Here one of each kind; `python -m tests.hostile` tries all of them.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.hostile.lies import SAMPLE


@pytest.fixture(scope="module")
def table() -> list[str]:
    """What became of each, one a line, from a process in which nothing has run before."""
    command = [sys.executable, "-m", "tests.hostile", "--sample"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert ended.stdout, ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.parametrize("name", SAMPLE)
def test_a_folder_that_lies_is_read_or_refused_in_one_sentence(table, name):
    (line,) = (line for line in table if f"  {name}: " in line)
    assert line.startswith(("read ", "refused ")), "\n".join(table)
