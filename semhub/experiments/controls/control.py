"""One control beside a curve, and all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

NAMES = {
    "wrong_partners": "wrong partners of like length",
    "length": "length alone",
    "spelling": "spelling alone",
    "twin": "untrained twin",
    "words": "words alone",
    "shuffled_words": "shuffled words",
}
"""Control -> what a person calls it, in the order in which they are shown."""

SENTENCES = {
    "wrong_partners": "Each item beside a wrong partner as long as its own; near the curve it "
    "would mean that length makes the pairs alike.",
    "length": "States replaced by an item's length, counted in two ways; near the curve it would "
    "mean that length is enough.",
    "spelling": "States replaced by counts of characters, alone and in twos and threes; near the "
    "curve it would mean that the pairs are spelt alike.",
    "twin": "The same architecture with random weights; near the curve it would mean that no "
    "training brought this about. Among fewer pairs retrieval is easier, so it lies rather too "
    "high.",
    "words": "The mean of a sentence's words, each run alone, in its place; near the curve it "
    "would mean that single words are enough and their context adds nothing.",
    "shuffled_words": "A sentence's words in random order in its place; near the curve it would "
    "mean that word order counts for nothing.",
}
"""Control -> what it is, and what it would mean if it came near the curve."""


@dataclass(frozen=True)
class Control:
    """value: (layers,) of the metric; flat where states have no part in it. n: pairs behind it."""

    value: np.ndarray
    n: int
    sentence: str


@dataclass(frozen=True)
class Controls:
    """The controls of one metric at all layers of a model.

    lines: name of `NAMES` -> control. left_out: name -> one sentence on why it makes no sense here.
    """

    metric: str
    lines: Mapping[str, Control]
    left_out: Mapping[str, str]

    def to_dict(self, layers: list[int]) -> dict:
        """Return what `compare --controls` writes, at these layers; a number that could not be told
        is None."""
        return {
            name: {
                "metric": self.metric,
                "value": [_number(line.value[layer]) for layer in layers],
                "n": line.n,
                "sentence": line.sentence,
            }
            for name, line in self.lines.items()
        }


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
