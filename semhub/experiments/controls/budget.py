"""Which pairs the controls that run a model are of, so that they cost no more than they may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from semhub.experiments.wrong_partners import lengths
from semhub.inputs import Text

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model

SHARE = 1 / 6
"""Of the positions behind the main result, how many the controls may run. All may cost half of it:
the rest is for the twin's weights and for the metric itself."""

LEAST = 12
"""Pairs that a control is of in any case, or all where there are fewer."""

SAMPLE = 4
"""Pictures or sounds that are looked at to tell how many positions one takes."""


def counted(model: Model, items: Sequence[Input]) -> tuple[np.ndarray, np.ndarray]:
    """Return two arrays (n,): the positions that each item takes, and its length as
    `semhub.experiments.wrong_partners` measures it. Texts are encoded once for both; of pictures
    and sounds a few are encoded, since to encode one may cost as much as to run it, and all count
    as their mean."""
    taken = np.zeros(len(items))
    texts = [i for i, item in enumerate(items) if item.modality == "text"]
    others = [i for i, item in enumerate(items) if item.modality != "text"]
    encoded = model.encode([items[i] for i in texts])
    taken[texts] = [len(text) for text in encoded]
    if others:
        some = model.encode([items[i] for i in others[:: max(1, len(others) // SAMPLE)]])
        taken[others] = np.mean([len(item) for item in some])
    return taken, lengths(model, items, encoded)


def affordable(
    model: Model,
    twice: np.ndarray,
    once: np.ndarray,
    words: Sequence[Sequence[str]],
    seed: int,
) -> np.ndarray:
    """Return the numbers of the pairs, in order, that a twin may read, and of those that may be
    read in other words.

    twice: (n,) positions of both sides of each pair. once: (n,) of the side that is read in other
    words, 0 for none. words: of that side, item by item; one that occurs again costs nothing.
    """
    known = sorted({word for row in words for word in row})
    cost = dict(zip(known, map(len, model.encode([Text(word) for word in known])), strict=True))
    order = np.random.default_rng(seed).permutation(len(twice))
    limit, spent, kept = SHARE * twice.sum(), 0.0, 0
    for row in order:
        new = set(words[row]) & cost.keys()
        spent += twice[row] + once[row] + sum(cost.pop(word) for word in new)
        if spent > limit:
            break
        kept += 1
    return np.sort(order[: max(kept, LEAST)])
