"""Run items through a model and keep their pooled states: (layers, items, width).

States are pooled inside the forward pass, so memory grows with layers times items, not with
tokens. Nothing here knows what the states are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import torch

from semhub.datasets.arguments import items_of
from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import callback, kind_of, one_of, whole_number
from semhub.models.batch import Batch
from semhub.models.exclusive import exclusive
from semhub.models.finite import require_finite
from semhub.models.hooks import Visitor, record_layers
from semhub.models.protocol import Model, require_model
from semhub.pools import AUTO, POOLS, Pool, require_suffix_fits
from semhub.states.batches import Progress, run
from semhub.states.memory import Memory, identity, is_hooked, state_key
from semhub.states.pooling import pooling, spans


def extract(
    model: Model,
    items: Sequence[Input],
    *,
    pool: Pool | Literal["auto"] = AUTO,
    suffix: str | None = None,
    progress: Progress | None = None,
    memory: Memory | None = None,
    token_budget: int | None = None,
) -> np.ndarray:
    """Take pooled states (n_layers + 1, items, width), float32, in the order of `items`.

    pool: one of `semhub.pools.POOLS`, or "auto" for the one that suits the model.
    suffix: what is put behind every text before it is read, such as " In other words:"; only with
        the pool "last", which then takes the very last token. An empty one takes that, too.
    memory: states of earlier runs; items found there are not run again, nor is any item twice. It
        gets every batch's as soon as they are whole, so that a run that is stopped leaves its own.
        While something is hooked into the model (`semhub.apply_push`), it is left alone.
    token_budget: positions in one batch; by default what suits the model's device.

    Raises `InputError` without items, when one cannot be encoded, for an unknown pool, and for a
    suffix with another pool than "last".
    """
    require_model(model)
    callback(progress)
    items = items_of(items)
    if not isinstance(memory, Memory | None):
        raise InputError(f"`memory` is {kind_of(memory)}; give semhub.Memory(), or leave it out.")
    if token_budget is not None:
        whole_number(token_budget, "The number of positions in a batch", 1)
    pool = pool_of(model, pool)
    require_suffix_fits(pool, suffix)
    items = with_suffix(items, suffix)
    memory = Memory() if memory is None or is_hooked(model) else memory
    whose = identity(model)
    ends = suffix is not None
    keys = [state_key(whose, pool, ends, item.digest) for item in items]
    found = {key: memory.get(key) for key in keys}
    new = {key: item for key, item in zip(keys, items, strict=True) if found[key] is None}
    if new:
        names = list(new)

        def keep(i: int, state: np.ndarray, _tokens: int) -> None:
            found[names[i]] = state
            memory.put(names[i], state)

        pool_all(model, list(new.values()), pool, ends, keep, progress, token_budget)
    return np.stack([found[key] for key in keys], axis=1)


def pool_of(model: Model, pool: str) -> Pool:
    """The pooling that `pool` names; "auto" leaves it to the model, and is "unit" where that does
    not say. Raises `InputError` for an unknown name, and for "model" where its makers do not
    say."""
    one_of(pool, (AUTO, *POOLS), "pooling")
    if pool == "model" and getattr(model, "own_pool", None) is None:
        raise InputError(
            f"{model.name} does not say how it is pooled (modules.json and 1_Pooling, as "
            "sentence-transformers writes them); choose mean, or another pooling."
        )
    return getattr(model, "usual_pool", "unit") if pool == AUTO else pool


def with_suffix(items: Sequence[Input], suffix: str | None) -> Sequence[Input]:
    """The items with `suffix` behind every text."""
    if not suffix:
        return items
    return [
        replace(one, text=one.text + suffix) if one.modality == "text" else one for one in items
    ]


def positions(model: Model, item: Input) -> tuple[Batch, torch.Tensor]:
    """Run one item: its batch, and its states at every position, (n_layers + 1, positions, width).

    Raises `InputError` when the item cannot be encoded, and on states that are no finite numbers.
    """
    batch = model.collate(model.encode([item]))
    states = every_state(model, batch)[:, 0]
    require_finite(model.name, item, states)
    return batch, states


def positions_of_all(
    model: Model, items: Sequence[Input], *, progress: Progress | None = None
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Take of each item which positions are its content, (positions,), and its states at all of
    them, (n_layers + 1, positions, width), in memory.

    As `positions` gives them for one, but run in batches. progress: called with items, done and in
    all. Raises `InputError` when an item cannot be encoded.
    """
    found: list[tuple[torch.Tensor, torch.Tensor]] = [(torch.empty(0),) * 2] * len(items)

    def watch(rows: list[int], batch: Batch) -> Visitor:
        layers: list[torch.Tensor] = []

        def visit(layer: int, state: torch.Tensor) -> None:
            layers.append(state)
            if layer == model.n_layers:
                # Texts in one row follow one another there as the padded ones do without padding.
                taken = batch.attention.bool()
                lengths = batch.lengths or taken.sum(dim=1).tolist()
                states = torch.stack(layers)[:, taken].split(lengths, dim=1)
                contents = batch.content[taken].split(lengths)
                for row, content, own in zip(rows, contents, states, strict=True):
                    require_finite(model.name, items[row], own)
                    found[row] = content.cpu(), own.clone().cpu()

        return visit

    def report(done: int, _total: int) -> None:
        progress(done // model.n_layers, len(items))

    run(model, items, watch, progress=progress and report, takes_rows=True)
    return found


def every_state(model: Model, batch: Batch) -> torch.Tensor:
    """Take every state of a batch, (n_layers + 1, items, positions, width), nothing pooled."""
    layers: list[torch.Tensor] = []
    with exclusive(), record_layers(model.blocks, lambda _layer, state: layers.append(state)):
        model.forward(batch)
    return torch.stack(layers)


def pool_all(
    model: Model,
    items: Sequence[Input],
    pool: Pool,
    ends: bool,
    keep: Callable[[int, np.ndarray, int], None],
    progress: Progress | None = None,
    budget: int | None = None,
) -> None:
    """Hand over every item's number, its pooled states (n_layers + 1, width) and how many positions
    its span has, batch by batch, from whichever thread ran it.

    ends: whether "last" is the very last position, be it punctuation or not.
    Raises `InputError` when an item cannot be encoded, and on states that are no finite numbers.
    """
    whole = model.own_pool if pool == "model" else None

    def watch(rows: list[int], batch: Batch) -> Visitor:
        pooled = np.empty((len(rows), model.n_layers + 1, model.width), dtype=np.float32)
        one_each = (
            partial(whole, attention=batch.attention) if whole else pooling(batch, pool, ends)
        )

        def visit(layer: int, state: torch.Tensor) -> None:
            pooled[:, layer] = one_each(state).float().cpu().numpy()
            if layer == model.n_layers:
                sizes = spans(batch).sum(dim=1).tolist()
                finite = np.isfinite(pooled).all()
                for row, states, span in zip(rows, pooled, sizes, strict=True):
                    if not finite:  # in one of them
                        require_finite(model.name, items[row], states)
                    # Of its own memory, so that what is dropped frees it.
                    keep(row, states.copy(), span)

        return visit

    run(model, items, watch, budget=budget, progress=progress, takes_rows=whole is None)
