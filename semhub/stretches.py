"""What a sound's positions read as, along its time: equal words side by side are one stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np


@dataclass(frozen=True)
class Stretch:
    """Positions `first` to `last`, which are read as `word`; start, end: their seconds.

    strength: of the reading, on average over them.
    """

    word: str
    first: int
    last: int
    start: float
    end: float
    strength: float


def stretches(
    words: Sequence[str], strengths: np.ndarray, seconds_per_position: float
) -> list[Stretch]:
    """words: of each position at one layer. strengths: (positions,)."""
    found, first = [], 0
    for word, run in groupby(words):
        after = first + len(list(run))
        found.append(
            Stretch(
                word=word,
                first=first,
                last=after - 1,
                start=first * seconds_per_position,
                end=after * seconds_per_position,
                strength=float(np.mean(strengths[first:after])),
            )
        )
        first = after
    return found
