"""Prompts of a person's own, from a file with an object a line.

{"prompt": "8=5+", "meaning": "three", "surface": "3", "others": ["one", "two"]}
"""

from __future__ import annotations

import json
from pathlib import Path

from semhub.datasets.prompts import Prompt
from semhub.errors import InputError
from semhub.inputs.door import kind_of, path_of, shown
from semhub.inputs.encoding import content_of

_NEEDED = ("prompt", "meaning", "surface")
FORM = '{"prompt": "8=5+", "meaning": "three", "surface": "3", "others": ["one", "two"]}'


def read_prompts(path: str | Path) -> list[Prompt]:
    """The prompts of a file .jsonl. Blank lines are passed over.

    Raises `InputError` when the file cannot be read, or a line holds no prompt.
    """
    path = path_of(path)
    name = shown(str(path))
    lines = content_of(path, name).split("\n")
    found = [
        _prompt(line, f"{name}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not found:
        raise InputError(f"{name} is empty; write a prompt a line, as {FORM}.")
    return found


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
