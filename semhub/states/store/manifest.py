"""`manifest.parquet`: one row an item of a side, with what it is and where its states are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.inputs import Audio, Input, Text
from semhub.inputs.row import Row
from semhub.states.store.files import move, partial_of

if TYPE_CHECKING:
    import pyarrow

NAME = "manifest.parquet"
_GROUP = 4096
"""Rows that are kept until they are written."""


@dataclass(frozen=True)
class Entry:
    """side: its name. item: its place in the side, from 0; places of rows that could not be read
    are missing. row: as its file counts. digest: of the item. modality: "text", "image" or "audio".
    text: of a text; file: the name of the file of any other. tokens: positions of its span.
    characters: of a text. seconds: of a sound. shard, place: where its states are.
    """

    side: str
    item: int
    row: int
    digest: str
    modality: str
    text: str | None
    file: str | None
    tokens: int
    characters: int | None
    seconds: float | None
    shard: str
    place: int


_TYPES = {
    "str": "string", "str | None": "string", "int": "int64", "int | None": "int64",
    "float | None": "float64",
}  # fmt: skip


def schema() -> pyarrow.Schema:
    import pyarrow

    return pyarrow.schema(
        [(field.name, getattr(pyarrow, _TYPES[field.type])()) for field in fields(Entry)]
    )


def entry(side: str, item: int, row: Row, tokens: int, shard: str, place: int) -> Entry:
    """The entry of a row that could be read."""
    own: Input = row.item
    text = own.text if isinstance(own, Text) else None
    return Entry(
        side, item, row.number, own.digest, own.modality, text,
        None if text is not None else row.name or own.label, tokens,
        None if text is None else len(text),
        own.seconds if isinstance(own, Audio) else None, shard, place,
    )  # fmt: skip


class Manifest:
    """A manifest that is written entry by entry, and that is there only once it is finished."""

    def __init__(self, folder: Path):
        import pyarrow.parquet

        self._path = folder / NAME
        self._names = schema().names
        self._waiting: list[Entry] = []
        self._file = pyarrow.parquet.ParquetWriter(
            partial_of(self._path), schema(), compression="zstd"
        )

    def add(self, one: Entry) -> None:
        self._waiting.append(one)
        if len(self._waiting) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        if self._waiting:
            columns = {name: [getattr(one, name) for one in self._waiting] for name in self._names}
            self._file.write_table(pyarrow.table(columns, schema()))
            self._waiting.clear()

    def finish(self) -> Path:
        """Move the file to its name, which is returned."""
        self._flush()
        self._file.close()
        move(partial_of(self._path), self._path)
        return self._path

    def drop(self) -> None:
        """Leave what was there before as it is."""
        self._file.close()
        partial_of(self._path).unlink(missing_ok=True)


def entries(folder: Path, side: str | None = None) -> Iterator[Entry]:
    """The entries of a side, or of all, as they are asked for."""
    import pyarrow.compute
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(folder / NAME) as file:
        for batch in file.iter_batches(_GROUP):
            if side is not None:
                batch = batch.filter(pyarrow.compute.equal(batch.column("side"), side))
            for row in batch.to_pylist():
                yield Entry(**row)
