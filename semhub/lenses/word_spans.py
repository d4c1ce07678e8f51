"""What a sound's positions read as, along its time: equal words side by side are one stretch, as
long as all of them stand above their floor or none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np


@dataclass(frozen=True)
class Stretch:
    """Positions `first` to `last`, which are read as `word`; start, end: their seconds.

    strength: of the reading, on average over them. claimed: whether the word is stronger than in
    silence. floor: what it reaches there; None where that was not asked for.
    """

    word: str
    first: int
    last: int
    start: float
    end: float
    strength: float
    claimed: bool = True
    floor: float | None = None


def stretches(
    words: Sequence[str],
    strengths: np.ndarray,
    seconds_per_position: float,
    claimed: np.ndarray | None = None,
    floors: np.ndarray | None = None,
) -> list[Stretch]:
    """Join equal words side by side.

    words: of each position at one layer. strengths, claimed, floors: (positions,); without
    `claimed`, all are.
    """
    above = np.ones(len(words), dtype=bool) if claimed is None else claimed
    found, first = [], 0
    for (word, stands), run in groupby(zip(words, above.tolist(), strict=True)):
        after = first + len(list(run))
        found.append(
            Stretch(
                word=word,
                first=first,
                last=after - 1,
                start=first * seconds_per_position,
                end=after * seconds_per_position,
                strength=float(np.mean(strengths[first:after])),
                claimed=stands,
                floor=None if floors is None else float(floors[first]),
            )
        )
        first = after
    return found
