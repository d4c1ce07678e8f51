"""Items -> batches, and all of them through a model, watched as they pass its blocks.

What is made of the states is the watcher's; nothing is kept here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import torch

from semhub.inputs import Input
from semhub.models.hooks import Visitor, visited
from semhub.models.protocol import Batch, Encoded, Model
from semhub.models.running import passing, running
from semhub.side_by_side import cores, run_all

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


Watch = Callable[[list[int], Batch], Visitor]
"""From the numbers of a batch's items, and the batch, to what is called with its states."""


def run(
    model: Model,
    items: Sequence[Input],
    watch: Watch,
    *,
    budget: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Run every item once, in batches; each batch's states go to a visitor of its own.

    On a CPU, batches of a narrow model run side by side: visitors of different batches are then
    called by different threads, each batch's by one. Progress is told by the caller's alone.
    budget: positions in one batch; by default what suits the model's device.

    Raises `InputError` when an item cannot be encoded.
    """
    mine = threading.get_ident()
    done, total, counting = 0, len(items) * model.n_layers, threading.Lock()
    current: dict[int, tuple[int, Visitor]] = {}
    """Thread -> how many items the batch has that it runs, and who watches it."""

    def visit(layer: int, state: torch.Tensor) -> None:
        nonlocal done
        size, watching = current[threading.get_ident()]
        watching(layer, state)
        if layer:
            with counting:
                done += size
            if progress and threading.get_ident() == mine:  # a page hears its own thread alone
                progress(done, total)

    def forward(piece: tuple[list[int], Batch]) -> None:
        rows, batch = piece
        current[threading.get_ident()] = len(rows), watch(rows, batch)
        with passing():
            model.forward(batch)

    threads = _threads(model)
    encoded = batches(
        model, items, budget or TOKEN_BUDGET.get(model.device.type, TOKEN_BUDGET["cpu"])
    )
    # Few at a time: another session waits for a round, not for a whole data set.
    for round_ in _ahead(_rounds(model, encoded, ROUND * threads)):
        with running(), visited(model.blocks, visit):
            run_all(round_, forward, min(threads, len(round_)))
        if progress:
            progress(done, total)


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
    beside = model.overlaps and model.device.type == "cpu" and model.width <= NARROW
    return cores() if beside else 1


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
