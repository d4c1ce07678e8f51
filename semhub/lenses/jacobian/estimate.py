"""The Jacobian of one batch of texts, a row at a time.

As in Anthropic's `jlens` (2026): for an output component i, the gradient of the last block's output
i, *summed over the positions of a text*, with respect to a state at position p is taken, and
averaged over the positions p; then over texts. As a decoder's state moves nothing before it, the
sum is over the position itself and all later ones: what a state says at once and what it is kept
for. The first 16 positions, on which attention rests whatever stands there, and the last one, after
which nothing is said, are left out of both; so are special tokens.

One forward pass a batch and `width` backward passes through it, each for all layers and texts at
once. Memory: what a backward pass needs of one batch, whatever the number of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch

from semhub.models.batch import Batch, Encoded
from semhub.models.exclusive import recording
from semhub.models.hooks import record_layers
from semhub.models.protocol import Model

SKIPPED = 16
"""Positions at the beginning of a text that are left out, as in the reference."""

LONGEST = 128
"""Positions that are read of a text, as in the reference; what follows is left out."""


def counted(encoded: Encoded) -> list[bool]:
    """Mark the positions that the mean is over; none of a text that is too short."""
    last = len(encoded) - 1
    return [own and SKIPPED <= p < last for p, own in enumerate(encoded.content)]


def rows(model: Model, encoded: Sequence[Encoded], first: int = 0) -> Iterator[torch.Tensor]:
    """Work out the Jacobians row by row, for output components first, ..., width - 1.

    Each is that row of the Jacobian of every layer but the last, (n_layers, width) float32 on the
    CPU, summed over the texts.
    """
    batch = model.collate(encoded)
    of_text = torch.zeros(batch.ids.shape, device=batch.ids.device)
    for text, item in enumerate(encoded):
        of_text[text, : len(item)] = torch.tensor(counted(item), dtype=of_text.dtype)
    share = (of_text / of_text.sum(dim=1, keepdim=True))[..., None]
    *inner, last = _recorded(model, batch)
    for component in range(first, model.width):
        pull = torch.zeros_like(last)
        pull[..., component] = of_text
        gradients = torch.autograd.grad(last, inner, pull, retain_graph=True)
        yield torch.stack([(g.float() * share).sum(dim=(0, 1)) for g in gradients]).cpu()


def _recorded(model: Model, batch: Batch) -> list[torch.Tensor]:
    """Keep the states (texts, positions, width) of all layers, joined by a graph that starts at
    layer 0; weights are constants in it."""
    states: list[torch.Tensor] = []

    def visit(_layer: int, state: torch.Tensor) -> None:
        states.append(state if states else state.requires_grad_())

    with recording(), _constant(model), record_layers(model.blocks, visit):
        model.forward(batch)
    return states


@contextmanager
def _constant(model: Model) -> Iterator[None]:
    weights = [w for block in model.blocks for w in block.parameters() if w.requires_grad]
    for weight in weights:
        weight.requires_grad_(False)
    try:
        yield
    finally:
        for weight in weights:
            weight.requires_grad_(True)
