"""A toy in which a push's effect is known in closed form.

As in `tests.toy`, `a_i` and `b_i` mean the same, and meet at one block. Here the words' vectors are
orthonormal, and so are the meanings', and the block takes the state for that of the nearest word.
So before it a push from word i to word j of a strength below 1 changes nothing at all, and behind
it the log-odds of j over i change by the push's product with the difference of the two meanings,
which is orthogonal to all others: for strength s, in natural differences, by 2 * s.
"""

from __future__ import annotations

import torch
from torch import nn

from semhub.models.batch import Batch
from tests.toy import PlantedHub


class Nearest(nn.Module):
    """Every state becomes the meaning of the word that it is nearest to."""

    def __init__(self, words: torch.Tensor, meanings: torch.Tensor):
        super().__init__()
        self.words, self.meanings = words, meanings

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        return self.meanings[(state @ self.words.T).argmax(dim=-1)]


class Aside(nn.Module):
    """Hands its state on in a tuple, beside something else, as some families do."""

    def forward(self, state: torch.Tensor) -> tuple[torch.Tensor, str]:
        return state, "aside"


class SteerableHub(PlantedHub):
    """Keeps `semhub.models.protocol.LanguageModel`. Before block `meets_at` words stand by
    themselves.

    between: added to the state between the first two blocks, which no block knows of.
    """

    max_positions = 16
    eos_ids: frozenset[int] = frozenset()

    def __init__(
        self, meanings: int = 10, n_layers: int = 4, meets_at: int = 2, width: int = 256,
        between: float = 0.0,
    ):  # fmt: skip
        super().__init__(meanings, n_layers, meets_at, width)
        self.name = f"steerable-{meanings}-{n_layers}-{meets_at}-{width}"
        generator = torch.Generator().manual_seed(1)
        square = torch.linalg.qr(torch.randn(width, width, generator=generator)).Q
        words = 2 * meanings
        self.embedding = torch.cat([torch.zeros(1, width), square[:words]])
        self.meaning = square[words : words + meanings]
        meet = Nearest(square[:words], torch.cat([self.meaning, self.meaning]))
        self.blocks = [nn.Identity() if k % 2 else Aside() for k in range(1, n_layers + 1)]
        self.blocks[meets_at - 1] = meet
        self.between = between * self.meaning[0]

    def forward(self, batch: Batch) -> None:
        self.count(batch)
        state = self.embedding[batch.ids]
        for number, block in enumerate(self.blocks):
            output = block(state + self.between if number == 1 else state)
            state = output[0] if isinstance(output, tuple) else output

    def decode(self, tokens) -> str:
        return " ".join(self.decode_token(token) for token in tokens)
