"""Sight and hearing: how a scene is sensed, and what the model's tower makes of it.

A picture and a spoken phrase show the same: count, size, colour and thing. Both keep the same
looks out of training (``world.picture_held_out``).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Protocol

import numpy as np
import torch
from torch import nn
from transformers import ProcessorMixin

from semhub.nano.architecture import MERGE, PATCH, PICTURE_SIDE
from semhub.nano.renderings.picture import draw_picture
from semhub.nano.renderings.speech import RATE, SECONDS, speak
from semhub.nano.world import Scene, draw_scene, picture_held_out

SHOWN = ("count", "size", "colour", "thing")


@dataclass(frozen=True)
class Sensed:
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
        """The part of the model that senses."""

    def sense(self, scene: Scene, rng: Random) -> object:
        """A picture or a waveform of the scene."""

    def training_item(self, rng: Random) -> tuple[Scene, object]:
        """A scene that training may show, and what is sensed of it."""

    def take(self, items: list, processor: ProcessorMixin) -> Sensed:
        """Items as the model takes them."""

    def pooled(self, model: nn.Module, sensed: Sensed) -> torch.Tensor:
        """(items, width): mean of what the tower hands to the language model."""


def training_scene(rng: Random) -> Scene:
    """A full scene of which neither the sentence nor the look is held out."""
    while picture_held_out(scene := draw_scene(rng, held=False, full=True)):
        pass
    return scene


class Sight:
    name, tower_name, placeholder = "pictures", "picture tower", "<image>"
    positions = (PICTURE_SIDE // (PATCH * MERGE)) ** 2

    def tower(self, model: nn.Module) -> nn.Module:
        return model.model.visual

    def sense(self, scene: Scene, rng: Random) -> object:
        return draw_picture(scene, rng)

    def training_item(self, rng: Random) -> tuple[Scene, object]:
        scene = training_scene(rng)
        return scene, self.sense(scene, rng)

    def take(self, items: list, processor: ProcessorMixin) -> Sensed:
        found = processor.image_processor(images=items, return_tensors="pt")
        prompt = "<image_start>" + self.placeholder * self.positions + "<image_end>"
        return Sensed([prompt] * len(items), dict(found))

    def pooled(self, model: nn.Module, sensed: Sensed) -> torch.Tensor:
        states = model.model.visual(
            sensed.inputs["pixel_values"], grid_thw=sensed.inputs["image_grid_thw"]
        ).pooler_output
        return states.view(-1, self.positions, states.shape[-1]).mean(1)


class Hearing:
    """Clips are spoken once and then varied, since speaking costs more than learning from them."""

    name, tower_name, placeholder = "speech", "sound tower", "<audio>"

    def __init__(self, clips: int = 1_500) -> None:
        self.clips = clips
        self._spoken: list[tuple[Scene, np.ndarray]] = []

    def tower(self, model: nn.Module) -> nn.Module:
        return model.model.audio_tower

    def sense(self, scene: Scene, rng: Random) -> object:
        return speak(scene, rng)

    def training_item(self, rng: Random) -> tuple[Scene, object]:
        if len(self._spoken) < self.clips:
            scene = training_scene(rng)
            self._spoken.append((scene, speak(scene, rng)))
            scene, sound = self._spoken[-1]
        else:
            scene, sound = rng.choice(self._spoken)
        return scene, _varied(sound, rng)

    def take(self, items: list, processor: ProcessorMixin) -> Sensed:
        found = processor.feature_extractor(
            items,
            sampling_rate=RATE,
            padding="max_length",
            truncation=True,
            return_attention_mask=True,
            return_tensors="pt",
        )
        mask = found["attention_mask"]
        counts = self._positions(mask.sum(1)).tolist()
        prompts = [f"<audio_start>{self.placeholder * n}<audio_end>" for n in counts]
        return Sensed(
            prompts, {"input_features": found["input_features"], "feature_attention_mask": mask}
        )

    @staticmethod
    def _positions(frames: torch.Tensor) -> torch.Tensor:
        """Positions that so many spectrogram frames become: two halvings, as the tower does."""
        return ((frames - 1) // 2 + 1 - 2) // 2 + 1

    def pooled(self, model: nn.Module, sensed: Sensed) -> torch.Tensor:
        states = model.model.get_audio_features(**sensed.inputs).last_hidden_state
        counts = self._positions(sensed.inputs["feature_attention_mask"].sum(1)).tolist()
        return torch.stack([part.mean(0) for part in states.split(counts)])


def _varied(sound: np.ndarray, rng: Random) -> np.ndarray:
    """Louder or softer, a little noise, and silence of random length before it."""
    silence = np.zeros(rng.randrange(RATE // 5), np.float32)
    sound = np.concatenate([silence, sound])[: RATE * SECONDS]
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(len(sound))
    level = 10 ** rng.uniform(-4, -2)
    return (sound * rng.uniform(0.4, 1.2) + level * noise).astype(np.float32)


SENSES: dict[str, type] = {"pictures": Sight, "speech": Hearing}
