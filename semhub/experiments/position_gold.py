"""Which word of a class the positions of pictures or sounds read as, where each is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.experiments.gold_predicted import LEAST, GoldPredicted, by_gold
from semhub.experiments.word_measure import measured, usual
from semhub.inputs import Audio, Image
from semhub.lenses.reader import Reader
from semhub.models.protocol import TokenModel
from semhub.states.positions import position_states

if TYPE_CHECKING:
    from semhub.states.extraction import Progress


def gold_at_positions(
    model: TokenModel,
    reader: Reader,
    items: Sequence[Image | Audio],
    right: Sequence[str],
    *,
    counted: str,
    progress: Progress | None = None,
    seed: int = 0,
) -> GoldPredicted:
    """Read every item for the right words of all: the mean over its positions of each word's
    log-probability (its cosine, where the reader gives those).

    right: of each item. counted: what the items are called, in the plural.
    progress: called with items, done and in all.

    Raises `InputError` where fewer than two words are each right for `LEAST` items, and where the
    reader does not know one.
    """
    words = sorted({word for word in right if right.count(word) >= LEAST})
    if len(words) < 2:
        raise InputError(
            f"{len(words)} words are right for at least {LEAST} {counted} each, and two are "
            f"needed; add {counted}."
        )
    used = [(item, word) for item, word in zip(items, right, strict=True) if word in words]
    mean = usual(reader)
    logs = []
    for number, (item, _) in enumerate(used, start=1):
        reading = reader.read(position_states(model, item), top=1, track=words)
        logs.append([measured(reader, reading, [word], mean) for word in words])
        if progress:
            progress(number, len(used))
    own = np.array([words.index(word) for _, word in used])
    value, share = by_gold(np.array(logs).transpose(2, 0, 1), own, seed)
    counts = np.bincount(own).tolist()
    return GoldPredicted(
        model.name, reader.kind, words, words, counts, mean, value, share, 1 / len(words),
        counted,
    )  # fmt: skip
