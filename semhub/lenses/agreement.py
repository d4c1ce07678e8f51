"""Where two readings of one item have the same best word.

Two lenses that read with the head agree where their best token is the same word, whatever its
capitals or the space in front of it. A neighbour is a whole word and a token often a piece of one:
they agree where the token is the first piece of the word, as `semhub.models.spelling` cuts it. A
short piece begins many words, so that this is the most that can be said, not a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from semhub.lenses.kinds import Kind
from semhub.lenses.result import Reading
from semhub.models.protocol import Model
from semhub.models.spelling import first_tokens


def agreement(model: Model, readings: Sequence[Reading]) -> dict[tuple[Kind, Kind], np.ndarray]:
    """Compare readings of one item, pair by pair, in their order.

    Gives (kind, kind) -> (layers, positions), true where both have the same best word.
    """
    return {(a.kind, b.kind): _both(model, a, b) for a, b in combinations(readings, 2)}


def _both(model: Model, a: Reading, b: Reading) -> np.ndarray:
    if a.neighbours is not None:
        a, b = b, a
    if b.neighbours is None:
        same = [
            [plain(mine[0]) == plain(theirs[0]) for mine, theirs in zip(*rows, strict=True)]
            for rows in zip(a.words, b.words, strict=True)
        ]
        return np.array(same)
    reads = model.require_head()
    begins = {
        word: set(first_tokens(reads, word)) for row in b.words for cell in row for word in cell[:1]
    }
    return np.array(
        [
            [int(cell[0]) in begins[words[0]] for cell, words in zip(*rows, strict=True)]
            for rows in zip(a.tokens, b.words, strict=True)
        ]
    )


def plain(word: str) -> str:
    """Take the space in front and capitals off a word; spaces alone stay what they are."""
    return word.strip().casefold() or word
