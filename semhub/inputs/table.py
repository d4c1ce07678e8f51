"""Rows of JSONL, CSV and TSV, one after the other, and the column that is read of them.

A row that cannot be used is handed on as the error that says why, so that who reads may stop there
or leave it out.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from semhub.errors import InputError
from semhub.inputs.door import called, kind_of, shown
from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text, stripped

OBJECTS = (".jsonl", ".ndjson")
SEPARATED = (".csv", ".tsv")

_BETWEEN = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What stands between cells: Excel writes semicolons where the comma is a decimal point."""

_LISTED = 20
"""Columns that a sentence names."""

_FIRST = 1000
"""Rows by which the columns are known."""


class Record(NamedTuple):
    """number: as the file counts. place: the file and that number, as sentences name them.
    value: a string, the cells by their columns, or the error of a row that is neither."""

    number: int
    place: str
    value: str | dict[str, object] | InputError


def rows(lines: Iterable[str], column: str | None, name: str, suffix: str) -> Iterator[Row]:
    """The rows of a table, of which a cell each is read: that of `column`, or of the only column of
    texts. lines: each with its "\\n".

    Raises `InputError` where the file is empty, has no such column, or has several and none is
    named; of `.csv` and `.tsv` also where no rows can be told apart.
    """
    records = _objects(lines, name) if suffix in OBJECTS else _cells(lines, name, suffix)
    first = list(islice(records, _FIRST))
    if not first:
        raise InputError(f"{name} is empty; give at least one item a line.")
    column = _column(first, column, name)
    for record in chain(first, records):
        yield _row(record, column, name)


def heading(lines: Iterable[str], name: str, suffix: str) -> str | None:
    """What the first row of a .csv or .tsv file calls its first column; None where no row below it
    can be read. Raises `InputError` when no rows can be told apart."""
    for record in _cells(lines, name, suffix):
        if not isinstance(record.value, InputError):
            return next(iter(record.value))
    return None


def _row(record: Record, column: str | None, name: str) -> Row:
    number, place, value = record
    if isinstance(value, InputError):
        return Row(number, why=str(value))
    if isinstance(value, str) != (column is None):
        return Row(
            number, why=f"{place}: {name} holds strings and objects; write all of its lines in one "
            "way.",
        )  # fmt: skip
    cell = value if column is None else value.get(column)
    if not isinstance(cell, str):
        what = "nothing" if cell is None else kind_of(cell)
        return Row(number, why=f"{place} holds {what} as “{called(column)}”; write a text there.")
    return row_of(number, place, lambda: Text(cell))


def _column(first: list[Record], column: str | None, name: str) -> str | None:
    """The column that is read; None of a file of strings."""
    values = [record.value for record in first if not isinstance(record.value, InputError)]
    if not values:
        raise first[0].value
    if isinstance(values[0], str):
        if column is not None:
            raise InputError(
                f"{name} holds strings and no column “{called(column)}”; leave that out."
            )
        return None
    objects = [value for value in values if isinstance(value, dict)]
    known = dict.fromkeys(key for value in objects for key in value)
    texts = {key: sum(isinstance(value.get(key), str) for value in objects) for key in known}
    whole = [key for key, count in texts.items() if count == len(objects)]
    some = [key for key, count in texts.items() if count]
    return chosen(column, whole or some, name, known=some)


def chosen(column: str | None, offered: Iterable[str], name: str, known: Iterable[str] = ()) -> str:
    """The column that is named, or the only one that is offered. Raises `InputError` where there is
    none of that name, or none is named among several. known: those that may be named beyond."""
    offered = list(offered)
    if column is None and len(offered) == 1:
        return offered[0]
    column = column and shown(column)
    if column in offered or column in known:
        return column
    if not offered:
        raise InputError(f"{name} has no column that holds a text in every row; add one.")
    which = "several columns" if column is None else f"no column “{called(column)}”"
    some = ", ".join(map(called, offered[:_LISTED])) + (", …" if len(offered) > _LISTED else "")
    raise InputError(f"{name} has {which}; name one of {some}, as in {name}:{called(offered[0])}.")


def _objects(lines: Iterable[str], name: str) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Record(number, place := f"{name}, line {number}", _object(line, place))


def _object(line: str, place: str) -> str | dict[str, object] | InputError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return InputError(f"{place} is no JSON; write one string or one object a line.")
    if isinstance(value, dict):
        return {shown(key): cell for key, cell in value.items()}
    if isinstance(value, str):
        return value
    return InputError(f"{place} holds {kind_of(value)}; write a string or an object with texts.")


def _cells(lines: Iterable[str], name: str, suffix: str) -> Iterator[Record]:
    """Rows count as in a spreadsheet, from the one that names the columns."""
    lines = iter(lines)
    before = []  # what stands above the first row, which says what is between cells
    for line in lines:
        before.append(line)
        if line.strip("\n"):
            break
    if not any(line.strip() for line in before):
        raise InputError(
            f"{name} is empty; give at least one item a row, below one that names every column "
            "once."
        )
    between = _delimiter(before[-1].rstrip("\n"), suffix)
    records = _records(chain(before, lines), between, name)
    _, head = next(records, (1, []))
    first = next(records, None)
    names = [shown(stripped(cell)) for cell in head]
    named = [called for called in names if called]
    if first is None or len(set(named)) < len(named) or not named:
        raise InputError(
            f"{name} needs a first row that names every column once, and rows below it."
        )
    for number, row in chain([first], records):
        place = f"{name}, row {number}"
        yield Record(number, place, _by_name(row, names, place, between))


def _by_name(
    row: list[str], names: list[str], place: str, between: str
) -> dict[str, object] | InputError:
    width = max(at for at, called in enumerate(names, start=1) if called)
    # What ends every row with a comma names a column "", which stays empty.
    if len(row) not in (width, len(names)) or any(map(str.strip, row[width:])):
        return InputError(
            f"{place} has {len(row)} cells and the first row names {width}; put cells that hold a "
            f"{_BETWEEN[between]} in double quotes."
        )
    cells = zip(names[:width], map(stripped, row[:width]), strict=True)
    return {called: cell for called, cell in cells if called}


def _delimiter(head: str, suffix: str) -> str:
    """What stands between the names of the first row; what the suffix says, if it is one name."""
    usual = "\t" if suffix == ".tsv" else ","
    cells = {between: len(next(csv.reader([head], delimiter=between))) for between in _BETWEEN}
    return usual if cells[usual] > 1 else max((usual, *_BETWEEN), key=cells.__getitem__)


def _records(lines: Iterable[str], between: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their numbers."""
    reader = csv.reader(lines, delimiter=between, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if any(map(str.strip, row)):
                yield number, row
    except csv.Error as error:
        limit = csv.field_size_limit()
        if "field limit" in str(error):
            raise InputError(
                f"{name} has a cell of more than {limit:,} characters near line "
                f"{reader.line_num:,}, which is too long for an item; shorten it, or close a "
                "double quote before it."
            ) from None
        raise InputError(
            f"{name} cannot be read near line {reader.line_num:,}: {error}; save it as CSV again, "
            "with cells of several lines in double quotes."
        ) from None
