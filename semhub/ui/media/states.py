"""States of one picture or sound, and what to compare them with, cached."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from semhub.charts import text_format as words
from semhub.datasets import pack
from semhub.inputs import Audio, Image, Text
from semhub.ui.media.sense import texts_of
from semhub.ui.media.source import gallery
from semhub.ui.shared import cached, in_memory, messages, models, results

if TYPE_CHECKING:
    from semhub.experiments.captions import Reference
    from semhub.lenses.floor import Empty
    from semhub.models.protocol import Model
    from semhub.states.extraction import Memory
    from semhub.states.positions import PositionStates
    from semhub.statistics.outlying import Population
    from semhub.ui.media.sense import Sense

ROWS = 32
LANGUAGES = ("en", "zh", "es", "fr", "de", "ru", "ja")
"""The rows and languages of a set that give its means, and the other captions."""


@cached.resource
def positions(model: Model, item: Image | Audio) -> PositionStates:
    """Run the item through the model once."""
    from semhub.states.positions import position_states

    return position_states(model, item)


def empty(model: Model, item: Image | Audio, meanwhile: Callable[[], None]) -> Empty:
    """Run empty inputs of the item's size, once for each size.

    meanwhile: called if they take long, to draw what is known without them.
    """
    import torch

    from semhub.lenses.floor import Empty

    size = item.pixels.shape if isinstance(item, Image) else (len(item.samples), item.rate)
    key = *cached.of_model(model), item.modality, size
    states = _empty_ones().get(key)
    if states is None:
        states = _empty(model, item, meanwhile)
        _empty_ones().put(key, states)
    return Empty(item.modality, torch.from_numpy(states))


@cache
def _empty_ones() -> Memory:
    from semhub.states.extraction import Memory

    kept = Memory()
    in_memory.when_unused(kept.forget)
    return kept


def _empty(model: Model, item: Image | Audio, meanwhile: Callable[[], None]) -> np.ndarray:
    from semhub.lenses.floor import CALLED, empty

    due, drawn = time.monotonic() + results.PATIENCE, False

    def watch(done: int, total: int) -> None:
        nonlocal drawn
        if not drawn and time.monotonic() > due:
            drawn = True
            meanwhile()
        report(done, total)

    with results.progress(f"Reading {CALLED[item.modality]} to compare with, once") as report:
        return empty(model, item, watch).states.numpy()


def pooled(model: Model, items: Sequence[Text | Image | Audio], says: str) -> np.ndarray:
    """Read states (layers, n, width), the mean over each item's own positions."""
    from semhub.states.extraction import extract

    with results.progress(says) as report:
        return extract(model, items, memory=results.memory(), progress=report)


def reference(model: Model, chosen: str) -> Reference:
    """Read items of `dataset:column` and their captions, whose means are subtracted."""
    return _reference(model, chosen, pack.written())


@cached.resource
def _reference(model: Model, chosen: str, written: int) -> Reference:
    """written: the time of the pack, so that a new pack is read again."""
    from semhub.experiments.captions import Reference

    table = texts_of(chosen)
    items = gallery(chosen)
    rows = np.linspace(0, len(items) - 1, min(ROWS, len(items))).round().astype(int).tolist()
    languages = [code for code in LANGUAGES if code in table]
    texts = [table[code][row] for code in languages for row in rows]
    says = f"Reading {len(rows)} items and {len(texts)} captions to compare with, once"
    states = pooled(model, [*(items[row] for row in rows), *map(Text, texts)], says)
    return Reference(
        states[:, : len(rows)], states[:, len(rows) :], texts,
        [code for code in languages for _ in rows], rows * len(languages),
    )  # fmt: skip


@cached.resource
def population(model: Model, chosen: str) -> Population:
    """Learn where the items of `dataset:column`, a set of the model's own world, lie at the middle
    layer."""
    from semhub.statistics.outlying import Population

    items = gallery(chosen)
    states = pooled(model, items, f"Reading {len(items)} items of its world to compare with, once")
    return Population.of(states[middle(model)])


def middle(model: Model) -> int:
    return model.n_layers // 2


def takes(sense: Sense, model: Model) -> bool:
    """Tell whether the model takes this sense; if not, note it and offer the embedded model."""
    if sense.modality in model.modalities:
        return True
    messages.info(
        f"{words.model(model.name)} takes {' and '.join(model.modalities)} and no {sense.noun}s. "
        f"{models.EMBEDDED} takes them."
    )
    models.offer()
    return False
