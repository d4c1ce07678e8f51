"""Blocks that are at times left out in training (Huang et al., 2016; LayerDrop: Fan et al., 2020).

A block that may be missing cannot be the only place where something happens, so what the last
layers say is prepared earlier and in steps, and the head can read inner layers. Nothing of it is
left when the model is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

import torch
from torch import nn

LAST_LAYERS = 4
LEFT_OUT = 0.25
"""Each of the last layers is left out of one step in four; those before, which build, never."""


@contextmanager
def stochastic_depth(
    blocks: Sequence[nn.Module], probability: float, rng: Random
) -> Iterator[None]:
    """Let each of `blocks` hand its input on unchanged within the context: drawn once, for the
    whole batch.

    Each is left out with `probability`, by itself.
    """

    def skipped(_module: nn.Module, arguments: tuple, _output: torch.Tensor) -> torch.Tensor:
        return arguments[0]

    handles = [
        block.register_forward_hook(skipped) for block in blocks if rng.random() < probability
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
