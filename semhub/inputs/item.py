"""Any one input, and what a string that may stand for one looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from semhub.errors import InputError
from semhub.inputs.audio import Audio
from semhub.inputs.image import Image
from semhub.inputs.text import Text

Input = Text | Image | Audio

_A_FILE = re.compile(r"\S*[^\s.]\.(?:[a-z][a-z0-9]{1,4}|[A-Z][A-Z0-9]{1,4})")
_A_PLACE = re.compile(r"(?:\.{1,2}[/\\]|[/\\]|~[/\\]|[A-Za-z]:[/\\])\S+")


def looks_like_a_path(text: str) -> bool:
    """Return whether a single word is written as a path is: it ends in a suffix, or begins as a
    path."""
    return bool(_A_FILE.fullmatch(text) or _A_PLACE.fullmatch(text))


def require_pairs(a: Sequence[object], b: Sequence[object]) -> None:
    """Raise `InputError` unless both sides have the same number of items."""
    if len(a) != len(b):
        raise InputError(
            f"Side A has {len(a)} items and side B has {len(b)}; item i of one must mean the same "
            "as item i of the other, so give both sides the same number."
        )
