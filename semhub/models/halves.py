"""What numbers of half the length cost: a model's states and words beside those in float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from semhub.inputs import Text
from semhub.models.exclusive import exclusive
from semhub.models.hooks import record_layers

if TYPE_CHECKING:
    from semhub.models.adapter import Adapter

TEXTS = tuple(
    map(
        Text,
        (
            "The little girl gave the old dog a piece of bread.",
            "If it rains tomorrow, we will stay at home and read.",
            "Das Fenster war offen, und draußen sang ein Vogel.",
            "El tren de las ocho llega siempre tarde a la ciudad.",
            "昨天晚上我们在河边看到了很多星星。",
            "for i in range(10): print(i * i)",
        ),
    )
)
"""What a model is held against itself on, of several languages and of code."""


@dataclass(frozen=True)
class Halved:
    """How far a model in halves is from the same in float32, on `TEXTS`.

    apart: the median distance of a state, relative to its length.
    same: the share of cells (layers x positions) at which the lens reads the same word first; None
        without a head.
    """

    apart: float
    same: float | None

    def sentence(self, dtype: torch.dtype) -> str:
        """Say it, for the load check."""
        called = str(dtype).removeprefix("torch.")
        words = "" if self.same is None else (
            f", and the logit lens reads the same word first in {self.same:.1%} of the cells"
        )  # fmt: skip
        return f"In {called} its states lie {self.apart:.1%} off those in float32{words}."


def halved(half: Adapter, whole: Adapter) -> Halved:
    """Hold a model in halves against the same in float32."""
    apart, same = [], []
    for text in TEXTS:
        ours, theirs = _states(half, text), _states(whole, text)
        distance = torch.linalg.vector_norm(ours - theirs, dim=-1)
        apart.append((distance / torch.linalg.vector_norm(theirs, dim=-1)).flatten())
        if whole.has_head and half.has_head:
            first = [model.require_head().unembed(states).argmax(dim=-1).cpu()
                     for model, states in ((half, ours), (whole, theirs))]  # fmt: skip
            same.append((first[0] == first[1]).float().flatten())
    return Halved(float(torch.cat(apart).median()), float(torch.cat(same).mean()) if same else None)


def _states(model: Adapter, text: Text) -> torch.Tensor:
    """(layers, span, width) float32 states of a text's own positions."""
    layers: list[torch.Tensor] = []
    batch = model.collate(model.encode([text]))
    with exclusive(), record_layers(model.blocks, lambda _layer, state: layers.append(state)):
        model.forward(batch)
    return torch.stack(layers)[:, 0, batch.content[0]].float()
