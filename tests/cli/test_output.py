"""What is printed where the terminal, or a file's name, cannot be encoded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import semhub
from semhub import json_file

CHINESE, EMOJI = "猫在睡觉。", "é🐈"


def command(*arguments: str | bytes, encoding: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "semhub", *arguments],
        capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}, check=False,
        cwd=Path(semhub.__file__).parents[1],
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_sentence_that_the_terminal_cannot_encode_is_printed_all_the_same(encoding):
    done = command("compare", "--model", "m", f"{CHINESE}.txt", "b.txt", encoding=encoding)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    name = CHINESE if encoding == "utf-8" else CHINESE.encode("ascii", "backslashreplace").decode()
    assert name in done.stderr.decode(encoding)


def test_a_file_name_that_is_no_text_is_printed_by_its_bytes():
    done = command("compare", "--model", "m", b"caf\xe9.txt", "b.txt", encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr.decode().startswith("There is no file or folder caf\\udce9.txt")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_json_on_a_stream_of_any_encoding_is_json(encoding):
    code = (
        "from semhub import json_file\n"
        "from semhub.cli import output; output.print_anything()\n"
        f"json_file.write({[CHINESE, EMOJI]!a}, '-')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": encoding},
        cwd=Path(semhub.__file__).parents[1],
    )  # fmt: skip
    assert json.loads(done.stdout.decode(encoding)) == [CHINESE, EMOJI]


def test_a_file_of_json_is_utf_8_also_with_a_name_in_it_that_is_no_text(tmp_path):
    path = tmp_path / "out.json"
    json_file.write([CHINESE, "caf\udce9"], str(path))
    assert CHINESE in path.read_bytes().decode("utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == [CHINESE, "caf\udce9"]


def test_a_file_of_json_is_the_old_one_or_the_new_one_when_the_run_is_killed(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("[1]\n")
    code = (
        "import os; from semhub import json_file\n"
        "os.replace = lambda *_: os._exit(9)\n"
        f"json_file.write(list(range(9)), {str(path)!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=Path(semhub.__file__).parents[1]
    )
    assert done.returncode == 9 and path.read_text() == "[1]\n"
    json_file.write([2], str(path))
    assert path.read_text() == "[2]\n"


def test_json_goes_through_a_link_and_into_a_pipe(tmp_path):
    (tmp_path / "there").mkdir()
    link, file = tmp_path / "link.json", tmp_path / "there" / "file.json"
    link.symlink_to(file)
    json_file.write([1], str(link))
    assert link.is_symlink() and file.read_text() == "[1]\n"
    json_file.write([1], "/dev/null")
    assert not Path("/dev/null").is_file()
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_what_is_no_number_is_null_in_json(tmp_path):
    path = tmp_path / "out.json"
    json_file.write({"value": [float("nan"), float("inf"), -1.5]}, str(path))
    assert path.read_text() == '{"value": [null, null, -1.5]}\n'
