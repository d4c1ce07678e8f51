"""From the states of a batch at one layer to one state of each item."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import embedding_bag

if TYPE_CHECKING:
    from semhub.models.batch import Batch
    from semhub.pools import Pool


def spans(batch: Batch) -> torch.Tensor:
    """Mark each item's span among the batch's positions, (items, positions)."""
    if batch.lengths is None:
        return batch.content
    lengths = torch.tensor(batch.lengths, device=batch.content.device)
    numbers = torch.arange(len(lengths), device=lengths.device)
    return batch.content & (numbers[:, None] == numbers.repeat_interleave(lengths))


def pooling(batch: Batch, pool: Pool, ends: bool) -> Callable[[torch.Tensor], torch.Tensor]:
    """Make what pools states of the batch to (items, width): "unit", "mean" or "last".

    ends: whether "last" is the very last position, be it punctuation or not.
    """
    weights = _weights(spans(batch), pool, None if ends else batch.last_word)
    if weights.device.type != "cpu":  # where not all have the sums below

        def product(state: torch.Tensor) -> torch.Tensor:
            own = weights / _lengths(state) if pool == "unit" else weights
            return torch.bmm(own[:, None].to(state.dtype), state)[:, 0]

        return product
    # Each item is a bag of positions, which is summed without a copy of their states. Within the
    # batch's positions, end to end, those of a padded item begin behind all of the one before.
    item, position = weights.nonzero(as_tuple=True)
    kept = weights[item, position]
    first = torch.searchsorted(item, torch.arange(len(weights)))
    if batch.lengths is None:
        position = position + item * weights.shape[1]

    def sums(state: torch.Tensor) -> torch.Tensor:
        own = kept / _lengths(state).flatten()[position] if pool == "unit" else kept
        states, own = state.flatten(0, 1), own.to(state.dtype)
        return embedding_bag(position, states, first, mode="sum", per_sample_weights=own)

    return sums


def _weights(content: torch.Tensor, pool: Pool, last_word: torch.Tensor | None) -> torch.Tensor:
    """(items, positions) weights that sum to one over each item's span."""
    if pool == "last":
        index = torch.arange(content.shape[1], device=content.device)
        last = torch.where(content, index, -1).max(dim=1).values
        content = index == (last if last_word is None else last_word)[:, None]
    weights = content.float()
    return weights / weights.sum(dim=1, keepdim=True)


def _lengths(state: torch.Tensor) -> torch.Tensor:
    """(items, positions) Euclidean lengths of states (items, positions, width); a state of zeros,
    which points nowhere, stays zero."""
    length = torch.linalg.vector_norm(state, dim=-1, dtype=torch.float32)
    return length.masked_fill(length == 0, 1)
