"""A model that was checked on the CPU, brought to a GPU, and held there against the CPU.

Of Apple's GPU, others reported wrong numbers without an error. So a GPU that gives other states or
logits than the CPU on a probe is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import torch

from semhub.errors import InputError
from semhub.models.adapter import PROBE
from semhub.models.exclusive import exclusive
from semhub.models.hooks import record_layers
from semhub.models.sensory import PROBES, UNFIT, first_line

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

Loaded = TypeVar("Loaded")

ROUNDING = {torch.float32: 1e-2, torch.float16: 1e-1, torch.bfloat16: 0.3}
"""By how much of its length a state may differ between two devices, for its rounding in that
type."""


class Untrusted(InputError):
    """On this device the model gives other states than on the CPU, or none. why: what was seen
    there."""

    def __init__(self, name: str, place: torch.device, what: str):
        self.why = what
        super().__init__(f"{name} is not run on {place}, since there {what}; use auto or cpu.")


def first_trusted(
    places: Sequence[torch.device], load: Callable[[torch.device, list[str]], Loaded]
) -> Loaded:
    """Load a model on the first of some devices that is trusted with it, and on the last of them
    if none is. load: from the device, and sentences on why not on those before it, to the model."""
    notes: list[str] = []
    for place in places[:-1]:
        try:
            return load(place, notes)
        except Untrusted as error:
            notes.append(f"It does not run on {place}, since there {error.why}.")
    return load(places[-1], notes)


def moved(model: Model | Towers, place: torch.device) -> list[str]:
    """Bring a model from the CPU to another device; return sentences on how it compares.

    Raises `Untrusted` where states or logits of a probe are others there than on the CPU, and where
    the model does not run there.
    """
    if place.type == "cpu":
        return []
    parts: list[Model] = [model] if hasattr(model, "module") else [model.text, model.other]
    before = [_seen(part) for part in parts]
    try:
        for part in parts:
            part.to(place)
        after = [_seen(part) for part in parts]
    except UNFIT as error:  # which a full memory is among
        raise Untrusted(model.name, place, f"it does not run ({first_line(error)})") from None
    worst = 0.0
    for part, theirs, ours in zip(parts, before, after, strict=True):
        limit = ROUNDING[next(part.module.parameters()).dtype]
        for what, rows in theirs.items():
            error = difference(ours[what], rows)
            if not error <= limit:  # nor is what is no number
                told = f"the {what} of a probe differ from the CPU's by {error:.0%} of their length"
                raise Untrusted(model.name, place, told)
            worst = max(worst, error)
    return [f"On {place} it gives the CPU's states of a probe (largest difference {worst:.0e})."]


def _seen(model: Model) -> dict[str, torch.Tensor]:
    """What is compared -> (positions, width) of it, on the CPU: the states of a probe of each
    modality at each layer, and the logits of the last."""
    found: dict[str, torch.Tensor] = {}
    for probe in (PROBE, *PROBES.values()):
        if probe.modality not in model.modalities:
            continue
        layers: list[torch.Tensor] = []
        batch = model.collate(model.encode([probe]))

        def take(_layer: int, state: torch.Tensor, layers: list[torch.Tensor] = layers) -> None:
            layers.append(state)

        with exclusive(), record_layers(model.blocks, take):
            model.forward(batch)
            for layer, state in enumerate(layers):
                found[f"{probe.modality} states at layer {layer}"] = state[0].float().cpu()
            if model.has_head:
                logits = model.require_head().unembed(layers[-1][0])
                found[f"logits of the {probe.modality}"] = logits.cpu()
    return found


def difference(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """Return the largest difference of two rows (..., width), relative to the length of theirs."""
    apart = torch.linalg.vector_norm(ours - theirs, dim=-1)
    return float((apart / torch.linalg.vector_norm(theirs, dim=-1).clamp_min(1e-12)).max())
