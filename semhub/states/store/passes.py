"""A shard's items -> their pooled states, in this process; what cannot be encoded is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.protocol import Model
from semhub.states.extraction import pool_all, with_suffix
from semhub.states.store.source import Source

Progress = Callable[[int], None]
"""Called with the number of items of the shard at hand that are done, by an engine that knows."""


@dataclass(frozen=True)
class Passed:
    """What became of a shard's items.

    states: (items, layers, width) float32 and tokens: of those that could be encoded, in their
    order. faults: place of an item that could not -> the sentence that says why.
    """

    states: np.ndarray
    tokens: list[int]
    faults: dict[int, str]


class Engine(Protocol):
    """What runs shards. shards: how many it takes at a time."""

    @property
    def shards(self) -> int: ...

    def run(
        self, source: Source, shards: Sequence[Sequence[Input]], progress: Progress | None
    ) -> Iterator[Passed]:
        """Run shards and give back each, in their order. Raises `InputError` where of one no item
        can be encoded."""
        ...


@dataclass(frozen=True)
class OneProcess:
    """The engine that runs one shard after the other, with a model that is loaded already."""

    model: Model

    @property
    def shards(self) -> int:
        return 1

    def run(
        self, source: Source, shards: Sequence[Sequence[Input]], progress: Progress | None
    ) -> Iterator[Passed]:
        for items in shards:
            yield passed(self.model, items, source, progress)


def passed(
    model: Model, items: Sequence[Input], source: Source, progress: Progress | None = None
) -> Passed:
    """Run a shard's items. Raises `InputError` where none of them can be encoded."""
    try:
        return Passed(*_states(model, items, source, progress), {})
    except InputError as error:
        faults = _faults(model, items)
        if len(faults) in (0, len(items)):
            raise error
    kept = [item for i, item in enumerate(items) if i not in faults]
    return Passed(*_states(model, kept, source, progress), faults)


def _states(
    model: Model, items: Sequence[Input], source: Source, progress: Progress | None
) -> tuple[np.ndarray, list[int]]:
    """(items, layers, width) float32, and how many tokens each item has."""
    states = np.empty((len(items), source.layers, source.width), dtype=np.float32)
    tokens = [0] * len(items)

    def keep(i: int, state: np.ndarray, span: int) -> None:
        states[i], tokens[i] = state, span

    def report(now: int, _total: int) -> None:
        progress(now // model.n_layers)

    read = with_suffix(items, source.suffix)
    pool_all(model, read, source.pool, source.suffix is not None, keep, progress and report)
    if source.suffix:  # which is no part of an item's length
        tokens = [sum(encoded.content) for encoded in model.encode(items)]
    return states, tokens


def _faults(model: Model, items: Sequence[Input]) -> dict[int, str]:
    """Place -> why, of what the model cannot encode, such as a text that is too long for it."""
    faults = {}
    for i, item in enumerate(items):
        try:
            model.encode([item])
        except InputError as error:
            faults[i] = str(error)
    return faults
