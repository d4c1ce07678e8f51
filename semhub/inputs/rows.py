"""The rows of a side, whatever it stands in: one after the other, as they are asked for.

A row that cannot be read, be it empty, of another type, damaged or in another encoding, is handed
on with the sentence that says so, and the rows behind it are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from semhub.inputs import arrow
from semhub.inputs.door import path_of, shown
from semhub.inputs.folder import media_files, modality_of, read_file
from semhub.inputs.item import Input
from semhub.inputs.lines import TABLES, line_rows
from semhub.inputs.row import Row, required, row_of

WITH_COLUMNS = (*TABLES, arrow.PARQUET)
"""Suffixes of files that have columns."""


def has_columns(path: Path) -> bool:
    """Whether it is a file or a folder of which a column can be named."""
    if path.is_dir():
        return arrow.is_saved_dataset(path)
    return path.suffix.lower() in WITH_COLUMNS and path.is_file()


def rows_of(path: Path, column: str | None = None) -> Iterator[Row]:
    """The rows of a text file, a table, a Parquet file, a saved data set, a folder of pictures or
    of sounds in name order, or of one picture or sound.

    column: of what has columns; not needed where one alone can be read.
    Raises `InputError` where no rows can be told apart.
    """
    path = path_of(path)
    if path.is_dir():
        if arrow.is_saved_dataset(path):
            return arrow.saved_rows(path, column)
        return file_rows(media_files(path))
    if modality_of(path):
        return file_rows([path])
    if path.suffix.lower() == arrow.PARQUET:
        return arrow.parquet_rows(path, column)
    return line_rows(path, column)


def file_rows(files: Sequence[Path]) -> Iterator[Row]:
    """A picture or a sound a file."""
    for number, file in enumerate(files, start=1):
        yield row_of(number, "", lambda file=file: read_file(file), shown(file.name))


def read_column(path: Path, column: str | None = None) -> list[Input]:
    """The items of a column of a table, a Parquet file or a saved data set, in their order.

    column: not needed where one alone can be read. Raises `InputError` where the file or a row of
    it cannot be read, and where there is no such column.
    """
    return list(required(rows_of(path, column)))
