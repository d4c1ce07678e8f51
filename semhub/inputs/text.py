"""Lines of text: checked, paired, read from a file. Nothing is tokenised here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from semhub.errors import InputError

MAX_CHARACTERS = 20_000
"""Longest text of one item. A longer one is a document; its mean says little of one meaning."""


@dataclass(frozen=True)
class Text:
    """One item of text. Raises `InputError` when it cannot be a sentence."""

    text: str

    def __post_init__(self) -> None:
        fault = _fault(self.text)
        if fault:
            raise InputError(fault)

    @property
    def modality(self) -> str:
        return "text"

    @property
    def label(self) -> str:
        return self.text

    @cached_property
    def digest(self) -> str:
        """SHA-256 of modality and content, in hexadecimal."""
        return hashlib.sha256(b"text\0" + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class LeftOut:
    """A row that could not be used, and the sentence that says why."""

    row: int
    why: str


def _fault(text: str) -> str | None:
    if not text.strip():
        return "The text is empty; write at least one word."
    if len(text) > MAX_CHARACTERS:
        return (
            f"The text has {len(text):,} characters; shorten it to at most {MAX_CHARACTERS:,}, "
            "or split it into several rows."
        )
    for character in text:
        # Tab is the one control character that a spreadsheet leaves inside an honest cell.
        # Format characters (Cf) stay: Persian and Hindi need the joiners, Arabic the marks.
        if character != "\t" and unicodedata.category(character) in ("Cc", "Cs"):
            return (
                f"The text holds the control character U+{ord(character):04X}; "
                "remove it and try again."
            )
    return None


def texts(lines: Iterable[str], *, side: str = "The list") -> list[Text]:
    """Every line as a `Text`. Raises `InputError`, naming `side` and the line's number from 1."""
    items = []
    for number, line in enumerate(lines, start=1):
        try:
            items.append(Text(line))
        except InputError as error:
            raise InputError(f"{side}, line {number}: {error}") from None
    if not items:
        raise InputError(f"{side} is empty; give at least one item a line.")
    return items


def pairs(
    rows: Sequence[tuple[str | None, str | None]],
) -> tuple[list[Text], list[Text], list[LeftOut]]:
    """The usable pairs of a table, and the rows that were left out with the reason.

    A row that is empty on both sides is not counted as a fault: an editable table always has one.
    """
    left, right, left_out = [], [], []
    for row, (a, b) in enumerate(rows, start=1):
        a, b = (a or "").strip(), (b or "").strip()
        if not a and not b:
            continue
        fault = _fault(a) or _fault(b)
        if fault:
            left_out.append(LeftOut(row, fault))
            continue
        left.append(Text(a))
        right.append(Text(b))
    return left, right, left_out


def read_lines(path: Path) -> list[Text]:
    """A UTF-8 text file, one item a line; line ends of any system, blank lines at the end ignored.

    Raises `InputError` when the file cannot be read or a line cannot be used.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text; save it as UTF-8 and try again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    # Not str.splitlines: it also cuts at separators that may stand inside a sentence.
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n \t").split("\n")
    if lines == [""]:
        raise InputError(f"{path} is empty; give at least one item a line.")
    return texts(lines, side=str(path))
