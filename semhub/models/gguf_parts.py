"""The tensors of a GGUF file, or of the parts that llama.cpp's `gguf-split` made of one.

Parts are called NAME-00001-of-00003.gguf and so on. The first holds what the file says of itself;
each says which part it is and of how many, and has tensors of its own.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Sequence
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import cache
from semhub.errors import InputError
from semhub.models import room

if TYPE_CHECKING:
    from gguf import GGUFReader, ReaderTensor

_MAGIC = b"GGUF"
_PART = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.gguf)", re.I)
_UNPACKED = 4
"""Bytes of a weight while a file is read: all of them are unpacked to float32 first."""
DAMAGED = (
    struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError,
    ArithmeticError, MemoryError,
)  # fmt: skip
"""What the readers raise on a file that is cut short or altered, and the architecture on sizes that
none has: heads of which there are zero, or a table that no memory holds."""


def parts(source: Path) -> list[Path]:
    """List the files that belong together, the first first: `source` alone, or all parts where it
    is called as one of them. Raises `InputError` where one is not beside it."""
    named = _PART.fullmatch(source.name)
    if not named or not 1 <= int(named["number"]) <= int(named["count"]):
        return [source]
    count = int(named["count"])
    found = [
        source.with_name(f"{named['stem']}-{number:05d}-of-{named['count']}{named['suffix']}")
        for number in range(1, count + 1)
    ]
    missing = [path for path in found if not path.is_file()]
    if missing:
        raise InputError(
            f"{source} is one of {count:,} parts, and {len(missing):,} of them are not beside it, "
            f"{missing[0].name} first; copy all parts into its folder."
        )
    return found


def digest(files: Sequence[Path]) -> str:
    """SHA-256 of a file, or of the digests of several, in hexadecimal."""
    each = [cache.digest(file) for file in files]
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()


def require(source: Path) -> None:
    """Raise `InputError` unless `source` begins as a GGUF file does and can be read here."""
    if util.find_spec("gguf") is None:
        raise InputError(
            f"{source} needs the package gguf to be read; install it with `pip install gguf`."
        )
    try:
        with source.open("rb") as stream:
            begins = stream.read(len(_MAGIC))
    except OSError as error:
        raise InputError(f"{source} cannot be read ({error.strerror}); check the path.") from None
    if begins != _MAGIC:
        raise InputError(f"{source} does not begin as a GGUF file does; download it again.")


def damaged(source: Path, error: Exception) -> InputError:
    """Write the sentence for a file that ends too early or holds what the format does not allow."""
    fault = str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
    return InputError(f"{source} cannot be read to its end ({fault}); download it again.")


def tensors(files: Sequence[Path]) -> list[ReaderTensor]:
    """Open the tensors of all files; none is unpacked yet.

    Raises `InputError` where a file is damaged or is no part of these, and where memory or disk
    have no room for what they hold, unpacked.
    """
    from gguf import GGUFReader

    found: list[ReaderTensor] = []
    for number, file in enumerate(files):
        require(file)
        try:
            reader = GGUFReader(file)
            _require_part(reader, file, number, len(files))
            found += reader.tensors
        except InputError:
            raise
        except DAMAGED as error:
            raise damaged(file, error) from None
    _require_room(files[0].name, found)
    return found


def _require_part(reader: GGUFReader, file: Path, number: int, count: int) -> None:
    """Raise `InputError` where a file says of itself that it is another part, or of other ones."""

    def said(key: str, usual: int) -> int:
        field = reader.fields.get(f"split.{key}")
        return usual if field is None else int(field.parts[field.data[0]][0])

    own, of = said("no", number), said("count", count)
    if (own, of) != (number, count) and of > 1:
        raise InputError(
            f"{file} says that it is part {own + 1:,} of {of:,}, and its name says otherwise; copy "
            "all parts into one folder, under the names that they had."
        )


def _require_room(name: str, found: Sequence[ReaderTensor]) -> None:
    weights = sum(int(tensor.n_elements) for tensor in found)
    halves = all(tensor.tensor_type.name in ("F16", "BF16", "F32") for tensor in found) and any(
        tensor.tensor_type.name != "F32" for tensor in found
    )  # which stay halves, if vectors in float32 allow it
    room.require_memory(name, _UNPACKED * weights)
    room.require_disk(name, (2 if halves else _UNPACKED) * weights, cache.root())
