"""The states that a direction is found in, and how long such states are.

A decoder's first token is often an attention sink: a state many times as long as all others, which
owns the plain mean of a text (Xiao et al. 2024, "Efficient Streaming Language Models with Attention
Sinks"). A difference of such means is one of token counts. So means leave sinks out here, and
lengths are measured by medians over tokens, which a few sinks do not move.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from semhub.inputs import Input
from semhub.models.batch import Batch
from semhub.models.hooks import Visitor
from semhub.models.protocol import Model
from semhub.pools import Pool
from semhub.states.batches import run
from semhub.states.extraction import Memory, Progress, extract, pool_of
from semhub.states.sinks import LONG


def pooled(
    model: Model, items: Sequence[Input], *, pool: Pool,
    progress: Progress | None = None, memory: Memory | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return pooled states (layers + 1, items, width), and the typical norm (layers + 1,) of a
    state.

    Of "last", which is the very last position, the typical norm is the median over the items; of
    every other pool, over the tokens of their spans. "unit" gives states in norms of a token, and
    they are made as long as a typical one.

    Raises `InputError` when an item cannot be encoded, and for an unknown pool.
    """
    if pool_of(model, pool) == "last":
        states = extract(model, items, pool=pool, suffix="", progress=progress, memory=memory)
        return states, typical_norm(states)
    means, norms = span_means(model, items, progress)
    if pool == "mean":
        return means, norms
    states = extract(model, items, pool=pool, memory=memory)
    return states * norms[:, None, None] if pool == "unit" else states, norms


def typical_norm(states: np.ndarray) -> np.ndarray:
    """Return (layers + 1,) median norm of states (layers + 1, items, width)."""
    return np.median(np.linalg.norm(states, axis=2), axis=1)


def span_means(
    model: Model, items: Sequence[Input], progress: Progress | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return means (layers + 1, items, width) over each item's span without its sinks, and the
    median norm (layers + 1,) of all tokens in the spans."""
    layers = model.n_layers + 1
    means = np.empty((layers, len(items), model.width), dtype=np.float32)
    norms: list[list[np.ndarray]] = [[] for _ in range(layers)]

    def watch(rows: list[int], batch: Batch) -> Visitor:
        def visit(layer: int, state: torch.Tensor) -> None:
            state = state.float()
            long = state.norm(dim=2).masked_fill(~batch.content, torch.nan)
            typical = long.nanmedian(dim=1, keepdim=True).values
            weights = (long <= LONG * typical).float()  # never true of NaN
            total = torch.bmm(weights[:, None], state)[:, 0]
            means[layer, rows] = (total / weights.sum(dim=1, keepdim=True)).cpu().numpy()
            norms[layer].append(long[batch.content].cpu().numpy())

        return visit

    run(model, items, watch, progress=progress)
    return means, np.array([np.median(np.concatenate(one)) for one in norms], dtype=np.float32)
