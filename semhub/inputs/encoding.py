"""The characters of a text file: which encoding it is in, as far as its bytes tell."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from semhub.errors import InputError

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins as the mark of UTF-16 does
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks, and what stands behind them."""

_HEAD = 1 << 20
"""Bytes that tell what a file is in that is read line by line."""

_ARCHIVE = b"PK\x03\x04"
"""What ZIP files begin with, and documents of office programs, which are some."""

_CONTROL = bytes({*range(32)} - {*b"\t\n\r\f"})

_FOREIGN = 0.04
"""Share of a file's bytes that are control characters, beyond which it is UTF-16 or UTF-32, whose
high bytes look so, or no text."""

_EASTERN, _PLAIN = 0.9, 0.75
"""Without such bytes it is UTF-16 if, read so, at least that share of its characters are Chinese or
Japanese, and less than that share of its bytes are ASCII, as of a Western code page most are."""


def content_of(path: Path, name: str) -> str:
    """Return the file's text, its line ends as "\n". Raises `InputError`, which calls it `name`,
    when it cannot be read, or is in none of UTF-8, and UTF-16 or UTF-32 with a byte order mark."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from None
    encoding = _encoding(data, name)
    try:
        content = data.decode(encoding)
    except UnicodeDecodeError:
        raise _undecodable(name, encoding, data) from None
    return content.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(path: Path, name: str) -> Iterator[str]:
    """The file's lines, each with its "\\n", read as they are asked for.

    In UTF-8, a byte that is no part of a character is read as a lone surrogate, which no `Text`
    takes, so that it spoils its own line alone. Raises `InputError` as `content_of` does; what is
    no text at all is told by the first `_HEAD` bytes.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            encoding = _encoding(head, name)
            utf_8 = encoding.startswith("utf-8")
            if utf_8 and not _is_utf_8(head) and _is_utf_16(head):
                raise _undecodable(name, encoding, head)
            file.seek(0)
            errors = "surrogateescape" if utf_8 else "strict"
            yield from io.TextIOWrapper(file, encoding, errors)
    except UnicodeDecodeError:
        raise _undecodable(name, encoding, b"") from None
    except OSError as error:
        raise _unreadable(name, error) from None


def _encoding(data: bytes, name: str) -> str:
    """What a file's first bytes say it is in. Raises `InputError` where they are no text."""
    if data.startswith(_ARCHIVE):
        raise InputError(
            f"{name} is not UTF-8 text, but an archive or a document of another program; unpack "
            "it, or save it as UTF-8 text."
        )
    encoding = next((_MARKS[mark] for mark in _MARKS if data.startswith(mark)), "utf-8")
    foreign = len(data) - len(data.translate(None, _CONTROL))
    if encoding.startswith("utf-8") and foreign > _FOREIGN * len(data) and foreign > 1:
        raise InputError(
            f"{name} is not UTF-8 text, but UTF-16, UTF-32 or no text at all; save it as UTF-8 and "
            "try again."
        )
    return encoding


def _undecodable(name: str, encoding: str, data: bytes) -> InputError:
    what = " but looks like UTF-16 without a byte order mark;" if _is_utf_16(data) else ""
    return InputError(
        f"{name} is not {encoding.removesuffix('-sig').upper()} text{',' if what else ';'}{what} "
        "save it as UTF-8 and try again."
    )


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"{name} cannot be read: {error.strerror}.")


def _is_utf_8(head: bytes) -> bool:
    """Whether the beginning of a file, which may end within a character, decodes."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf_16(data: bytes) -> bool:
    characters = data.decode("utf-16-le", "replace")
    eastern = sum("\u3000" <= character <= "\u9fff" for character in characters)
    plain = sum(byte < 0x80 for byte in data)
    return eastern >= _EASTERN * len(characters) and plain < _PLAIN * len(data)
