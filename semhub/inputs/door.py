"""Checks of arguments: bytes, paths, numbers, names; an error names what was passed instead."""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Iterable
from numbers import Integral, Real
from pathlib import Path

from semhub.errors import InputError

_LONGEST = 60
"""Characters that a sentence repeats of what was given."""


def bytes_of(data: object, reads: str) -> bytes:
    """Return the bytes of a file. Raises `InputError` on anything else.

    reads: the function that takes a path instead, named in the sentence.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise InputError(
            f"This takes the bytes of a file, not {kind_of(data)}; {reads} takes its path."
        )
    return bytes(data)


def path_of(path: object) -> Path:
    """Return a path, from a string too. Raises `InputError` on anything else."""
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(f"This takes the path of a file or a folder, not {kind_of(path)}.")
    if "\0" in os.fsdecode(path):
        raise InputError("No path holds the character U+0000; leave it out.")
    return Path(os.fsdecode(path))


def whole_number(given: object, what: str, least: int | None = None) -> int:
    """Return a whole number, of at least `least`. Raises `InputError` on anything else, in a
    sentence about `what`."""
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise InputError(f"{what} is a whole number, not {_quoted(given)}.")
    if least is not None and given < least:
        raise InputError(f"{what} is a whole number, {least:,} or more, not {given:,}.")
    return int(given)


def whole_numbers(given: object, what: str) -> list[int]:
    """Return whole numbers, of which one may stand alone. Raises `InputError` on anything else."""
    alone = isinstance(given, Integral)
    return [whole_number(one, what) for one in ([given] if alone else listed(given, what))]


def finite(given: object, what: str) -> float:
    """Return a number that is not infinite. Raises `InputError` on anything else."""
    if isinstance(given, bool) or not isinstance(given, Real) or not math.isfinite(given):
        raise InputError(f"{what} is a number, not {_quoted(given)}.")
    return float(given)


def strings(given: object, what: str) -> tuple[str, ...]:
    """Return strings with something in them, of which one may stand alone. Raises `InputError` on
    anything else."""
    found = [given] if isinstance(given, str) else listed(given, what)
    for one in found:
        if not isinstance(one, str) or not one.strip():
            raise InputError(f"{what} is a string, not {_quoted(one)}; write it in quotes.")
    return tuple(found)


def one_of(given: object, known: Iterable[str], what: str) -> str:
    """Return one of the names `known`. Raises `InputError` on anything else."""
    known = [*known]
    if not isinstance(given, str) or given not in known:
        raise InputError(f"There is no {what} {_quoted(given)}; choose one of {', '.join(known)}.")
    return given


def listed(given: object, what: str) -> list:
    """Return a list of several things. Raises `InputError` on what holds none, and on bytes."""
    scalar = getattr(given, "ndim", 1) == 0  # an array without an axis says it can be gone through
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, bytearray)) or scalar:
        raise InputError(f"{what} is {kind_of(given)}; give a list.")
    return list(given)


def callback(given: object) -> None:
    """Raise `InputError` unless it is None or a function to call with progress."""
    if given is not None and (not callable(given) or isinstance(given, type)):
        raise InputError(f"`progress` is {kind_of(given)}; give a function, or leave it out.")


def kind_of(thing: object) -> str:
    """Name the type of a value, for an error: "None", "an int", "a dict"."""
    if thing is None:
        return "None"
    name = type(thing).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _quoted(given: object) -> str:
    """Return a value as a sentence names it: a short one itself, any other by its kind."""
    if isinstance(given, str):
        return f"“{given[:_LONGEST]}”"
    return repr(given) if isinstance(given, (int, float)) else kind_of(given)


def shown(name: str) -> str:
    """Return a name as it is shown and compared: accents composed (NFC), and what is no text, which
    file systems allow, as its bytes."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "backslashreplace").decode())


def called(column: str) -> str:
    """Return a column's name as a sentence repeats it: in one line, a long one by its beginning."""
    line = " ".join("".join(one if one.isprintable() else " " for one in column).split()) or "␣"
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
