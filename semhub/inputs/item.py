"""Any one input, and what holds for two lists of them."""

from __future__ import annotations

from collections.abc import Sequence

from semhub.errors import InputError
from semhub.inputs.audio import Audio
from semhub.inputs.image import Image
from semhub.inputs.text import Text

Input = Text | Image | Audio


def require_pairs(a: Sequence[Input], b: Sequence[Input]) -> None:
    """Raises `InputError` unless both sides have the same number of items."""
    if len(a) != len(b):
        raise InputError(
            f"Side A has {len(a)} items and side B has {len(b)}; item i of one must mean the same "
            "as item i of the other, so give both sides the same number."
        )
