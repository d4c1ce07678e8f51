"""Rows of similarities, a block at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from semhub.steps import submitted, waited

WHOLE = 2048
"""The most items whose matrices of all with all are kept whole: 32 MB each."""

ENTRIES = 2**22
"""Numbers in one block: 32 MB in float64."""

Part = TypeVar("Part")
Found = TypeVar("Found")


def kept_whole(n: int) -> bool:
    """Whether there is room for matrices of n items with n."""
    return n <= WHOLE


def row_blocks(n: int, width: int) -> list[slice]:
    """Slices of n rows, of which each holds at most `ENTRIES` numbers where a row holds `width`."""
    rows = max(1, ENTRIES // max(width, 1))
    return [slice(start, min(start + rows, n)) for start in range(0, n, rows)]


def over_blocks(work: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
    """What `work` makes of each part, in order. Parts share the cores: numpy lets other threads run
    while it counts. One a core is in memory at once."""
    workers = max(1, min(os.cpu_count() or 1, len(parts)))
    with ThreadPoolExecutor(workers) as pool:
        for first in range(0, len(parts), workers):
            some = [submitted(pool, work, part) for part in parts[first : first + workers]]
            yield from map(waited, some)


def own_entries(s: np.ndarray, rows: slice) -> np.ndarray:
    """(rows,): of a block of similarities, what each row's item has with its partner."""
    return s[np.arange(len(s)), np.arange(rows.start, rows.stop)]


def set_own(s: np.ndarray, rows: slice, value: float | np.ndarray) -> None:
    """Set these in place."""
    s[np.arange(len(s)), np.arange(rows.start, rows.stop)] = value
