"""One picture or sound inside a model: its states, position by position, and where each lies.

One forward pass; what is later asked (nearness to captions, words at a patch) is read from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from semhub.errors import InputError
from semhub.extraction import positions
from semhub.inputs import Audio, Image
from semhub.models.protocol import Model


@dataclass(frozen=True, eq=False)
class Sensed:
    """states: (layers, span, width) float32, at the item's own positions alone.

    places: readable text of each position. grid: of a picture, seconds_per_position: of a sound,
    both as in `models.protocol.Encoded`.
    """

    item: Image | Audio
    model: str
    states: torch.Tensor
    places: list[str]
    grid: tuple[int, int] | None = None
    seconds_per_position: float | None = None

    @property
    def mean(self) -> np.ndarray:
        """(layers, width) mean over positions, as `extraction.extract` pools it."""
        return self.states.mean(dim=1).numpy()


def sense(model: Model, item: Image | Audio) -> Sensed:
    """Run `item` once. Raises `InputError` if the model does not take its modality."""
    if item.modality not in model.modalities:
        raise InputError(
            f"{model.name} takes {' and '.join(model.modalities)} and no {item.modality}; choose "
            "another model."
        )
    batch, states = positions(model, item)
    own = batch.content[0]
    encoded = model.encode([item])[0]
    places = [text for text, mine in zip(model.tokens(item), own.tolist(), strict=True) if mine]
    return Sensed(
        item=item,
        model=model.name,
        states=states[:, own].float().cpu(),
        places=places,
        grid=encoded.grid,
        seconds_per_position=encoded.seconds_per_position,
    )
