"""How near one picture or sound comes to each of some captions, layer by layer.

One item has no population of its own. What stands in for it is a reference: items of an embedded
set, and what the set says of them in several languages. Its means are what states are centred on,
and its other captions are the chance that a caption has to beat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.similarity import cosine


@dataclass(frozen=True)
class Reference:
    """items: (layers, n, width) states of pictures or sounds. texts: (layers, m, width), of what
    is said of them. captions: the m texts."""

    items: np.ndarray
    texts: np.ndarray
    captions: Sequence[str]


@dataclass(frozen=True)
class Nearness:
    """Cosine of one item with captions.

    value: (captions, layers). low, high: (layers,) between which 95% of the reference's other
    texts lie. others: how many those are. centred: whether each side's mean over the reference
    was taken off.
    """

    captions: list[str]
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    others: int
    centred: bool

    def to_dict(self) -> dict:
        return {
            "layers": list(range(len(self.low))),
            "centred": self.centred,
            "captions": {
                text: row.tolist() for text, row in zip(self.captions, self.value, strict=True)
            },
            "other_texts": {
                "n": self.others, "low": self.low.tolist(), "high": self.high.tolist(),
            },
        }  # fmt: skip


def nearness(
    item: np.ndarray,
    captions: Sequence[str],
    states: np.ndarray,
    reference: Reference,
    *,
    centred: bool = True,
) -> Nearness:
    """Return how near one item, its pooled states (layers, width), is to each caption, states
    (layers, captions, width).

    A text of the reference that is one of the captions does not count among the others.
    """
    asked = set(captions)
    other = np.array([text not in asked for text in reference.captions])
    value, low, high = [], [], []
    for layer in range(len(item)):
        x, y = item[layer][None], states[layer]
        others = reference.texts[layer][other]
        if centred:
            text_mean = reference.texts[layer].mean(axis=0)
            x = x - reference.items[layer].mean(axis=0)
            y, others = y - text_mean, others - text_mean
        value.append(cosine(x, y)[0])
        ends = np.quantile(cosine(x, others)[0], [0.025, 0.975])
        low.append(ends[0])
        high.append(ends[1])
    return Nearness(
        list(captions), np.array(value).T, np.array(low), np.array(high), int(other.sum()), centred
    )
