"""Run items through a model and keep their pooled states: (layers, items, width).

States are pooled inside the forward pass, so memory grows with layers times items, not with
tokens. Nothing here knows what the states are for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Literal

import numpy as np
import torch

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.models.hooks import visited
from semhub.models.protocol import Batch, Encoded, Model
from semhub.models.running import passing, running
from semhub.side_by_side import cores, run_all

Pool = Literal["mean", "last"]
POOLS: tuple[Pool, ...] = ("mean", "last")

Progress = Callable[[int, int], None]
"""Called with (done, total), in items times blocks, after every block of every batch. An exception
that it raises ends the run; hooks are removed and nothing is kept."""

TOKEN_BUDGET = {"cpu": 1024, "cuda": 16_384}
"""Positions in one batch, padding included. On a CPU a batch whose states stay in its cache runs
up to twice as fast as one of 4,096; a GPU wants many."""

NARROW = 512
"""Width up to which passes run side by side on a CPU. A wider one fills the cores by itself, and
some of the largest families change what they keep (long RoPE) with the length of a batch."""

ROUND = 8
"""Batches of a thread before other sessions may run theirs."""

PORTION = 32
"""Pictures or sounds whose pixels or spectrograms are in memory at one time."""


class Memory:
    """States already computed, by model, pooling and content: an edit costs one forward pass.

    limit: bytes kept; the least recently used go first.
    """

    def __init__(self, limit: int = 256 * 2**20):
        self.limit = limit
        self._kept: OrderedDict[tuple, np.ndarray] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # all sessions of an app share one memory

    def get(self, key: tuple) -> np.ndarray | None:
        with self._lock:
            state = self._kept.get(key)
            if state is not None:
                self._kept.move_to_end(key)
            return state

    def put(self, key: tuple, state: np.ndarray) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = state
            self._size += state.nbytes
            while self._size > self.limit and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= dropped.nbytes


def extract(
    model: Model,
    items: Sequence[Input],
    *,
    pool: Pool = "mean",
    progress: Progress | None = None,
    memory: Memory | None = None,
    token_budget: int | None = None,
) -> np.ndarray:
    """Pooled states (n_layers + 1, items, width), float32, in the order of `items`.

    pool: "mean" over the item's content positions, or the "last" of them.
    memory: states of earlier runs; items found there are not run again, nor is any item twice.
    token_budget: positions in one batch; by default what suits the model's device.

    Raises `InputError` when an item cannot be encoded.
    """
    memory = memory if memory is not None else Memory()
    keys = [(model.name, model.revision, pool, item.digest) for item in items]
    found = {key: memory.get(key) for key in keys}
    new = {key: item for key, item in zip(keys, items, strict=True) if found[key] is None}
    if new:
        budget = token_budget or TOKEN_BUDGET.get(model.device.type, TOKEN_BUDGET["cpu"])
        states = _run(model, list(new.values()), pool, progress, budget)
        for i, key in enumerate(new):
            found[key] = np.ascontiguousarray(states[:, i])
            memory.put(key, found[key])
    return np.stack([found[key] for key in keys], axis=1)


def require_pool(pool: str) -> None:
    """Raises `InputError` on an unknown pooling."""
    if pool not in POOLS:
        raise InputError(f"There is no pooling “{pool}”; choose one of {', '.join(POOLS)}.")


def positions(model: Model, item: Input) -> tuple[Batch, torch.Tensor]:
    """One item's batch, and its states at every position: (n_layers + 1, positions, width)."""
    batch = model.padded(model.encode([item]))
    return batch, every_state(model, batch)[:, 0]


def every_state(model: Model, batch: Batch) -> torch.Tensor:
    """(n_layers + 1, items, positions, width): of a batch, nothing pooled and nothing kept."""
    layers: list[torch.Tensor] = []
    with running(), visited(model.blocks, lambda _layer, state: layers.append(state)):
        model.forward(batch)
    return torch.stack(layers)


def _run(
    model: Model, items: Sequence[Input], pool: Pool, progress: Progress | None, budget: int
) -> np.ndarray:
    pooled = np.empty((model.n_layers + 1, len(items), model.width), dtype=np.float32)
    mine = threading.get_ident()
    done, total = 0, len(items) * model.n_layers
    current: dict[int, tuple[list[int], torch.Tensor]] = {}
    """Thread -> what it runs: the rows of its batch, and their weights."""

    def visit(layer: int, state: torch.Tensor) -> None:
        nonlocal done
        rows, weights = current[threading.get_ident()]
        # A product with the weights sums the span without a copy of all its states.
        mean = torch.bmm(weights.to(state.dtype), state)[:, 0]
        pooled[layer, rows] = mean.float().cpu().numpy()
        if layer:
            with counting:
                done += len(rows)
            if progress and threading.get_ident() == mine:  # a page hears its own thread alone
                progress(done, total)

    def forward(piece: tuple[list[int], Batch]) -> None:
        rows, batch = piece
        current[threading.get_ident()] = rows, _weights(batch.content, pool)
        with passing():
            model.forward(batch)

    counting = threading.Lock()
    threads = _threads(model)
    # Few at a time: another session waits for a round, not for a whole data set.
    for round_ in _ahead(_rounds(model, batches(model, items, budget), ROUND * threads)):
        with running(), visited(model.blocks, visit):
            run_all(round_, forward, min(threads, len(round_)))
        if progress:
            progress(done, total)
    return pooled


def _rounds(model: Model, encoded: Iterator, size: int) -> Iterator[list[tuple[list[int], Batch]]]:
    """Rows and padded batches, `size` at a time."""
    while round_ := [(rows, model.padded(some)) for rows, some in islice(encoded, size)]:
        yield round_


def _ahead(rounds: Iterator[list]) -> Iterator[list]:
    """The same, each next one encoded by another thread while the last one runs."""
    with ThreadPoolExecutor(1) as encoder:
        following = encoder.submit(next, rounds, None)
        while (round_ := following.result()) is not None:
            following = encoder.submit(next, rounds, None)
            yield round_


def _threads(model: Model) -> int:
    """How many batches run side by side: as many as there are cores, for a narrow model."""
    return cores() if model.device.type == "cpu" and model.width <= NARROW else 1


def _weights(content: torch.Tensor, pool: Pool) -> torch.Tensor:
    """(items, 1, positions) weights that sum to one over each item's span."""
    weights = content.float()
    if pool == "last":
        index = torch.arange(content.shape[1], device=content.device)
        last = torch.where(content, index, -1).max(dim=1, keepdim=True).values
        weights = (index == last).float()
    return (weights / weights.sum(dim=1, keepdim=True)).unsqueeze(1)


def batches(
    model: Model, items: Sequence[Input], budget: int
) -> Iterator[tuple[list[int], list[Encoded]]]:
    """Item numbers and their encodings: of one form, padded positions within the budget.

    Longest first: the largest batch, which may not fit, then fails at once and not at the end.
    """
    for numbers in _portions(items):
        forms: dict[tuple, list[tuple[int, Encoded]]] = {}
        for i, encoded in zip(numbers, model.encode([items[i] for i in numbers]), strict=True):
            forms.setdefault(encoded.form, []).append((i, encoded))
        for group in forms.values():
            group.sort(key=lambda pair: -len(pair[1]))
            start = 0
            while start < len(group):
                size = max(1, budget // len(group[start][1]))
                rows, encoded = zip(*group[start : start + size], strict=True)
                yield list(rows), list(encoded)
                start += size


def _portions(items: Sequence[Input]) -> Iterator[list[int]]:
    """Numbers of the items to encode at a time: all texts, then pictures and sounds few by few,
    since the pixels of a whole data set would fill the memory."""
    text = [i for i, item in enumerate(items) if item.modality == "text"]
    other = [i for i, item in enumerate(items) if item.modality != "text"]
    if text:
        yield text
    for start in range(0, len(other), PORTION):
        yield other[start : start + PORTION]
