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
    is said of them. captions: the m texts. languages, rows: (m,) the language of each, and the row
    of its set."""

    items: np.ndarray
    texts: np.ndarray
    captions: Sequence[str]
    languages: Sequence[str]
    rows: Sequence[int]


@dataclass(frozen=True)
class Nearness:
    """How near one item comes to captions, and which share of other captions lies farther.

    value: (captions, layers) cosines. nearer: (captions, layers) share of the other texts that lie
    farther from the item than the caption does; by chance a half. low, high: (layers,) between
    which 95% of the cosines of the other texts lie. others: how many those are. centred: whether
    each side's mean over the reference was taken off.
    """

    captions: list[str]
    value: np.ndarray
    nearer: np.ndarray
    low: np.ndarray
    high: np.ndarray
    others: int
    centred: bool

    def to_dict(self) -> dict:
        return {
            "layers": list(range(len(self.low))),
            "centred": self.centred,
            "captions": [  # not by their texts, of which two may be equal
                {
                    "caption": text,
                    "cosine": value.tolist(),
                    "nearer_than_share_of_other_texts": nearer.tolist(),
                }
                for text, value, nearer in zip(
                    self.captions, self.value, self.nearer, strict=True
                )
            ],
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
    languages: Sequence[str | None] | None = None,
    row: int | None = None,
    centred: bool = True,
) -> Nearness:
    """Return how near one item, its pooled states (layers, width), is to each caption, states
    (layers, captions, width).

    languages: of each caption, None where it is not known. A caption in a language of the reference
    is centred on that language's mean, as the texts that it is compared with are; any other one,
    and what it is compared with, on the mean of all. row: of the item in the reference's set. What
    is said of that row in any language does not count among the others, and neither does a text
    that is one of the captions.
    """
    asked, spoken = set(captions), np.array(reference.languages)
    codes = [
        code if code in reference.languages else None
        for code in languages or [None] * len(captions)
    ]
    other = np.array(
        [
            text not in asked and of != row
            for text, of in zip(reference.captions, reference.rows, strict=True)
        ]
    )
    value, nearer, low, high = [], [], [], []
    for layer in range(len(item)):
        x, texts = item[layer][None], reference.texts[layer]
        own, common = np.zeros_like(texts), np.zeros_like(texts)
        if centred:
            x = x - reference.items[layer].mean(axis=0)
            common = common + texts.mean(axis=0)
            for code in set(reference.languages):
                own[spoken == code] = texts[spoken == code].mean(axis=0)
        of_own, of_all = (cosine(x, (texts - mean)[other])[0] for mean in (own, common))
        for language, state in zip(codes, states[layer], strict=True):
            mean = own[reference.languages.index(language)] if language else common[0]
            found = cosine(x, (state - mean)[None])[0, 0]
            value.append(found)
            nearer.append(_share_below(found, of_own if language else of_all))
        ends = np.quantile(of_own if all(codes) else of_all, [0.025, 0.975])
        low.append(ends[0])
        high.append(ends[1])
    shape = len(item), len(captions)
    return Nearness(
        list(captions), np.reshape(value, shape).T, np.reshape(nearer, shape).T, np.array(low),
        np.array(high), int(other.sum()), centred,
    )  # fmt: skip


def _share_below(value: float, others: np.ndarray) -> float:
    """Return the share of others below a value; one that is as high counts half."""
    return float((others < value).mean() + (others == value).mean() / 2)
