"""Pairs as a spreadsheet puts two columns on the clipboard, which is also how a link holds them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

Rows = Sequence[tuple[str, str]]


def written(rows: Rows) -> str:
    """Write pairs: a tab between, a line end behind, and in quotes what has either in itself."""
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter="\t", lineterminator="\n").writerows(rows)
    return lines.getvalue().removesuffix("\n")


def read(text: str) -> list[tuple[str, str]]:
    """Read pairs; a line that says nothing is passed over. A line without a tab is a first side
    whose other one is missing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        return [(line[0], "\t".join(line[1:])) for line in lines if any(map(str.strip, line))]
    except csv.Error:  # such as a cell beyond the module's limit
        return []


def typed(a: str, b: str) -> list[tuple[str, str]]:
    """Read the pairs that stand in two boxes.

    Lines with a tab in one box, and nothing in the other, are two columns that were pasted. As many
    lines in both, more than one, are a pair a line. Anything else is one pair, of any number of
    lines.
    """
    if "\t" in a + b and not (a.strip() and b.strip()):
        return read(a if a.strip() else b)
    left, right = _lines(a), _lines(b)
    if len(left) == len(right) > 1:
        return list(zip(left, right, strict=True))
    return [(a.strip(), b.strip())]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
