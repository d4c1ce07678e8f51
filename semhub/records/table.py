"""Read a table of a record: Parquet can say one long text a million times in a few bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from semhub.records import limits

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow
    from pyarrow.parquet import ParquetFile

_TEXT = "BYTE_ARRAY"
_PLAIN = (_TEXT, "INT32", "INT64", "FLOAT", "DOUBLE")
"""What columns are stored as. Any other, and any list, can be of any size in one row."""

_BATCH = 4096
"""Rows that are decoded at a time to be measured."""


def read(data: bytes, columns: Sequence[str], types: Mapping[str, str]) -> pd.DataFrame | None:
    """Read a table; None for one that lacks a column, or is larger than a record's may be.

    Raises what pyarrow and pandas do for a file that is damaged.
    """
    from pyarrow.parquet import ParquetFile

    with ParquetFile(io.BytesIO(data)) as file:
        stored = {one.path: one for one in map(file.schema.column, range(len(file.schema)))}
        if not stored.keys() >= {*columns} or file.metadata.num_rows > limits.rows():
            return None
        kept = [stored[name] for name in columns]
        if any(one.max_repetition_level or one.physical_type not in _PLAIN for one in kept):
            return None
        if _packed_size(file, columns) > limits.unpacked():
            return None
    texts = [one.path for one in kept if one.physical_type == _TEXT]
    # Texts stay numbers into a dictionary, so that they are measured before they are repeated.
    with ParquetFile(io.BytesIO(data), read_dictionary=texts) as file:
        size = 0
        for batch in file.iter_batches(_BATCH, columns=[*columns]):
            size += batch.nbytes + sum(map(_repeated, batch.columns))
            if size > limits.unpacked():
                return None
    with ParquetFile(io.BytesIO(data)) as file:
        # What pandas notes of a table may name further columns, of any size.
        return file.read(columns=[*columns]).to_pandas(ignore_metadata=True).astype(types)


def _packed_size(file: ParquetFile, columns: Sequence[str]) -> int:
    """Bytes of the pages of these columns, which are unpacked whole."""
    groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
    chunks = (group.column(k) for group in groups for k in range(group.num_columns))
    return sum(one.total_uncompressed_size for one in chunks if one.path_in_schema in columns)


def _repeated(column: pyarrow.Array) -> int:
    """Bytes of a column's texts, each as often as it stands there."""
    import pyarrow.compute as pc
    from pyarrow import DictionaryArray

    if not isinstance(column, DictionaryArray):
        return 0
    lengths = pc.binary_length(column.dictionary)
    return pc.sum(lengths.take(column.indices).cast("int64")).as_py() or 0
