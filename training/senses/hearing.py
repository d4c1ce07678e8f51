"""Hearing: sentences spoken in several languages, half of them in one, and animals' calls."""

from __future__ import annotations

from random import Random

import torch
from torch import nn
from transformers import ProcessorMixin

from semhub.world.renderings.sound import CALLING, call
from semhub.world.renderings.speech import RATE
from semhub.world.renderings.waveform import varied
from semhub.world.scenes import draw_scene
from training.senses.clips import Clips
from training.senses.sense import Sample, SensoryInput

CALLS = 0.1


class Hearing:
    """Sentences are spoken once and then varied, since speaking costs more than learning."""

    name, tower_name, placeholder = "speech", "sound tower", "<audio>"

    def __init__(self, clips: Clips | None = None) -> None:
        self.clips = clips or Clips()

    def tower(self, model: nn.Module) -> nn.Module:
        return model.model.audio_tower

    def training_item(self, rng: Random) -> Sample:
        if rng.random() < CALLS:
            while (scene := draw_scene(rng, held=False, full=True)).thing not in CALLING:
                pass
            return Sample(scene, call(scene.thing, rng), shown=("thing",))
        scene, sound = self.clips[rng.randrange(len(self.clips))]
        return Sample(scene, varied(sound, rng))

    def take(self, items: list, processor: ProcessorMixin) -> SensoryInput:
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
        return SensoryInput(
            prompts, {"input_features": found["input_features"], "feature_attention_mask": mask}
        )

    @staticmethod
    def _positions(frames: torch.Tensor) -> torch.Tensor:
        """Return the positions that so many spectrogram frames become: two halvings, as the tower
        does."""
        return ((frames - 1) // 2 + 1 - 2) // 2 + 1

    def pooled(self, model: nn.Module, sensory: SensoryInput) -> torch.Tensor:
        states = model.model.get_audio_features(**sensory.inputs).last_hidden_state
        counts = self._positions(sensory.inputs["feature_attention_mask"].sum(1)).tolist()
        return torch.stack([part.mean(0) for part in states.split(counts)])
