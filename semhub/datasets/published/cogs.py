"""COGS: a file .tsv of sentences, logical forms and types, without a first row of names.

https://github.com/najoungkim/COGS, data/train.tsv. Rows of the type “primitive” are single words
and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from semhub.datasets.prompt_file import PromptRow
from semhub.datasets.prompts import ROLES, Prompt
from semhub.datasets.published.columns import text_columns
from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.encoding import lines_of
from semhub.inputs.row import Row
from semhub.inputs.text import stripped

_PRIMITIVE = "primitive"
_FILLED = re.compile(rf"\. ({'|'.join(ROLES)}) \( x _ \d+ , ([A-Z]\w*) \)")
"""A role and the name of who has it, as in “eat . agent ( x _ 1 , Emma )”."""


class Sentence(NamedTuple):
    number: int
    place: str
    text: str = ""
    form: str = ""
    why: str = ""


def columns(file: Path) -> Mapping[str, Iterator[Row]]:
    """Sentences and their forms. Raises `InputError` where the file cannot be read."""
    _require(file)
    return text_columns(partial(_sentences, file), {"en": "text", "form": "form"})


def prompts(file: Path, experiment: str, *, as_paper: bool = False) -> Iterator[PromptRow]:
    """Before every name but one at the beginning: the role that the form gives it. A name that
    stands twice in a sentence, or has two roles, is passed over."""
    _require(file)
    for one in _sentences(file):
        if one.why:
            yield PromptRow(one.number, why=one.why)
            continue
        words = one.text.split()
        filled = _FILLED.findall(one.form)
        for role, name in filled:
            if words.count(name) == 1 and words[0] != name and _once(name, filled):
                others = tuple(other for other in ROLES if other != role)
                text = " ".join(words[: words.index(name)])
                yield PromptRow(one.number, Prompt(text, role, name, others))


def _once(name: str, filled: list[tuple[str, str]]) -> bool:
    return [who for _, who in filled].count(name) == 1


def _require(file: Path) -> None:
    if not file.is_file():
        raise InputError(f"There is no file {shown(str(file))}; give cogs:FILE, such as train.tsv.")
    if not any(True for _ in _sentences(file)):
        raise InputError(f"{shown(str(file))} holds no sentence; give another.")


def _sentences(file: Path) -> Iterator[Sentence]:
    for number, line in enumerate(lines_of(file, shown(str(file))), start=1):
        cells = line.rstrip("\n").split("\t")
        place = f"{shown(file.name)}, line {number}"
        if len(cells) != 3:
            if line.strip():
                why = f"{place} has {len(cells)} cells and not a sentence, its form and its type."
                yield Sentence(number, place, why=why)
        elif cells[2].strip() != _PRIMITIVE:
            yield Sentence(number, place, stripped(cells[0]), stripped(cells[1]))
