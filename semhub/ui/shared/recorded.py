"""The records that pages show until they have a result of their own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from semhub.records import shelf

if TYPE_CHECKING:
    from semhub.records.record import Record


@cache
def record(name: str) -> Record:
    """Open one of the records that Semhub comes with."""
    return shelf.find_shipped(name)


@cache
def result(name: str) -> dict[str, Any]:
    """Read its one result, as the `to_dict` of its class wrote it. It is not to be changed."""
    (only,) = record(name).results().values()
    return only["data"]
