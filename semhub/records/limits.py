"""How much of a record is unpacked and decoded: few bytes can promise many thousand times as many.

Of strangers less is taken (`semhub.public`). None of this binds a folder, whose files are as large
as they look; its tables alone are packed.
"""

from __future__ import annotations

from semhub.public import RECORD_JSON_MEGABYTES, RECORD_MEGABYTES, RECORD_ROWS, public

UNPACKED = 512 << 20
"""Bytes of all files of a record, and of one of its tables in memory."""

JSON = 128 << 20
"""Bytes of all its JSON, which takes up to thirty times as much once it is read."""

ROWS = 1_000_000
"""Of one of its tables."""


def unpacked() -> int:
    """The most bytes of a record's files, and of one of its tables."""
    return min(UNPACKED, RECORD_MEGABYTES << 20) if public() else UNPACKED


def json() -> int:
    """The most bytes of a record's JSON."""
    return min(JSON, RECORD_JSON_MEGABYTES << 20) if public() else JSON


def rows() -> int:
    """The most rows of a table."""
    return min(ROWS, RECORD_ROWS) if public() else ROWS
