"""Rows that cannot be read: counted, listed on the error stream and with the result, and told by
the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

CODE = 3
"""The exit code of a command that left rows out and computed the rest."""

LISTED = 20
"""Of many, those that are listed on the error stream."""


@dataclass(frozen=True)
class LeftOut:
    """side: the reference whose row it is. row: as its file counts. why: the sentence."""

    side: str
    row: int
    why: str


class Count:
    """How many rows the command that runs has left out."""

    def __init__(self):
        self.begin()

    def begin(self) -> None:
        self.rows = 0

    @property
    def code(self) -> int:
        return CODE if self.rows else 0

    def report(self, rows: Sequence[LeftOut], every_side: bool = True) -> None:
        """Count rows, and list them on the error stream.

        every_side: whether the rows that belong to them are left out of the other sides, too.
        """
        if not rows:
            return
        self.rows += len(rows)
        for one in rows[:LISTED]:
            print(f"Left out: {one.why}", file=sys.stderr)
        if len(rows) > LISTED:
            print(f"Left out: {len(rows) - LISTED:,} more rows.", file=sys.stderr)
        print(sentence(rows, every_side), file=sys.stderr)


def as_dicts(rows: Sequence[LeftOut]) -> list[dict]:
    """What a result in JSON lists."""
    return [asdict(one) for one in rows]


def sentence(rows: Sequence[LeftOut], every_side: bool = True) -> str:
    """How many rows are left out, in one sentence."""
    many = len(rows) > 1
    also = ", and what belongs to them on the other sides" if many else ", and what belongs to it"
    return (
        f"{len(rows):,} row{'s' if many else ''} cannot be read and {'are' if many else 'is'} left "
        f"out{also if every_side else ''}."
    )


count = Count()
"""That of the command that runs."""
