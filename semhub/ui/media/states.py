"""Ask the library about one picture or sound, with what was asked before at hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.charts import text_format as words
from semhub.datasets import pack
from semhub.inputs import Audio, Image, Text
from semhub.ui.media.sense import said
from semhub.ui.media.source import gallery
from semhub.ui.shared import messages, models, results

if TYPE_CHECKING:
    from semhub.experiments.captions import Reference
    from semhub.lenses.floor import Empty
    from semhub.models.protocol import Model
    from semhub.states.extraction import Memory
    from semhub.states.positions import PositionStates
    from semhub.ui.media.sense import Sense

ROWS = 32
LANGUAGES = ("en", "zh", "es", "fr", "de", "ru", "ja")
"""How much of a set stands for its population: enough for a mean and for 95% of its texts."""


def sensed(model: Model, item: Image | Audio) -> PositionStates:
    """The item in the model, after one forward pass."""
    return _sensed(model.name, model.revision, item.digest, model, item)


@st.cache_resource(max_entries=32, show_spinner=False)
def _sensed(name: str, revision: str, digest: str, _model: Model, _item) -> PositionStates:
    from semhub.states.positions import position_states

    return position_states(_model, _item)


def empty(model: Model, item: Image | Audio, meanwhile: Callable[[], None]) -> Empty:
    """Inputs with nothing in them, of the item's size, in the model: run once a size.

    meanwhile: draws what is known without them, and is called where they take long.
    """
    import torch

    from semhub.lenses.floor import Empty

    size = item.pixels.shape if isinstance(item, Image) else (len(item.samples), item.rate)
    key = model.name, model.revision, item.modality, size
    states = _empty_ones().get(key)
    if states is None:
        states = _empty(model, item, meanwhile)
        _empty_ones().put(key, states)
    return Empty(item.modality, torch.from_numpy(states))


@st.cache_resource(show_spinner=False)
def _empty_ones() -> Memory:
    from semhub.states.extraction import Memory

    return Memory()


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
    """States (layers, n, width), mean over each item's own positions."""
    from semhub.states.extraction import extract

    with results.progress(says) as report:
        return extract(model, items, memory=results.memory(), progress=report)


def reference(model: Model, chosen: str) -> Reference:
    """What stands for a population: items of `dataset:column`, and what is said of them."""
    return _reference(model.name, model.revision, chosen, pack.written(), model)


@st.cache_resource(max_entries=8, show_spinner=False)
def _reference(name: str, revision: str, chosen: str, written: int, _model: Model) -> Reference:
    from semhub.experiments.captions import Reference

    table = said(chosen)
    items = gallery(chosen)
    rows = np.linspace(0, len(items) - 1, min(ROWS, len(items))).round().astype(int)
    texts = [table[code][row] for code in LANGUAGES if code in table for row in rows]
    says = f"Reading {len(rows)} items and {len(texts)} captions to compare with, once"
    states = pooled(_model, [*(items[row] for row in rows), *map(Text, texts)], says)
    return Reference(states[:, : len(rows)], states[:, len(rows) :], texts)


def takes(sense: Sense, model: Model) -> bool:
    """Whether the model takes this sense; where not, say so and offer the embedded one."""
    if sense.modality in model.modalities:
        return True
    messages.info(
        f"{words.model(model.name)} takes {' and '.join(model.modalities)} and no {sense.noun}s. "
        f"{models.EMBEDDED} takes them."
    )
    st.button(f"Use {models.EMBEDDED}", on_click=models.use, args=(models.EMBEDDED,))
    return False
