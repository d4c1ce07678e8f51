"""Files of texts: one item a line, or, where items have several lines, JSONL, CSV and TSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs.door import kind_of, path_of, shown
from semhub.inputs.encoding import content_of
from semhub.inputs.text import Text, stripped, texts

TABLES = (".jsonl", ".ndjson", ".csv", ".tsv")
"""Suffixes of files whose items may have several lines, or stand in a named column."""

_BETWEEN = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What stands between cells: Excel writes semicolons where the comma is a decimal point."""

Row = str | dict[str, object]


def read_lines(path: Path, column: str | None = None) -> list[Text]:
    """Return the texts of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    One item a line, with line ends of any system; white space at the ends of a line and blank
    lines at the end of the file are ignored. In a file .jsonl, a line is a string, which is taken
    as it stands, or an object, and blank lines are passed over; in a .csv or .tsv the first row
    names the columns, with commas, semicolons or tabs between them, and a cell in quotes may have
    several lines.
    column: of an object or a row; not needed where there is one column of texts only.

    Raises `InputError` when the file cannot be read or a line cannot be used.
    """
    path = path_of(path)
    name, suffix = shown(str(path)), path.suffix.lower()
    content = content_of(path, name)
    if suffix in TABLES:
        rows = _table(content, name, suffix)
        cells = _chosen([*rows.values()], column, name)
        return [_text(cell, place) for place, cell in zip(rows, cells, strict=True)]
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
    """Return what the first row of a .csv or .tsv file calls its only column; None of other files.
    Raises `InputError` when it cannot be read."""
    suffix, name = path.suffix.lower(), shown(str(path))
    if suffix not in TABLES[2:]:
        return None
    return _names(_rows(content_of(path, name), name, suffix).values())[0]


def _table(content: str, name: str, suffix: str) -> dict[str, Row]:
    """Return the rows of a file, by the place that sentences name."""
    if not content.strip():
        what = "a line" if suffix in TABLES[:2] else "a row, below one that names every column once"
        raise InputError(f"{name} is empty; give at least one item {what}.")
    return _objects(content, name) if suffix in TABLES[:2] else _rows(content, name, suffix)


def _text(text: str, place: str) -> Text:
    try:
        return Text(text)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _objects(content: str, name: str) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{name}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(
                f"{place} is no JSON; write one string or one object a line."
            ) from None
        if not isinstance(row, (str, dict)):
            raise InputError(
                f"{place} holds {kind_of(row)}; write a string or an object with texts."
            )
        rows[place] = row if isinstance(row, str) else {shown(key): row[key] for key in row}
    if len({type(row) for row in rows.values()}) > 1:
        raise InputError(f"{name} holds strings and objects; write all of its lines in one way.")
    return rows


def _rows(content: str, name: str, suffix: str) -> dict[str, Row]:
    """Return the rows by name; they count as in a spreadsheet, from the one that names the
    columns."""
    between = _delimiter(content, suffix)
    records = _records(content, between, name)
    (_, head), *rows = records or [(1, [])]
    names = [shown(stripped(cell)) for cell in head]
    width = max((at for at, called in enumerate(names, start=1) if called), default=0)
    named = [called for called in names if called]
    if not rows or len(set(named)) < len(named) or not named:
        raise InputError(
            f"{name} needs a first row that names every column once, and rows below it."
        )
    found: dict[str, Row] = {}
    for number, row in rows:
        place = f"{name}, row {number}"
        # What ends every row with a comma names a column "", which stays empty.
        if len(row) not in (width, len(names)) or any(map(str.strip, row[width:])):
            raise InputError(
                f"{place} has {len(row)} cells and the first row names {width}; put cells that "
                f"hold a {_BETWEEN[between]} in double quotes."
            )
        cells = zip(names[:width], map(stripped, row[:width]), strict=True)
        found[place] = {called: cell for called, cell in cells if called}
    return found


def _delimiter(content: str, suffix: str) -> str:
    """Return what stands between the names of the first row; what the suffix says, if it is one
    name."""
    usual = "\t" if suffix == ".tsv" else ","
    head = content.lstrip("\n").partition("\n")[0]
    cells = {between: len(next(csv.reader([head], delimiter=between))) for between in _BETWEEN}
    return usual if cells[usual] > 1 else max((usual, *_BETWEEN), key=cells.__getitem__)


def _records(content: str, between: str, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, with their numbers."""
    lines = csv.reader(io.StringIO(content, newline=""), delimiter=between, strict=True)
    try:
        return [(k, row) for k, row in enumerate(lines, start=1) if any(map(str.strip, row))]
    except csv.Error as error:
        limit = csv.field_size_limit()
        if "field limit" in str(error):
            raise InputError(
                f"{name} has a cell of more than {limit:,} characters near line "
                f"{lines.line_num:,}, which is too long for an item; shorten it, or close a double "
                "quote before it."
            ) from None
        raise InputError(
            f"{name} cannot be read near line {lines.line_num:,}: {error}; save it as CSV again, "
            "with cells of several lines in double quotes."
        ) from None


def _names(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the columns that hold a text in every row."""
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
