"""What a sense is: it makes items of scenes, and knows what the model's tower makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Protocol

import torch
from torch import nn
from transformers import ProcessorMixin

from semhub.world.scenes import SLOTS, Scene

SHOWN = SLOTS


@dataclass(frozen=True)
class Sample:
    """An item to learn from: `content` shows of `scene` what `shown` names, no more."""

    scene: Scene
    content: object
    shown: tuple[str, ...] = SHOWN


@dataclass(frozen=True)
class SensoryInput:
    """Items as the model takes them.

    prompts: the placeholder text of each item. inputs: keyword arguments of the model's forward.
    """

    prompts: list[str]
    inputs: dict[str, torch.Tensor]


class Sense(Protocol):
    name: str
    tower_name: str
    placeholder: str

    def tower(self, model: nn.Module) -> nn.Module:
        """Return the part of the model that senses."""

    def training_item(self, rng: Random) -> Sample:
        """Return an item that training may show."""

    def take(self, items: list, processor: ProcessorMixin) -> SensoryInput:
        """Return items as the model takes them."""

    def pooled(self, model: nn.Module, sensory: SensoryInput) -> torch.Tensor:
        """Return (items, width): mean of what the tower hands to the language model."""
