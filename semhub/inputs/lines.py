"""Files of texts: one item a line, or, where items have several lines, JSONL, CSV and TSV."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs import table
from semhub.inputs.door import called, path_of, shown
from semhub.inputs.encoding import content_of, lines_of
from semhub.inputs.row import Row, required, row_of
from semhub.inputs.text import Text, stripped

TABLES = (*table.OBJECTS, *table.SEPARATED)
"""Suffixes of files whose items may have several lines, or stand in a named column."""


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
    content = content_of(path, shown(str(path)))
    return list(required(_rows(io.StringIO(content), path, column)))


def line_rows(path: Path, column: str | None = None) -> Iterator[Row]:
    """The same line by line, as they are asked for. A line that cannot be used is a row without an
    item; `InputError` is raised where none of them can be told apart."""
    return _rows(lines_of(path, shown(str(path))), path, column)


def heading(path: Path) -> str | None:
    """What the first row of a .csv or .tsv file calls its first column; None of other files. Raises
    `InputError` when it cannot be read."""
    suffix, name = path.suffix.lower(), shown(str(path))
    return table.heading(lines_of(path, name), name, suffix) if suffix in table.SEPARATED else None


def _rows(lines: Iterable[str], path: Path, column: str | None) -> Iterator[Row]:
    name, suffix = shown(str(path)), path.suffix.lower()
    if suffix in TABLES:
        return table.rows(lines, column, name, suffix)
    if column is not None:
        raise InputError(
            f"{name} has no columns, so none is called “{called(column)}”; files "
            f"{', '.join(TABLES)} do."
        )
    return _plain(lines, name)


def _plain(lines: Iterable[str], name: str) -> Iterator[Row]:
    blank = 0  # lines that count only if another follows
    number = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip("\n \t"):
            blank += 1
            continue
        for before in range(number - blank, number):
            yield _line("", before, name)
        blank = 0
        yield _line(line, number, name)
    if blank == number:
        raise InputError(f"{name} is empty; give at least one item a line.")


def _line(line: str, number: int, name: str) -> Row:
    return row_of(number, f"{name}, line {number}", lambda: Text(stripped(line)))
