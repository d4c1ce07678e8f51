"""Sight: pictures of scenes, drawn anew each time."""

from __future__ import annotations

from random import Random

import torch
from torch import nn
from transformers import ProcessorMixin

from semhub.world.renderings.picture import draw_picture
from semhub.world.scenes import draw_scene
from training.architecture import MERGE, PATCH, PICTURE_SIDE
from training.senses.sense import Sample, SensoryInput


class Sight:
    name, tower_name, placeholder = "pictures", "picture tower", "<image>"
    positions = (PICTURE_SIDE // (PATCH * MERGE)) ** 2

    def tower(self, model: nn.Module) -> nn.Module:
        return model.model.visual

    def training_item(self, rng: Random) -> Sample:
        scene = draw_scene(rng, held=False, full=True)
        return Sample(scene, draw_picture(scene, rng))

    def take(self, items: list, processor: ProcessorMixin) -> SensoryInput:
        found = processor.image_processor(images=items, return_tensors="pt")
        prompt = "<image_start>" + self.placeholder * self.positions + "<image_end>"
        return SensoryInput([prompt] * len(items), dict(found))

    def pooled(self, model: nn.Module, sensory: SensoryInput) -> torch.Tensor:
        states = model.model.visual(
            sensory.inputs["pixel_values"], grid_thw=sensory.inputs["image_grid_thw"]
        ).pooler_output
        return states.view(-1, self.positions, states.shape[-1]).mean(1)
