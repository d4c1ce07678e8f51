"""One row of a side as it is read: its item, or the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from semhub.errors import InputError
from semhub.inputs.item import Input


@dataclass(frozen=True)
class Row:
    """number: as its file counts, so that a person finds it: a line, a row of a spreadsheet, a
    file's place in its folder. name: of the file that a picture or a sound was read from, if any.
    item: None where the row cannot be read. why: the sentence that says why, and which row it is.
    """

    number: int
    item: Input | None = None
    why: str = ""
    name: str = ""


def row_of(number: int, place: str, make: Callable[[], Input], name: str = "") -> Row:
    """The row whose item `make` makes; without an item where that raises `InputError`.

    place: what the sentence begins with; nothing where it names the file already.
    """
    try:
        return Row(number, make(), name=name)
    except InputError as error:
        return Row(number, why=f"{place}: {error}" if place else str(error), name=name)


def required(rows: Iterable[Row]) -> Iterator[Input]:
    """The items of rows. Raises `InputError` at the first row without one."""
    for row in rows:
        if row.item is None:
            raise InputError(row.why)
        yield row.item
