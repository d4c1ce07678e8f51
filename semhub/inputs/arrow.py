"""Columns of Parquet files, and of data sets that Hugging Face's `datasets` saved in a folder.

Both are read a batch of rows at a time, so that a file may be larger than memory. Pictures and
sounds stand in a column as that library writes them: a structure of the file's bytes and its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.inputs.audio import Audio
from semhub.inputs.door import called, kind_of, shown
from semhub.inputs.folder import modality_of, read_file
from semhub.inputs.image import Image
from semhub.inputs.item import Input
from semhub.inputs.row import Row, row_of
from semhub.inputs.table import chosen
from semhub.inputs.text import Text

if TYPE_CHECKING:
    import pyarrow

PARQUET = ".parquet"
_STATE, _SPLITS = "state.json", "dataset_dict.json"
_BATCH = 256
"""Rows that are decoded at a time; a picture's bytes may be many."""

_MEDIA = {"Image": Image.from_bytes, "Audio": Audio.from_bytes}
"""The library's name of a column's kind -> what decodes its bytes."""


def is_saved_dataset(path: Path) -> bool:
    """Whether `save_to_disk` of the library `datasets` wrote this folder."""
    return (path / _STATE).is_file() or (path / _SPLITS).is_file()


def parquet_rows(path: Path, column: str | None = None) -> Iterator[Row]:
    """The rows of a Parquet file, of which a column of texts, pictures or sounds is read.

    Raises `InputError` where the file cannot be read, or the column is not told.
    """
    import pyarrow.parquet

    name = shown(str(path))
    with _reading(name), pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
        column = _column(schema, column, name)
        batches = file.iter_batches(_BATCH, columns=[column])
        yield from _rows(batches, schema, column, name, path.parent)


def saved_rows(path: Path, column: str | None = None) -> Iterator[Row]:
    """The rows of a data set in a folder, in their order, as `parquet_rows` reads them."""
    import pyarrow

    name = shown(str(path))
    if not (path / _STATE).is_file():
        splits = _json(path / _SPLITS, name).get("splits") or []
        raise InputError(
            f"{name} holds the splits {', '.join(map(str, splits))}; name one of them, as in "
            f"{name}/{splits[0] if splits else 'train'}:COLUMN."
        )
    files = [path / one["filename"] for one in _json(path / _STATE, name)["_data_files"]]
    with _reading(name):
        schema = _stream(files[0])[1].schema if files else pyarrow.schema([])
        column = _column(schema, column, name)
        yield from _rows(_saved_batches(files, column), schema, column, name, path)


def _saved_batches(files: list[Path], column: str) -> Iterator[pyarrow.RecordBatch]:
    for file in files:
        source, stream = _stream(file)
        with source, stream:
            for batch in stream:
                for start in range(0, batch.num_rows, _BATCH):
                    yield batch.select([column]).slice(start, _BATCH)


def _stream(file: Path) -> tuple[pyarrow.MemoryMappedFile, pyarrow.RecordBatchStreamReader]:
    import pyarrow

    source = pyarrow.memory_map(str(file))
    return source, pyarrow.ipc.open_stream(source)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Raises `InputError` for what a damaged file raises."""
    import pyarrow

    try:
        yield
    except (OSError, pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError) as error:
        fault = re.split(r"\. |\n", getattr(error, "strerror", None) or str(error))[0].rstrip(".")
        raise InputError(f"{name} cannot be read ({fault}); write or copy it again.") from None


def _json(path: Path, name: str) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{name} has no readable {path.name}; save the data set again.")
    return found


def _column(schema: pyarrow.Schema, column: str | None, name: str) -> str:
    """The column that is read. Raises `InputError` as `chosen` does."""
    kinds = _kinds(schema)
    offered = {shown(field.name): field.name for field in schema if _is_read(field, kinds)}
    return offered[chosen(column, offered, name)]


def _is_read(field: pyarrow.Field, kinds: dict[str, str]) -> bool:
    """Whether a column holds texts, or files of pictures or sounds."""
    import pyarrow.types as types

    kind = field.type.value_type if types.is_dictionary(field.type) else field.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return True
    return field.name in kinds or (types.is_struct(kind) and kind.get_field_index("bytes") >= 0)


def _kinds(schema: pyarrow.Schema) -> dict[str, str]:
    """Column -> "Image" or "Audio", where the library `datasets` noted it."""
    try:
        noted = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = noted["info"]["features"]
        return {name: f["_type"] for name, f in features.items() if f.get("_type") in _MEDIA}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _rows(
    batches: Iterator[pyarrow.RecordBatch],
    schema: pyarrow.Schema,
    column: str,
    name: str,
    folder: Path,
) -> Iterator[Row]:
    kind = _kinds(schema).get(column)
    number = 0
    for batch in batches:
        for cell in batch.column(0):
            number += 1
            yield _row(number, f"{name}, row {number}", cell, column, kind, folder)


def _row(
    number: int, place: str, cell: pyarrow.Scalar, column: str, kind: str | None, folder: Path
) -> Row:
    try:
        value = cell.as_py()
    except UnicodeDecodeError:
        return Row(number, why=f"{place} is not UTF-8 text; write it anew as UTF-8.")
    return cell_row(number, place, value, column, kind, folder)


def cell_row(
    number: int, place: str, value: object, column: str, kind: str | None, folder: Path
) -> Row:
    """The row of a cell: a string, the bytes of a file, or a dict of its "bytes" and its "path".

    kind: "Image" or "Audio" where that is known; else the path's name says it.
    folder: what a path without bytes is relative to.
    """
    if isinstance(value, str) and kind is None:
        return row_of(number, place, lambda: Text(value))
    if isinstance(value, bytes):
        value = {"bytes": value}
    if isinstance(value, str):
        value = {"path": value}
    if not isinstance(value, dict) or not (value.get("bytes") or value.get("path")):
        what = "nothing" if value is None else kind_of(value)
        wanted = "a text" if kind is None else "the file of a picture or a sound"
        return Row(number, why=f"{place} holds {what} as “{called(column)}”; write {wanted} there.")
    path = value.get("path") or ""
    return row_of(number, place, _decoder(value.get("bytes"), path, kind, folder), Path(path).name)


def _decoder(data: bytes | None, path: str, kind: str | None, folder: Path) -> Callable[[], Input]:
    def decode() -> Input:
        if data is None:
            return read_file(folder / path)
        decoder = _MEDIA.get(kind or (modality_of(Path(path)) or "").capitalize())
        if decoder is None:
            raise InputError(
                f"Nothing says whether “{shown(path)}” is a picture or a sound; give its path a "
                "suffix such as .png or .wav."
            )
        return replace(decoder(data, shown(path) or kind), label=shown(Path(path).stem) or kind)

    return decode
