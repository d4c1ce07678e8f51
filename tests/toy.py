"""A model whose states are known by construction: two languages that meet at one chosen layer.

Words are "a0", "a1", ... in one language and "b0", "b1", ... in the other; `a_i` and `b_i` mean the
same. Before the meeting layer a word's state is a random vector of its own; from that layer on it
is the vector of its meaning. The head reads a state as the meaning's `a` word, so the toy's
dominant language is `a`.
"""

from __future__ import annotations

import threading

import torch
from torch import nn

from semhub.models.batch import Batch, Encoded
from semhub.models.protocol import LoadCheck

PAD = 0


class _Replace(nn.Module):
    """A block that replaces every token's state by a row of a table, or leaves it as it is."""

    def __init__(self, table: torch.Tensor | None):
        super().__init__()
        self.table = table

    def forward(self, state: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return state if self.table is None else self.table[ids]


class PlantedHub:
    """Keeps `semhub.models.protocol.LanguageModel`."""

    modalities = ("text",)
    thread_safe = True
    joins = False
    has_head = True
    usual_pool = "mean"
    revision = "toy"
    check = LoadCheck(True, 0.0, "The toy reads itself out exactly.")

    def __init__(self, meanings: int = 20, n_layers: int = 4, meets_at: int = 2, width: int = 32):
        generator = torch.Generator().manual_seed(0)
        self.name = f"toy-{meanings}-{n_layers}-{meets_at}"
        self.words = [f"{side}{i}" for side in "ab" for i in range(meanings)]
        self.ids = {word: i + 1 for i, word in enumerate(self.words)}  # 0 is padding
        self.n_layers, self.width = n_layers, width
        self.vocabulary_size = len(self.words) + 1
        self.device = torch.device("cpu")
        self.embedding = torch.randn(self.vocabulary_size, width, generator=generator)
        self.meaning = torch.randn(meanings, width, generator=generator)
        table = torch.cat([torch.zeros(1, width), self.meaning, self.meaning])
        self.blocks = [_Replace(table if k == meets_at else None) for k in range(1, n_layers + 1)]
        self.forwards, self.counting = 0, threading.Lock()

    @property
    def module(self) -> nn.Module:
        return nn.ModuleList(self.blocks)

    def _ids(self, text: str) -> list[int]:
        return [self.ids[word] for word in text.split()]

    def encode(self, items) -> list[Encoded]:
        return [Encoded(ids, [True] * len(ids)) for ids in (self._ids(i.text) for i in items)]

    def collate(self, encoded) -> Batch:
        ids = torch.full((len(encoded), max(map(len, encoded))), PAD)
        for i, item in enumerate(encoded):
            ids[i, : len(item)] = torch.tensor(item.ids)
        content = ids != PAD
        return Batch(ids, content.long(), content)

    def tokens(self, item):
        return item.text.split()

    def forward(self, batch: Batch) -> None:
        self.count(batch)
        state = self.embedding[batch.ids]
        for block in self.blocks:
            state = block(state, batch.ids)

    def count(self, batch: Batch) -> None:
        with self.counting:  # since passes may overlap
            self.forwards += len(batch.ids)

    def require_head(self) -> PlantedHub:
        return self

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        """The logit of `a_i` is the state's product with meaning i; of all else, far below."""
        logits = torch.full((*state.shape[:-1], self.vocabulary_size), -1e4)
        logits[..., 1 : 1 + len(self.meaning)] = state @ self.meaning.T * (1.0 if norm else 0.1)
        return logits

    def content_ids(self, texts):
        for text in texts:
            yield from self._ids(text)

    def decode_token(self, token: int) -> str:
        return self.words[token - 1] if token else "<pad>"

    def spellings(self, word: str) -> tuple[tuple[int, ...], ...]:
        return ((self.ids[word],),) if word in self.ids else ()


def hooks_of(model: PlantedHub) -> int:
    """How many hooks its blocks have."""
    return sum(len(b._forward_hooks) + len(b._forward_pre_hooks) for b in model.blocks)
