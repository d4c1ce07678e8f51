"""Sides of a comparison by their names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semhub.inputs import Input


def sides_of(names: Sequence[str], sides: Sequence[Sequence[Input]]) -> dict[str, Sequence[Input]]:
    """Name the sides of a comparison; of two that are called alike, the second gets a number."""
    found: dict[str, Sequence[Input]] = {}
    for name, items in zip(names, sides, strict=True):
        numbered = (f"{name} ({k})" if k > 1 else name for k in count(1))
        found[next(one for one in numbered if one not in found)] = items
    return found
