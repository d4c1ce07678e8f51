"""The untrained twin of a model that is in memory, at the cost of its random weights alone."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import TYPE_CHECKING

import torch

from semhub.errors import InputError
from semhub.models.adapter import Adapter
from semhub.models.entry import memory
from semhub.models.one_sense.encoder import OneSense

if TYPE_CHECKING:
    from semhub.models.protocol import Model

SHARE = 0.25
"""Of the machine's memory, the most that a twin's weights may take beside the model's own."""


def twin_of(model: Model, modalities: Collection[str] = ("text",), *, seed: int = 0) -> Model:
    """Make the architecture of `model` with random weights, as a training would start from, drawn
    from `seed` in float32, for items of these modalities.

    Its folder is not read and its architecture not checked again, and it has no head: for a twin
    that has, see `semhub.models.loading.untrained`. Where only text is to be read, it has the
    language model's blocks alone.
    Raises `InputError` for a model that is no decoder or encoder, and for one too large to have
    twice.
    """
    if not isinstance(model, Adapter | OneSense):
        raise InputError(f"There is no untrained twin of {model.name}; choose another model.")
    module = model.trunk if set(modalities) == {"text"} else model.module
    size = sum(weight.numel() for weight in module.parameters()) * 4
    if size > SHARE * memory():
        raise InputError(
            f"The untrained twin of {model.name} would take {size / 1e9:.0f} GB beside it; choose "
            "a smaller model."
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        fresh = type(module)._from_config(deepcopy(module.config), dtype=torch.float32)
    return model.over(
        fresh.to(model.device),
        name=f"{model.name}, untrained",
        revision=f"twin:{seed}:{model.revision}",
    )
