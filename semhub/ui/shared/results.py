"""Results of the library, cached, with a progress bar where they take time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.inputs import Text
from semhub.ui.shared import cached, in_memory, messages, models, strangers

if TYPE_CHECKING:
    from semhub.datasets.partners import Partners
    from semhub.datasets.prompts import Prompt
    from semhub.experiments.comparison import Comparison
    from semhub.experiments.controls import Controls
    from semhub.experiments.hard_negatives import Contrast
    from semhub.experiments.layer_map import LayerMap
    from semhub.experiments.next_word import NextWord
    from semhub.inputs import Input
    from semhub.lenses.languages import LanguageTable
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers
    from semhub.pools import Pool
    from semhub.states.extraction import Memory

LENS_POSITIONS = 48
"""Most positions of a lens chart; a longer text is read from its beginning."""


PATIENCE = 0.5
"""Seconds before a progress bar appears: a quick answer must not make the page jump."""

STEP = 0.5
"""Seconds between two updates: each makes the browser draw the whole page, on the same cores."""


in_memory.when_unused(cached.forget)


@cache
def memory() -> Memory:
    """Keep states of every session, so that an edited sentence costs one forward pass."""
    from semhub.states.extraction import Memory

    kept = Memory()
    in_memory.when_unused(kept.forget)
    return kept


def states(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: Pool
) -> tuple[np.ndarray, np.ndarray]:
    """Read both sides; their pooled states, (layers, n, width) and (layers, m, width)."""
    from semhub.states.extraction import extract

    with progress(f"Reading {len(a) + len(b)} items with {model.name}") as report:
        both = extract(model, [*a, *b], pool=pool, memory=memory(), progress=report)
    return both[:, : len(a)], both[:, len(a) :]


@cached.data
def without_length(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, _x, _y
) -> tuple[np.ndarray, np.ndarray]:
    """Remove from both sides' states, pooled by `pool`, what an item's length alone explains."""
    from semhub.experiments.comparison import without_length

    return tuple(without_length(model, side, own) for side, own in ((a, _x), (b, _y)))


@cached.data
def comparison(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, metric: str, _x, _y, *,
    over: tuple[str, tuple[str, ...]] | None, partial: bool,
) -> Comparison:  # fmt: skip
    """Work out the curve of one metric from states already taken.

    over: what the clusters of items are called and each pair's label; intervals are then over them.
    partial: whether what an item's length alone explains was removed from them.
    """
    # No argument has a default: the cache would treat a call that leaves it out as another one.
    from semhub.experiments.comparison import compare_states, like_length
    from semhub.states.extraction import pool_of
    from semhub.statistics.clusters import clusters

    with progress(f"Comparing {len(_x[0])} pairs") as report:
        return compare_states(
            _x, _y, list(range(len(_x))), model=model.name, pool=pool_of(model, pool),
            metrics=[metric], wrong=like_length(model, a, b),
            clusters=clusters({over[0]: over[1]}, len(a)) if over else None,
            partial="length" if partial else None,
            progress=lambda share: report(round(100 * share), 100),
        )  # fmt: skip


@cached.data
def controls(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, metric: str, _x, _y
) -> Controls:
    """Work out what the metric reads at every layer without the items' meaning."""
    from semhub.experiments.controls import controls
    from semhub.states.extraction import pool_of

    with progress(f"Reading controls with {model.name}") as report:
        return controls(
            model, a, b, _x, _y, metric=metric, pool=pool_of(model, pool), progress=report,
            memory=memory(), twin=models.twin_of(model, {item.modality for item in (*a, *b)}),
        )  # fmt: skip


@cached.data
def contrast(model: Model, made: Partners, pool: Pool) -> Contrast:
    """Work out how near every kind of partner is, layer by layer."""
    from semhub.experiments.hard_negatives import contrast

    items, texts = ([Text(text) for text in side] for side in (made.items, made.texts))
    x, y = states(model, items, texts, pool)
    return contrast(x, y, made.owners, made.kinds, made.questions)


@cached.data
def layer_map(towers: Towers, a: Sequence[Input], b: Sequence[Input]) -> LayerMap:
    """Compare any layer of the tower that reads side A with any of the one that reads side B."""
    from semhub.experiments.layer_map import compare_towers

    with progress(f"Reading {len(a) + len(b)} items with {towers.name}") as report:
        return compare_towers(towers, a, b, progress=report, memory=memory())


@cached.data
def next_word(model: Model, prompts: Sequence[Prompt]) -> NextWord:
    """Set the meaning's word against the surface's at the end of each prompt."""
    from semhub.experiments.next_word import next_word

    with progress(f"Asking {model.name} for {len(prompts)} next words") as report:
        return next_word(model, prompts, progress=report, memory=memory())


@cached.data
def tracked(model: Model, item: Text, words: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Take word -> (layers,) natural logarithm of its probability behind the item's end."""
    from semhub.experiments.next_word import log_probabilities

    return log_probabilities(model, item, words)


@cached.resource
def language_table(model: Model) -> LanguageTable:
    """Tell of which language each token of the vocabulary is."""
    from semhub.lenses.languages import known

    return known(model)


def readable(model: Model, item: Text) -> Text:
    """Cut the item to its beginning where it has too many positions for a chart.

    Raises `InputError` where nothing of it can be read.
    """
    text = item.text
    # The first cut is by characters alone, so that a text beyond the model's reach is never
    # tokenised whole.
    text = text[: 16 * LENS_POSITIONS]
    while len(text) > 1 and len(model.encode([replace(item, text=text)])[0]) > LENS_POSITIONS:
        text = text[: max(1, int(0.8 * len(text)))]
    return item if text == item.text else replace(item, text=text.strip() or item.text[:1])


def digest(items: Sequence[Input]) -> str:
    return hashlib.sha256("".join(item.digest for item in items).encode()).hexdigest()


@contextmanager
def progress(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar for long work; it goes when the work is done.

    Drawing it also lets Streamlit end this run when the person has clicked something else.
    """
    slot, due, shown = st.empty(), time.monotonic() + PATIENCE, -1

    def report(done: int, total: int) -> None:
        nonlocal due, shown
        strangers.require_time()
        percent, now = 100 * done // total, time.monotonic()
        if percent >= shown and now > due:
            due, shown = now + STEP, percent
            messages.bar(slot, percent / 100, sentence)

    try:
        yield report
    finally:
        slot.empty()
