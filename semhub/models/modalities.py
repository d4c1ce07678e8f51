"""Which kinds of input a model takes, asked before anything is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.errors import InputError

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model

NAMES = {"text": "text", "image": "pictures", "audio": "sounds"}
"""Modality -> what a person calls it."""


def require_modalities(model: Model, items: Sequence[Input]) -> None:
    """Raises `InputError` when `items` hold a modality that `model` does not take."""
    for item in items:
        if item.modality not in model.modalities:
            taken = " and ".join(NAMES[modality] for modality in model.modalities)
            raise InputError(
                f"{model.name} takes {taken} and no {NAMES[item.modality]}, so it cannot read "
                f"“{item.label[:40]}”; choose another model, which `python -m semhub models` lists."
            )
