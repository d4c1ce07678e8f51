"""One item inside a model: its states, position by position, and what each position is called.

One forward pass; what is later asked (nearness to captions, words at a patch) is read from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from semhub.inputs import Audio, Image, Input
from semhub.models.batch import Encoded
from semhub.models.finite import require_finite
from semhub.models.protocol import Model
from semhub.states.extraction import every_state


@dataclass(frozen=True, eq=False)
class PositionStates:
    """The states of one item, position by position.

    states: (layers, positions, width). model: its name.
    places: what a person calls each position. content: (positions,) whether it is the item's own.
    grid: of a picture, seconds_per_position: of a sound, both as in `models.batch.Encoded`.
    """

    item: Input
    model: str
    states: torch.Tensor
    places: list[str]
    content: np.ndarray
    grid: tuple[int, int] | None = None
    seconds_per_position: float | None = None

    @property
    def mean(self) -> np.ndarray:
        """(layers, width) mean over positions, as `extraction.extract` pools it."""
        return self.states.mean(dim=1).numpy()


def position_states(model: Model, item: Image | Audio) -> PositionStates:
    """Run a picture or a sound once, and keep its own positions alone, float32 in memory.

    Raises `InputError` if the model does not take its modality, and on states that are no finite
    numbers.
    """
    [encoded] = model.encode([item])
    batch = model.collate([encoded])
    states = every_state(model, batch)[:, 0, batch.content[0]]
    require_finite(model.name, item, states)
    return PositionStates(
        item=item,
        model=model.name,
        states=states.float().cpu(),
        places=places(encoded),
        content=np.ones(states.shape[1], dtype=bool),
        grid=encoded.grid,
        seconds_per_position=encoded.seconds_per_position,
    )


def places(encoded: Encoded) -> list[str]:
    """Name each position of the item's span: by its row and column, its seconds, or, where the
    model lays a picture out in no one grid, its number."""
    span, step = range(sum(encoded.content)), encoded.seconds_per_position
    if step is not None:
        return [f"{k * step:.2f} to {(k + 1) * step:.2f} s" for k in span]
    if encoded.grid is None:
        return [f"position {k + 1}" for k in span]
    columns = encoded.grid[1]
    return [f"row {k // columns + 1}, column {k % columns + 1}" for k in span]
