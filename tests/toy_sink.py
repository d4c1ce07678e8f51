"""A toy decoder with an attention sink: its states are known, and the first one is huge."""

from __future__ import annotations

import torch
from torch import nn

from tests.toy import PlantedHub

TIMES = 100


class _Sink(nn.Module):
    """A block that puts the same long state at every item's first position."""

    def __init__(self, state: torch.Tensor):
        super().__init__()
        self.state = state

    def forward(self, state: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        state = state.clone()
        state[:, 0] = self.state
        return state


class _Forgets(nn.Module):
    """A block that gives every token its word's state back, whatever stood there."""

    def __init__(self, table: torch.Tensor):
        super().__init__()
        self.table = table

    def forward(self, state: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return self.table[ids]


class PlantedSink(PlantedHub):
    """Words never meet: each has a state of its own, at all layers. From layer `first` to the one
    before the last, an item's first state is one vector, `TIMES` as long as the others."""

    def __init__(self, meanings: int = 60, n_layers: int = 4, first: int = 2, width: int = 32):
        super().__init__(meanings, n_layers, meets_at=n_layers + 1, width=width)
        self.name = f"sink-{meanings}-{n_layers}-{first}"
        self.embedding /= self.embedding.norm(dim=1, keepdim=True)
        sink = torch.randn(width, generator=torch.Generator().manual_seed(2))
        self.sink = TIMES * sink / sink.norm()
        self.blocks[first - 1] = _Sink(self.sink)
        self.blocks[-1] = _Forgets(self.embedding)
