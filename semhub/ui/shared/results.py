"""Ask the library, with what was asked before at hand, and show progress where it takes time.

Keys are names and digests; what they stand for travels in arguments with an underscore, which
streamlit does not hash.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.inputs import Text

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
"""Seconds before it moves on: the browser draws a whole page anew each time, on the same cores."""


@st.cache_resource(show_spinner=False)
def memory() -> Memory:
    """States of every session, so that an edited sentence costs one forward pass."""
    from semhub.states.extraction import Memory

    return Memory()


def states(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: Pool
) -> tuple[np.ndarray, np.ndarray]:
    """Both sides' pooled states, (layers, n, width) and (layers, m, width)."""
    from semhub.states.extraction import extract

    with progress(f"Reading {len(a) + len(b)} items with {model.name}") as report:
        both = extract(model, [*a, *b], pool=pool, memory=memory(), progress=report)
    return both[:, : len(a)], both[:, len(a) :]


def without_length(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, x, y
) -> tuple[np.ndarray, np.ndarray]:
    """The same states less what an item's length alone explains."""
    from semhub.states.extraction import pool_of

    pool = pool_of(model, pool)
    return _without_length(model.name, model.revision, pool, digest([*a, *b]), model, a, b, x, y)


@st.cache_data(max_entries=4, show_spinner=False)
def _without_length(
    name: str, revision: str, pool: Pool, items: str, _model, _a, _b, _x, _y
) -> tuple[np.ndarray, np.ndarray]:
    from semhub.experiments.comparison import without_length

    return tuple(without_length(_model, side, own) for side, own in ((_a, _x), (_b, _y)))


def comparison(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, metric: str, x, y, *,
    over: tuple[str, tuple[str, ...]] | None = None, partial: bool = False,
) -> Comparison:  # fmt: skip
    """The curve of one metric from states already taken; the same question is answered once.

    over: what the clusters of items are called and each pair's label; intervals are then over them.
    partial: whether what an item's length alone explains was taken off them.
    """
    from semhub.states.extraction import pool_of

    pool = pool_of(model, pool)
    asked = model.name, model.revision, pool, metric, digest([*a, *b]), over, partial
    return _comparison(*asked, model, a, b, x, y)


@st.cache_data(max_entries=128, show_spinner=False)
def _comparison(
    name: str, revision: str, pool: Pool, metric: str, items: str, over, partial: bool,
    _model, _a, _b, _x, _y,
) -> Comparison:  # fmt: skip
    from semhub.experiments.comparison import compare_states, like_length
    from semhub.statistics.clusters import clusters

    return compare_states(
        _x, _y, list(range(len(_x))), model=name, pool=pool, metrics=[metric],
        wrong=like_length(_model, _a, _b),
        clusters=clusters({over[0]: over[1]}, len(_a)) if over else None,
        partial="length" if partial else None,
    )  # fmt: skip


def controls(
    model: Model, a: Sequence[Input], b: Sequence[Input], pool: str, metric: str, x, y
) -> Controls:
    """What the metric reads at every layer without the items' meaning."""
    from semhub.states.extraction import pool_of

    pool = pool_of(model, pool)
    return _controls(model.name, model.revision, pool, metric, digest([*a, *b]), model, a, b, x, y)


@st.cache_data(max_entries=128, show_spinner=False)
def _controls(
    name: str, revision: str, pool: Pool, metric: str, items: str, _model, _a, _b, _x, _y
) -> Controls:
    from semhub.experiments.controls import controls

    with progress(f"Reading controls with {name}") as report:
        return controls(
            _model, _a, _b, _x, _y, metric=metric, pool=pool, progress=report, memory=memory()
        )


def contrast(model: Model, made: Partners, pool: Pool) -> Contrast:
    """How near every kind of partner is, layer by layer."""
    items, texts = ([Text(text) for text in side] for side in (made.items, made.texts))
    x, y = states(model, items, texts, pool)
    return _contrast(model.name, model.revision, pool, digest([*items, *texts]), made, x, y)


@st.cache_data(max_entries=64, show_spinner=False)
def _contrast(name: str, revision: str, pool: Pool, items: str, _made, _x, _y) -> Contrast:
    from semhub.experiments.hard_negatives import contrast

    return contrast(_x, _y, _made.owners, _made.kinds, _made.questions)


def layer_map(towers: Towers, a: Sequence[Input], b: Sequence[Input]) -> LayerMap:
    """Any layer of the tower that reads side A against any of the one that reads side B."""
    return _layer_map(towers.name, towers.revision, digest([*a, *b]), towers, a, b)


@st.cache_data(max_entries=32, show_spinner=False)
def _layer_map(name: str, revision: str, items: str, _towers, _a, _b) -> LayerMap:
    from semhub.experiments.layer_map import compare_towers

    with progress(f"Reading {len(_a) + len(_b)} items with {name}") as report:
        return compare_towers(_towers, _a, _b, progress=report, memory=memory())


def next_word(model: Model, prompts: Sequence[Prompt]) -> NextWord:
    """The meaning's word against the surface's at the end of each prompt."""
    return _next_word(model.name, model.revision, repr(prompts), model, prompts)


@st.cache_data(max_entries=64, show_spinner=False)
def _next_word(name: str, revision: str, asked: str, _model, _prompts) -> NextWord:
    from semhub.experiments.next_word import next_word

    with progress(f"Asking {name} for {len(_prompts)} next words") as report:
        return next_word(_model, _prompts, progress=report, memory=memory())


def tracked(model: Model, item: Text, words: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Word -> (layers,) natural logarithm of its probability after the item's last position."""
    return _tracked(model.name, model.revision, item.digest, words, model, item)


@st.cache_data(max_entries=128, show_spinner=False)
def _tracked(name: str, revision: str, item: str, words: tuple[str, ...], _model, _item) -> dict:
    from semhub.experiments.next_word import log_probabilities

    return log_probabilities(_model, _item, words)


def language_table(model: Model) -> LanguageTable:
    return _language_table(model.name, model.revision, model)


@st.cache_resource(max_entries=4, show_spinner=False)
def _language_table(name: str, revision: str, _model: Model) -> LanguageTable:
    from semhub.lenses.languages import known

    return known(_model)


def readable(model: Model, item: Text) -> Text:
    """The item, cut to its beginning where it has too many positions for a chart.

    Raises `InputError` where nothing of it can be read.
    """
    text = item.text
    # The first cut is by characters alone, so that a text beyond the model's reach is never
    # tokenised whole.
    text = text[: 16 * LENS_POSITIONS]
    while len(text) > 1 and len(model.encode([Text(text)])[0]) > LENS_POSITIONS:
        text = text[: max(1, int(0.8 * len(text)))]
    return item if text == item.text else Text(text.strip() or item.text[:1])


def digest(items: Sequence[Input]) -> str:
    return hashlib.sha256("".join(item.digest for item in items).encode()).hexdigest()


@contextmanager
def progress(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that takes long enough to wonder about; it goes when the work is done.

    Drawing it is also how a run ends when the person has asked for something else meanwhile.
    """
    slot, due, shown = st.empty(), time.monotonic() + PATIENCE, -1

    def report(done: int, total: int) -> None:
        nonlocal due, shown
        percent, now = 100 * done // total, time.monotonic()
        if percent > shown and now > due:
            due, shown = now + STEP, percent
            slot.progress(percent, sentence)

    try:
        yield report
    finally:
        slot.empty()
