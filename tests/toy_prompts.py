"""A toy that answers prompts: at which layer the answer takes its concept and its language, and
from where, is known.

A prompt is "a3 ?", or a picture and "a7 ?" behind it. Every word is a concept in a language. Blocks
write the language, or the concept, of an earlier position into the state, and the head reads both.
"""

from __future__ import annotations

import torch
from torch import nn

from semhub.inputs import Image
from semhub.models.batch import Encoded
from tests.toy import PlantedHub
from tests.toy_picture import GREY, RED

SEEN = {RED: "a3", GREY: "a7"}
LANGUAGE, CONCEPT = slice(0, 2), slice(2, None)


class _Write(nn.Module):
    """Write a part of the word at the position before, or at the first one, into every state."""

    def __init__(self, table: torch.Tensor, part: slice, first: bool = False):
        super().__init__()
        self.table, self.part, self.first = table, part, first

    def forward(self, state: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        written, before = state.clone(), ids[:, :1].expand_as(ids[:, 1:])
        words = self.table[before if self.first else ids[:, :-1]]
        written[:, 1:, self.part] = words[..., self.part]
        return written


class PlantedPrompts(PlantedHub):
    """writes: layer -> which part is written there, and whether it is the first position's."""

    modalities = ("text", "image")
    max_positions = 64
    eos_ids: frozenset[int] = frozenset()

    def __init__(self, writes: dict[int, tuple[slice, bool]], concepts: int = 12, layers: int = 6):
        super().__init__(concepts, layers, width=2 + concepts)
        self.words.append("?")
        self.ids["?"] = len(self.words)
        self.vocabulary_size = len(self.words) + 1
        self.name = "toy-prompts"
        tables = torch.zeros(self.vocabulary_size, self.width)
        numbers = torch.arange(2 * concepts)
        tables[1 + numbers, numbers // concepts] = 1
        tables[1 + numbers, 2 + numbers % concepts] = 1
        self.readout = tables
        self.embedding = torch.zeros_like(tables)
        nothing = (slice(0, 0), False)
        self.blocks = [_Write(tables, *writes.get(k, nothing)) for k in range(1, layers + 1)]

    def encode(self, items) -> list[Encoded]:
        return [self._seen(i) if i.modality == "image" else self._read(i) for i in items]

    def _read(self, item) -> Encoded:
        return super().encode([item])[0]

    def _seen(self, item: Image) -> Encoded:
        word = SEEN[tuple(item.pixels[0, 0].tolist())]
        return Encoded([self.ids[word]], [True], modality="image")

    def unembed(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        return 5 * state @ self.readout.T

    def decode(self, tokens) -> str:
        return " ".join(self.decode_token(token) for token in tokens)
