"""Rows of texts in fields of their own, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Protocol

from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text


class TextRow(Protocol):
    """A row of texts in fields of its own. why: what is wrong with it, where it cannot be read."""

    @property
    def number(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def why(self) -> str: ...


def text_columns(
    read: Callable[[], Iterator[TextRow]], fields: Mapping[str, str]
) -> dict[str, Iterator[Row]]:
    """Give the fields of rows as columns of texts, each read from the beginning.

    fields: column -> the field that it takes.
    """

    def rows(field: str) -> Iterator[Row]:
        for one in read():
            if one.why:
                yield Row(one.number, why=one.why)
            else:
                yield row_of(one.number, one.place, partial(Text, getattr(one, field)))

    return {column: rows(field) for column, field in fields.items()}
