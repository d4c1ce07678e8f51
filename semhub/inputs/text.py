"""Texts: checked and paired. Nothing is tokenised here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from semhub.errors import InputError
from semhub.inputs.door import kind_of, listed
from semhub.once import once

MAX_CHARACTERS = 20_000
"""Longest text of one item. A longer one is a document; its mean says little of one meaning."""


_AT_ENDS = "\ufeff\u200b\u2060"
"""Byte order mark, zero-width space and word joiner: at the ends of a text they say nothing."""


@dataclass(frozen=True)
class Text:
    """One item of text, of one line or several. Raises `InputError` when it cannot be read."""

    text: str

    def __post_init__(self) -> None:
        fault = fault_of(self.text)
        if fault:
            raise InputError(fault)

    @property
    def modality(self) -> Literal["text"]:
        return "text"

    @property
    def label(self) -> str:
        """The text in one line, its accents composed (NFC), as charts and tables show it."""
        return in_one_line(self.text)

    @once
    def digest(self) -> str:
        """SHA-256 of modality and content, in hexadecimal."""
        return hashlib.sha256(b"text\0" + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class LeftOut:
    """A row that could not be used, and the sentence that says why."""

    row: int
    why: str


def in_one_line(text: str) -> str:
    """Return a text as a chart shows it: line ends as ⏎, tabs as spaces, accents composed (NFC)."""
    return unicodedata.normalize("NFC", text).replace("\n", " ⏎ ").replace("\t", " ")


def stripped(text: str) -> str:
    """Return a text without invisible characters at its ends: any white space of Unicode, byte
    order marks, zero-width spaces."""
    while text != (text := text.strip().strip(_AT_ENDS)):
        pass
    return text


def fault_of(text: object, called: str = "text") -> str | None:
    """Return the sentence that says why a string cannot be read, if it cannot."""
    if not isinstance(text, str):
        return f"A {called} is a string, not {kind_of(text)}; write it in quotes."
    if not stripped(text):
        return f"The {called} is empty; write at least one word."
    if len(text) > MAX_CHARACTERS:
        return (
            f"The {called} has {len(text):,} characters; shorten it to at most {MAX_CHARACTERS:,}, "
            "or split it into several rows."
        )
    for character in text:
        # Line ends and tabs belong to programs, prompts of several lines and spreadsheets' cells.
        # Format characters (Cf) stay: Persian and Hindi need the joiners, Arabic the marks.
        category = unicodedata.category(character)
        if category == "Cs":
            return (
                f"The {called} holds U+{ord(character):04X}, which is a part of a character; write "
                "it anew as UTF-8."
            )
        if category == "Cc" and character not in "\n\t":
            return (
                f"The {called} holds the control character U+{ord(character):04X}; "
                "remove it and try again."
            )
    return None


def texts(lines: Iterable[str], *, side: str = "The list") -> list[Text]:
    """Return every line as a `Text`, and one string as one. Raises `InputError`, naming `side` and
    the line's number from 1."""
    items = []
    for number, line in enumerate(
        [lines] if isinstance(lines, str) else listed(lines, side), start=1
    ):
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
    """Return the usable pairs of a table, and the rows that were left out with the reason.

    A row that is empty on both sides is not counted as a fault: an editable table always has one.
    """
    left, right, left_out = [], [], []
    for row, (a, b) in enumerate(rows, start=1):
        a, b = stripped(a or ""), stripped(b or "")
        if not a and not b:
            continue
        fault = fault_of(a) or fault_of(b)
        if fault:
            left_out.append(LeftOut(row, fault))
            continue
        left.append(Text(a))
        right.append(Text(b))
    return left, right, left_out
