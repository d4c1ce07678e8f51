"""The states of items at one position each, at every layer.

Items here are encoded already, so that they may have something behind them that is no part of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from semhub.models.batch import Encoded
from semhub.models.protocol import Model
from semhub.states.batches import budget_of
from semhub.states.extraction import every_state


def states_at(
    model: Model, encoded: Sequence[Encoded], at: Sequence[int] | None = None
) -> torch.Tensor:
    """Take (layers, items, width) states, float32 in memory.

    at: the position of each item, from 0; by default its last.
    """
    found = torch.zeros(model.n_layers + 1, len(encoded), model.width)
    forms: dict[tuple, list[int]] = {}
    for number, item in enumerate(encoded):
        forms.setdefault(item.form, []).append(number)
    for numbers in forms.values():
        numbers.sort(key=lambda number: -len(encoded[number]))
        while numbers:
            size = max(1, budget_of(model) // len(encoded[numbers[0]]))
            some, numbers = numbers[:size], numbers[size:]
            places = [len(encoded[k]) - 1 if at is None else at[k] for k in some]
            states = every_state(model, model.collate([encoded[k] for k in some]))
            found[:, some] = states[:, torch.arange(len(some)), places].float().cpu()
    return found
