"""MBPP: a file .jsonl with a task and a program in Python a line.

https://github.com/google-research/google-research/tree/master/mbpp. An object has the task as
`text` (`prompt` in the sanitized file) and the program as `code`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from semhub.datasets.program_prompts import call_arguments, list_commas
from semhub.datasets.prompt_file import PromptRow
from semhub.datasets.published.columns import text_columns
from semhub.errors import InputError
from semhub.inputs.door import kind_of, shown
from semhub.inputs.encoding import lines_of
from semhub.inputs.row import Row


class Program(NamedTuple):
    number: int
    place: str
    text: str = ""
    code: str = ""
    why: str = ""


def columns(file: Path) -> Mapping[str, Iterator[Row]]:
    """Tasks and programs. Raises `InputError` where the file cannot be read."""
    _require(file)
    return text_columns(partial(_programs, file), {"text": "text", "code": "code"})


def prompts(file: Path, experiment: str, *, as_paper: bool = False) -> Iterator[PromptRow]:
    """Before every comma of a list, at it `as_paper`; before every argument of a call of what
    Python brings, for `code-roles`."""
    _require(file)
    for one in _programs(file):
        if one.why:
            yield PromptRow(one.number, why=one.why)
            continue
        try:
            found = (
                call_arguments(one.code)
                if experiment == "code-roles"
                else list_commas(one.code, behind=as_paper)
            )
        except InputError as error:
            yield PromptRow(one.number, why=f"{one.place}: {error}")
            continue
        yield from (PromptRow(one.number, prompt) for prompt in found)


def _require(file: Path) -> None:
    if not file.is_file():
        raise InputError(f"There is no file {shown(str(file))}; give mbpp:FILE, as mbpp.jsonl.")
    if not any(True for _ in _programs(file)):
        raise InputError(f"{shown(str(file))} is empty; give another.")


def _programs(file: Path) -> Iterator[Program]:
    for number, line in enumerate(lines_of(file, shown(str(file))), start=1):
        if line.strip():
            yield _program(line, number, f"{shown(file.name)}, line {number}")


def _program(line: str, number: int, place: str) -> Program:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return Program(number, place, why=f"{place} is no JSON.")
    if not isinstance(row, dict):
        return Program(number, place, why=f"{place} holds {kind_of(row)} and no object.")
    text, code = row.get("text", row.get("prompt")), row.get("code")
    if not isinstance(text, str) or not isinstance(code, str):
        return Program(number, place, why=f"{place} needs texts as “text” and as “code”.")
    # Programs are published with the line ends of Windows.
    return Program(number, place, text, code.replace("\r\n", "\n"))
