"""Wrong partners of like length: the null that shuffled pairs cannot see.

Long items have long translations. Where states hold an item's length, right partners stand out
among shuffled pairs although nothing of their meaning is there. Partners that are wrong, and as
long as the right one, stand out as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.batch import Encoded
    from semhub.models.protocol import Model

BLOCK = 3
"""The fewest items of neighbouring lengths among which partners are exchanged: with two there would
be one way to do it."""


def wrong_partners(lengths: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return (count, n): for each item one wrong partner whose length is near that of the right
    one.

    lengths: (n,) of the side that is re-paired. Partners go round at random among items of one
    length; where these are fewer than `BLOCK`, with those of the next length or lengths. Nobody
    keeps its own. With equal lengths, that is a shuffle that leaves no pair right. A single item
    keeps its partner.

    With few pairs whose lengths all differ and are nearly the same on both sides, only the right
    partner is as long as the right one. No wrong partner can then show what length alone does.
    """
    rng = np.random.default_rng(seed)
    order = np.argsort(lengths, kind="stable")
    found = np.empty((count, len(lengths)), dtype=np.intp)
    for block in _blocks(np.asarray(lengths)[order]):
        members = rng.permuted(np.tile(order[block], (count, 1)), axis=1)
        np.put_along_axis(found, members, np.roll(members, 1, axis=1), axis=1)
    return found


def _blocks(ordered: np.ndarray) -> list[slice]:
    """Place of `ordered` lengths (n,) cut where the length changes, into blocks of at least
    `BLOCK`; the last takes what is over."""
    n = len(ordered)
    starts = [0]
    for place in np.flatnonzero(np.diff(ordered)) + 1:
        if place - starts[-1] >= BLOCK and n - place >= BLOCK:
            starts.append(int(place))
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], n], strict=True)]


def lengths(
    model: Model, items: Sequence[Input], encoded: Sequence[Encoded] | None = None
) -> np.ndarray:
    """Return (n,) how long each item is: content tokens of a text, seconds of a sound; of pictures,
    which a model sees in one size or in few, 0.

    encoded: the texts among them, where they are encoded already.
    Raises `InputError` for a text that cannot be encoded.
    """
    found = np.zeros(len(items))
    texts = [i for i, item in enumerate(items) if item.modality == "text"]
    if encoded is None:
        encoded = model.encode([items[i] for i in texts])
    for i, text in zip(texts, encoded, strict=True):
        found[i] = sum(text.content)
    for i, item in enumerate(items):
        if item.modality == "audio":
            found[i] = len(item.samples) / item.rate
    return found


def paired_lengths(model: Model, a: Sequence[Input], b: Sequence[Input]) -> np.ndarray:
    """Return (n,) by what wrong partners for side `b` are matched."""
    return matching_lengths(lengths(model, a), lengths(model, b))


def matching_lengths(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the lengths of side `b`, or those of `a` where all of `b` are equally long; both
    (n,)."""
    return b if np.ptp(b) else a
