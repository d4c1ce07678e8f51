"""What stands at every door: is it bytes, is it a path, and what to call what it is instead."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from semhub.errors import InputError


def bytes_of(data: object, reads: str) -> bytes:
    """The bytes of a file. Raises `InputError` on anything else.

    reads: the function that takes a path instead, named in the sentence.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise InputError(
            f"This takes the bytes of a file, not {kind_of(data)}; {reads} takes its path."
        )
    return bytes(data)


def path_of(path: object) -> Path:
    """A path, from a string too. Raises `InputError` on anything else."""
    if not isinstance(path, (str, os.PathLike)) or "\0" in os.fsdecode(path):
        raise InputError(f"This takes the path of a file or a folder, not {kind_of(path)}.")
    return Path(os.fsdecode(path))


def kind_of(thing: object) -> str:
    """What a thing is, for a sentence that refuses it: "None", "an int", "a dict"."""
    if thing is None:
        return "None"
    name = type(thing).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def shown(name: str) -> str:
    """A name as it is shown and compared: accents composed (NFC), and what is no text, which file
    systems allow, as its bytes."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "backslashreplace").decode())
