"""Muon for the decoder's matrices, AdamW for embeddings, head and norms, one schedule."""

from __future__ import annotations

import math
import re

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

WARM_UP = 100
FLOOR = 0.02
# Matrices between two inner states, in the decoder and in the towers.
INNER = re.compile(r"(layers|blocks|merger)\.")


class SinglePrecision(TorchFunctionMode):
    """Within it, what asks for bfloat16 gets float32.

    Muon orthogonalises in bfloat16, which a processor without instructions for it only imitates:
    its step then takes three times as long as forward and backward pass together.
    """

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is torch.Tensor.to and kwargs.get("dtype") is torch.bfloat16:
            kwargs = {**kwargs, "dtype": torch.float32}
        return function(*args, **kwargs)


class Optimiser:
    """Two optimisers that step together.

    Muon (Jordan et al., 2024) orthogonalises the momentum of each matrix; on this model it
    reaches the same loss as AdamW in fewer tokens. Embeddings and head are tables, not maps,
    so they stay with AdamW.
    """

    def __init__(self, model: nn.Module, steps: int, muon_rate: float, adam_rate: float) -> None:
        trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        matrices = [p for name, p in trained if p.ndim == 2 and INNER.search(name)]
        chosen = {id(p) for p in matrices}
        rest = [p for _, p in trained if id(p) not in chosen]
        self.parts = [
            torch.optim.Muon(matrices, lr=muon_rate, weight_decay=0.01),
            torch.optim.AdamW(rest, lr=adam_rate, betas=(0.9, 0.98), weight_decay=0.0),
        ]
        self.parameters = matrices + rest
        self.rates = (muon_rate, adam_rate)
        self.steps = steps

    def step(self, step: int) -> None:
        """Clip, follow the schedule at `step`, step, clear the gradients."""
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        for part, rate in zip(self.parts, self.rates, strict=True):
            for group in part.param_groups:
                group["lr"] = rate * schedule(step, self.steps)
            with SinglePrecision():
                part.step()
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states: list[dict]) -> None:
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


def schedule(step: int, steps: int) -> float:
    """Return a share of the rate: a linear warm-up, then a cosine to `FLOOR`."""
    warm_up = min(WARM_UP, max(1, steps // 10))
    if step < warm_up:
        return (step + 1) / warm_up
    progress = min(1.0, (step - warm_up) / max(1, steps - warm_up))
    return FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * progress))
