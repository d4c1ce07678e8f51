"""Prompts of a person's own, from a file with an object a line.

{"prompt": "8=5+", "meaning": "three", "surface": "3", "others": ["one", "two"]}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from semhub.inputs.door import kind_of, path_of, shown
from semhub.inputs.encoding import lines_of

_NEEDED = ("prompt", "meaning", "surface")
FORM = '{"prompt": "8=5+", "meaning": "three", "surface": "3", "others": ["one", "two"]}'


@dataclass(frozen=True)
class PromptRow:
    """number: the line that it is of. prompt: None where the line holds none that can be read, and
    `why` says so."""

    number: int
    prompt: Prompt | None = None
    why: str = ""


def read_prompts(path: str | Path) -> list[Prompt]:
    """The prompts of a file .jsonl. Blank lines are passed over.

    Raises `InputError` when the file cannot be read, or a line holds no prompt.
    """
    found = []
    for row in prompt_rows(path):
        if row.prompt is None:
            raise InputError(row.why)
        found.append(row.prompt)
    return found


def prompt_rows(path: str | Path) -> Iterator[PromptRow]:
    """The same line by line; a line that holds no prompt is handed on with the reason.

    Raises `InputError` when the file cannot be read, or is empty.
    """
    path = path_of(path)
    name = shown(str(path))
    empty = True
    for number, line in enumerate(lines_of(path, name), start=1):
        if line.strip():
            empty = False
            try:
                yield PromptRow(number, _prompt(line, f"{name}, line {number}"))
            except InputError as error:
                yield PromptRow(number, why=str(error))
    if empty:
        raise InputError(f"{name} is empty; write a prompt a line, as {FORM}.")


def is_prompt_file(path: str | Path) -> bool:
    """Whether it is a file .jsonl whose first line that is not blank names a “prompt”.

    Raises `InputError` when the file cannot be read.
    """
    path = path_of(path)
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return False
    lines = (line for line in lines_of(path, shown(str(path))) if line.strip())
    return '"prompt"' in next(lines, "")


def _prompt(line: str, place: str) -> Prompt:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{place} is no JSON; write a prompt a line, as {FORM}.") from None
    if not isinstance(row, dict):
        raise InputError(f"{place} holds {kind_of(row)}; write a prompt a line, as {FORM}.")
    others = row.get("others")
    for field in _NEEDED:
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise InputError(f"{place} needs a text as “{field}”; write it as {FORM}.")
    if not isinstance(others, list) or not all(isinstance(o, str) and o.strip() for o in others):
        raise InputError(f"{place} needs a list of words as “others”; write it as {FORM}.")
    words = (row["meaning"], row["surface"], *others)
    if not others or len(set(words)) < len(words):
        raise InputError(
            f"{place} needs at least one other word, and every word once; write it as {FORM}."
        )
    return Prompt(row["prompt"], row["meaning"], row["surface"], tuple(others))
