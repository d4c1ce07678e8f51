"""Results as JSON, in a file or on the standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from semhub.errors import InputError


def write(result: object, target: str, indent: int | None = None) -> None:
    """Raises `InputError` where the file cannot be written."""
    unicode = target != "-" or "utf" in (sys.stdout.encoding or "").lower()
    text = json.dumps(result, ensure_ascii=not unicode, allow_nan=False, indent=indent)
    if target == "-":
        print(text)
        return
    try:
        # A name that is no text, which file systems allow, stands there as JSON's own escapes.
        Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from None
