"""Cache results of the library: decorators that find a function's result by its arguments.

Streamlit hashes arguments by their exact class. The classes are written as names here, so that none
is imported. An argument that begins with an underscore is not hashed: it follows from the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers


def of_model(model: Model) -> tuple[str, ...]:
    """Tell a model from any other: its name, revision and device, and the type of its weights."""
    types = (str(weight.dtype) for weight in model.module.parameters())
    return model.name, model.revision, str(model.device), next(types, "")


def of_towers(towers: Towers) -> tuple[Any, ...]:
    """The same of both towers."""
    return towers.name, towers.revision, of_model(towers.text), of_model(towers.other)


def of_item(item: Input) -> str:
    """Tell an item by its content."""
    return item.digest


HASH_FUNCS: dict[str, Callable[[Any], Any]] = {
    "semhub.models.decoder.Decoder": of_model,
    "semhub.models.encoder.Encoder": of_model,
    "semhub.models.towers.pair.Towers": of_towers,
    "semhub.inputs.text.Text": of_item,
    "semhub.inputs.image.Image": of_item,
    "semhub.inputs.audio.Audio": of_item,
    "semhub.states.positions.PositionStates": lambda found: (found.model, found.item.digest),
    "semhub.lenses.jacobian.lens.JacobianLens": lambda lens: (
        lens.model, lens.revision, lens.texts, lens.corpus,
    ),
    "semhub.ui.hub.queries.ModelHub": lambda seen: seen.key,
    "semhub.ui.media.sense.Sense": lambda sense: sense.modality,
    "semhub.ui.steer.experiment.Experiment": lambda experiment: experiment.key,
}  # fmt: skip
"""Class -> what tells one of its objects from another. Whoever adds an adapter names it here."""

data = partial(st.cache_data, show_spinner=False, hash_funcs=HASH_FUNCS)
"""Cache results; every caller gets a copy."""

resource = partial(st.cache_resource, show_spinner=False, hash_funcs=HASH_FUNCS)
"""Cache results that all callers share and nobody changes."""
