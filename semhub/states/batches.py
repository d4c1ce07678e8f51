"""Items -> batches, and all of them through a model, watched as they pass its blocks.

What is made of the states is the watcher's; nothing is kept here.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import torch

from semhub.inputs import Input
from semhub.inputs.door import callback
from semhub.models.batch import Batch, Encoded
from semhub.models.exclusive import ROUND, exclusive, is_running
from semhub.models.hooks import Visitor, record_layers
from semhub.models.protocol import JoiningModel, Model
from semhub.models.segments import LONGEST, outside
from semhub.states.memory import is_hooked
from semhub.states.parallel import cores, run_all

Progress = Callable[[int, int], None]
"""Called with (done, total), in items times blocks, after every block of every batch. An exception
that it raises ends the run, and hooks are removed."""

TOKEN_BUDGET = {"cpu": 1024, "cuda": 16_384}
"""Most positions in one batch, padding included. On a CPU a batch whose states stay in its cache
runs up to twice as fast as one of 4,096; a GPU wants many."""

FEWEST, WORK = 128, 8_000_000_000
"""On a CPU the fewest positions in one batch, and the most products of a weight with a position:
such a batch takes a core about 0.3 s, so that it fits into one round of a session's."""

ROW_WORK = 24_000_000_000
"""The same of a row of texts without padding, which takes a core about 0.3 s, too. Here longer is
faster, since nothing else grows; a larger padded batch has more padding."""

SHARED = 256
"""Positions of a row, from which on texts of a narrow model are shared out among cores."""

NARROW = 512
"""Width up to which passes run side by side on a CPU: a wider one fills the cores by itself
(`python -m benchmarks passes`)."""

TEXTS = 512
"""Texts that are encoded at a time."""

PORTION = 32
"""Pictures or sounds of a thread that are encoded at a time. The next are while they run, so that
twice as many have their pixels or spectrograms in memory."""

Piece = tuple[list[int], list[Encoded]]
"""Numbers of a batch's items, and their encodings."""

Watch = Callable[[list[int], Batch], Visitor]
"""From the numbers of a batch's items, and the batch, to what is called with its states."""


def run(
    model: Model,
    items: Sequence[Input],
    watch: Watch,
    *,
    budget: int | None = None,
    progress: Progress | None = None,
    takes_rows: bool = False,
) -> None:
    """Run every item once, in batches; each batch's states go to a visitor of its own.

    On a CPU, batches of a narrow model run side by side: visitors of different batches are then
    called by different threads, each batch's by one. Only the caller's thread reports progress.
    budget: positions in one batch; by default what suits the model's device.
    takes_rows: whether `watch` takes texts in one row without padding (`Batch.lengths`), as which
        they run where the model gives the same states so.

    Raises `InputError` when an item cannot be encoded.
    """
    callback(progress)
    mine = threading.get_ident()
    done, total, counting = 0, len(items) * model.n_layers, threading.Lock()
    current: dict[int, tuple[int, Visitor]] = {}
    """Thread -> how many items the batch has that it runs, and who watches it."""
    # What is hooked in may know texts by their place in a batch.
    in_rows = takes_rows and model.joins and not is_hooked(model)

    def visit(layer: int, state: torch.Tensor) -> None:
        nonlocal done
        size, watching = current[threading.get_ident()]
        watching(layer, state)
        if layer:
            with counting:
                done += size
            if progress and threading.get_ident() == mine:  # a page hears its own thread alone
                with outside():
                    progress(done, total)

    def forward(piece: Piece) -> None:
        rows, encoded = piece
        batch = collated(model, encoded, in_rows)
        current[threading.get_ident()] = len(rows), watch(rows, batch)
        with torch.inference_mode():  # which holds for one thread alone
            model.forward(batch)

    threads = _threads(model)
    most = budget or budget_of(model, in_rows)
    most = min(most, LONGEST) if in_rows else most
    portions = _encoded(model, items, most, threads, in_rows)
    # Some families run the model to encode a picture, for which another thread would wait for ever
    # on one that runs it already.
    for portion in portions if is_running() else _ahead(portions):
        pieces = deque(portion)
        while pieces:
            with exclusive(), record_layers(model.blocks, visit):
                run_all(_round(pieces), forward, min(threads, len(pieces)))
            if progress:
                progress(done, total)


def collated(model: Model, encoded: Sequence[Encoded], in_rows: bool) -> Batch:
    """Join encoded items of one form into what the model runs: padded, or texts in a row."""
    in_a_row = in_rows and _may_join(encoded[0])
    return cast(JoiningModel, model).join(encoded) if in_a_row else model.collate(encoded)


def _may_join(encoded: Encoded) -> bool:
    """Whether an item may stand in a row of a model that takes texts so."""
    return encoded.modality == "text" and encoded.in_rows


def budget_of(model: Model, in_rows: bool = False) -> int:
    """Positions in one batch, padded or, of texts, in a row, that suit the model and its device."""
    if model.device.type != "cpu":
        return TOKEN_BUDGET.get(model.device.type, TOKEN_BUDGET["cpu"])
    weights = sum(one.numel() for block in model.blocks for one in block.parameters())
    # All cores share in a pass of a wide model.
    work = ROW_WORK * (1 if model.width <= NARROW else cores()) if in_rows else WORK
    return min(TOKEN_BUDGET["cpu"], max(FEWEST, work // max(weights, 1)))


def _threads(model: Model) -> int:
    """How many batches run side by side: as many as there are cores, for a narrow model."""
    beside = model.thread_safe and model.device.type == "cpu" and model.width <= NARROW
    return cores() if beside else 1


def _round(pieces: deque[Piece]) -> Iterator[Piece]:
    """Take what runs before other sessions may run theirs, so that none waits for a whole data
    set: at least one."""
    until = time.monotonic() + ROUND
    while pieces:
        yield pieces.popleft()
        if time.monotonic() > until:
            return


def _encoded(
    model: Model, items: Sequence[Input], budget: int, threads: int, in_rows: bool = False
) -> Iterator[list[Piece]]:
    """The batches of one portion of the items after another; in_rows: texts in rows."""
    for numbers in _portions(items, PORTION * threads):
        yield list(_batches(model, items, numbers, budget, in_rows))


def _ahead(portions: Iterator[list[Piece]]) -> Iterator[list[Piece]]:
    """The same, each next one encoded by another thread while the last one runs."""
    with ThreadPoolExecutor(1) as encoder:
        following = encoder.submit(next, portions, None)
        while (portion := following.result()) is not None:
            following = encoder.submit(next, portions, None)
            yield portion


def batches(
    model: Model, items: Sequence[Input], budget: int, in_rows: bool = False
) -> Iterator[Piece]:
    """Every item once, in batches as `run` makes them for one thread, padded or texts in rows."""
    for portion in _encoded(model, items, budget, 1, in_rows):
        yield from portion


def _batches(
    model: Model, items: Sequence[Input], numbers: Sequence[int], budget: int, in_rows: bool
) -> Iterator[Piece]:
    """The items with these numbers: of one form, positions within the budget.

    Longest first: the largest batch, which may not fit, then fails at once and not at the end.
    """
    forms: dict[tuple, list[tuple[int, Encoded]]] = {}
    for i, encoded in zip(numbers, model.encode([items[i] for i in numbers]), strict=True):
        form = encoded.form, in_rows and _may_join(encoded)
        forms.setdefault(form, []).append((i, encoded))
    beside = cores() if model.width <= NARROW else 1
    for (_form, in_a_row), group in forms.items():
        group.sort(key=lambda pair: -len(pair[1]))
        lengths = [len(encoded) for _, encoded in group]
        for part in _rows(lengths, budget, beside) if in_a_row else _padded(lengths, budget):
            rows, encoded = zip(*group[part], strict=True)
            yield list(rows), list(encoded)


def _padded(lengths: Sequence[int], budget: int) -> Iterator[slice]:
    """Cut items, the longest first, so that padded ones are within the budget."""
    start = 0
    while start < len(lengths):
        end = start + max(1, budget // lengths[start])
        yield slice(start, end)
        start = end


def _rows(lengths: Sequence[int], budget: int, beside: int) -> Iterator[slice]:
    """Cut texts into rows within the budget, about equally long, so that each of as many threads as
    may run `beside` each other has one, where they are not too short for it."""
    total = sum(lengths)
    fewest = -(-total // budget)
    rows = max(fewest, min(-(-fewest // beside) * beside, total // SHARED))
    enough = total / rows
    start, size = 0, 0
    for end, length in enumerate(lengths):
        if size and (size >= enough or size + length > budget):
            yield slice(start, end)
            start, size = end, 0
        size += length
    yield slice(start, len(lengths))


def _portions(items: Sequence[Input], size: int) -> Iterator[list[int]]:
    """Numbers of the items to encode at a time: texts, the longest first, so that each next portion
    is encoded while the last one runs; then pictures and sounds, a few at a time, since the pixels
    of a whole data set would fill the memory."""
    text = [i for i, item in enumerate(items) if item.modality == "text"]
    other = [i for i, item in enumerate(items) if item.modality != "text"]
    text.sort(key=lambda i: -len(items[i].text))
    for start in range(0, len(text), TEXTS):
        yield text[start : start + TEXTS]
    for start in range(0, len(other), size):
        yield other[start : start + size]
