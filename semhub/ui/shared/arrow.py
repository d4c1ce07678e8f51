"""Rows of charts as tables of Arrow, which Streamlit sends as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

Rows = Sequence[Mapping[str, Any]]
Data = Mapping[str, Any]
"""The data of a chart by name: tables, or rows where they fit none."""


def tables(data: Mapping[str, Rows]) -> Data:
    """Make a table of the rows of each name; the first row says which columns there are."""
    return {name: _table(rows) for name, rows in data.items()}


def _table(rows: Rows) -> pa.Table | Rows:
    names = [*rows[0]] if rows else []
    try:
        columns = [_column([row.get(name) for row in rows]) for name in names]
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):  # of two kinds, or too large
        return rows
    return pa.Table.from_arrays(columns, names=names)


def _column(values: list[Any]) -> pa.Array:
    """Make a column of texts or numbers out of the bytes that Arrow keeps for them. `pa.array`,
    which makes all others, imports pandas: the first chart of a server would wait for it."""
    kinds = {*map(type, values)}
    if kinds == {str}:
        texts = [value.encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        return pa.StringArray.from_buffers(
            len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts))
        )
    if kinds in ({int}, {float}):
        kind = pa.int64() if kinds == {int} else pa.float64()
        numbers = pa.py_buffer(np.array(values, kind.to_pandas_dtype()))
        return pa.Array.from_buffers(kind, len(values), [None, numbers])
    return pa.array(values)
