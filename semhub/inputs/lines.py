"""Files of texts: one item a line, or, where items have several lines, JSONL, CSV and TSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs.door import kind_of, path_of, shown
from semhub.inputs.text import Text, stripped, texts

TABLES = (".jsonl", ".ndjson", ".csv", ".tsv")
"""Suffixes of files whose items may have several lines, or stand in a named column."""

_FOREIGN = 0.04
"""Share of a file's bytes that are control characters, beyond which it is UTF-16 or UTF-32, whose
high bytes look so, or no text."""

_ARCHIVE = b"PK\x03\x04"
"""What ZIP files begin with, and documents of office programs, which are some."""

_CONTROL = bytes({*range(32)} - {*b"\t\n\r\f"})


def read_lines(path: Path, column: str | None = None) -> list[Text]:
    """The texts of a UTF-8 file.

    One item a line, with line ends of any system; white space at the ends of a line and blank
    lines at the end of the file are ignored. In a file .jsonl, a line is a string, which is taken
    as it stands, or an object; in a .csv or .tsv the first row names the columns, and a cell in
    quotes may have several lines.
    column: of an object or a row; not needed where there is one column of texts only.

    Raises `InputError` when the file cannot be read or a line cannot be used.
    """
    path = path_of(path)
    name, suffix = shown(str(path)), path.suffix.lower()
    content = _content(path, name)
    if suffix in TABLES:
        read = _objects if suffix in TABLES[:2] else _rows
        return texts(_chosen(read(content, name, suffix), column, name), side=name)
    if column is not None:
        raise InputError(
            f"{name} has no columns, so none is called “{column}”; files {', '.join(TABLES)} do."
        )
    # Not str.splitlines: it also cuts at separators that may stand inside a sentence.
    lines = content.rstrip("\n \t").split("\n")
    if lines == [""]:
        raise InputError(f"{name} is empty; give at least one item a line.")
    return texts(map(stripped, lines), side=name)


def heading(path: Path) -> str | None:
    """What the first row of a .csv or .tsv file calls its only column; None of other files. Raises
    `InputError` when it cannot be read."""
    suffix, name = path.suffix.lower(), shown(str(path))
    if suffix not in TABLES[2:]:
        return None
    return _names(_rows(_content(path, name), name, suffix))[0]


def _content(path: Path, name: str) -> str:
    """The file's text, its line ends as "\\n"."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.") from None
    if data.startswith(_ARCHIVE):
        raise InputError(
            f"{name} is not UTF-8 text, but an archive or a document of another program; unpack "
            "it, or save it as UTF-8 text."
        )
    foreign = len(data) - len(data.translate(None, _CONTROL))
    if foreign > _FOREIGN * len(data) and foreign > 1:
        raise InputError(
            f"{name} is not UTF-8 text, but UTF-16, UTF-32 or no text at all; save it as UTF-8 and "
            "try again."
        )
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text; save it as UTF-8 and try again.") from None
    return content.replace("\r\n", "\n").replace("\r", "\n")


Row = str | dict[str, object]


def _objects(content: str, name: str, _suffix: str) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(content.rstrip("\n \t").split("\n"), start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(
                f"{name}, line {number} is no JSON; write one string or one object a line."
            ) from None
        if not isinstance(row, (str, dict)):
            raise InputError(
                f"{name}, line {number} holds {kind_of(row)}; write a string or an object with "
                "texts."
            )
        rows.append(row if isinstance(row, str) else {shown(key): row[key] for key in row})
    if len({type(row) for row in rows}) > 1:
        raise InputError(f"{name} holds strings and objects; write all of its lines in one way.")
    return rows


def _rows(content: str, name: str, suffix: str) -> list[Row]:
    delimiter = "\t" if suffix == ".tsv" else ","
    lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        head, *rows = [row for row in lines if any(map(str.strip, row))] or [[]]
    except csv.Error as error:
        raise InputError(
            f"{name} cannot be read near line {lines.line_num}: {error}; save it as CSV again, "
            "with cells of several lines in double quotes."
        ) from None
    names = [shown(stripped(cell)) for cell in head]
    if not rows or len(set(names)) < len(names) or "" in names:
        raise InputError(
            f"{name} needs a first row that names every column once, and rows below it."
        )
    for number, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise InputError(
                f"{name}, row {number} has {len(row)} cells and the first row names "
                f"{len(names)}; put cells that hold a {'tab' if suffix == '.tsv' else 'comma'} in "
                "double quotes."
            )
    return [dict(zip(names, map(stripped, row), strict=True)) for row in rows]


def _names(rows: Iterable[Row]) -> tuple[str, ...]:
    """Columns that hold a text in every row."""
    objects = [row for row in rows if isinstance(row, dict)]
    known = dict.fromkeys(name for row in objects for name in row)
    return tuple(name for name in known if all(isinstance(row.get(name), str) for row in objects))


def _chosen(rows: list[Row], column: str | None, name: str) -> list[str]:
    offered = _names(rows)
    if isinstance(rows[0], str):
        if column is not None:
            raise InputError(f"{name} holds strings and no column “{column}”; leave that out.")
        return rows
    column = offered[0] if column is None and len(offered) == 1 else column and shown(column)
    if column not in offered:
        if not offered:
            raise InputError(f"{name} has no column that holds a text in every row; add one.")
        which = "several columns" if column is None else f"no column “{column}”"
        raise InputError(
            f"{name} has {which}; name one of {', '.join(offered)}, as in {name}:{offered[0]}."
        )
    return [row[column] for row in rows]
