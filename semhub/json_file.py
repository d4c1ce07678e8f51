"""Results as JSON, in a file or on the standard output."""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
from pathlib import Path

from semhub.errors import InputError


def write(result: object, target: str, indent: int | None = None) -> None:
    """Write a result; a file is whole or not there, also where the run is killed.

    Raises `InputError` where the file cannot be written.
    """
    unicode = target != "-" or "utf" in (sys.stdout.encoding or "").lower()
    text = written(result, indent=indent, unicode=unicode)
    if target == "-":
        print(text)
        return
    try:
        # A name that is no text, which file systems allow, stands there as JSON's own escapes.
        _put(Path(target), (text + "\n").encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from None


def written(result: object, *, indent: int | None = None, unicode: bool = True) -> str:
    """Write a result as JSON. What is no number there, NaN or infinite, becomes null."""
    return json.dumps(
        _finite(result),
        ensure_ascii=not unicode,
        allow_nan=False,
        indent=indent,
        default=_finite_of,
    )


def _finite(value: object) -> object:
    """Return plain data without NaN and infinities, which JSON does not have."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value


def _finite_of(number) -> float | int | None:
    """Return a number of NumPy or pandas as JSON has it; the latter's mark of a missing one, too,
    becomes null."""
    try:
        found = number.item() if hasattr(number, "item") else float(number)
    except TypeError:
        return None
    return _finite(found)  # type: ignore[return-value]


def _put(path: Path, data: bytes) -> None:
    """Write a file under another name, and move it. A pipe or a terminal has no other name."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    short = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    partial = path.with_name(f".{short}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
