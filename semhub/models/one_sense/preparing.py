"""A picture or a sound -> what an encoder of one sense takes, by the processor in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import PIL.Image
import torch
from transformers import AutoFeatureExtractor, AutoImageProcessor, SequenceFeatureExtractor
from transformers.image_processing_utils import BaseImageProcessor

from semhub.errors import InputError
from semhub.inputs import Audio, Image, at_rate
from semhub.models.sensory import PROBES
from semhub.models.towers.preparing import preparing

Processor = BaseImageProcessor | SequenceFeatureExtractor


def processor_of(source: Path, modality: str) -> Processor:
    """Load what turns pictures or sounds into the model's inputs from its folder. Raises
    `InputError` where the folder does not have it."""
    if modality == "image":
        return preparing(
            AutoImageProcessor, BaseImageProcessor, source, "pictures", "image processor"
        )
    return preparing(
        AutoFeatureExtractor, SequenceFeatureExtractor, source, "sounds", "feature extractor"
    )


class Preparation:
    """A processor, used on one item at a time.

    accepted: the inputs that the model takes. name: the model's.
    """

    def __init__(self, processor: Processor, modality: str, accepted: set[str], name: str):
        self._processor, self._modality = processor, modality
        self._accepted, self._name = accepted, name

    @property
    def rate(self) -> int:
        """Samples a second that the model hears."""
        return self._processor.sampling_rate

    def inputs(self, item: Image | Audio) -> dict[str, torch.Tensor]:
        """Make what the model takes of one item, each with a first axis of one item."""
        if self._modality == "image":
            found = self._processor(images=[PIL.Image.fromarray(item.pixels)], return_tensors="pt")
        else:
            samples = self.samples(item)
            found = self._processor(samples, sampling_rate=self.rate, return_tensors="pt")
        # A mask of ones says nothing, and a family that was trained without one never saw it.
        return {
            name: value
            for name, value in found.items()
            if name in self._accepted and not (name == "attention_mask" and bool(value.all()))
        }

    def samples(self, item: Audio) -> np.ndarray:
        """Return the samples at the model's own rate. Raises `InputError` where they are more than
        it hears."""
        samples = at_rate(item, self.rate)
        most = getattr(self._processor, "n_samples", None)
        if most is not None and len(samples) > most:
            raise InputError(
                f"“{item.label[:40]}” lasts {len(samples) / self.rate:,.1f} seconds, and "
                f"{self._name} hears {most / self.rate:g}; cut it."
            )
        return samples

    def filled(self) -> int | None:
        """Find the samples to which every sound is filled up with silence; None where it is not.
        Raises `InputError` where it is, and the feature extractor does not say how far."""
        if self._modality == "image":
            return None
        sound = PROBES["audio"]
        short = Audio(sound.samples[: len(sound.samples) // 2], sound.rate, "a probe")
        if shapes(self.inputs(short)) != shapes(self.inputs(sound)):
            return None
        filled = getattr(self._processor, "n_samples", None)
        if not isinstance(filled, int):
            raise InputError(
                f"{self._name} fills every sound up to one length and does not say which "
                "(n_samples), so that its silence cannot be told from the sound; choose another "
                "model."
            )
        return filled


def shapes(inputs: Mapping[str, torch.Tensor]) -> tuple:
    """Name and shape of each input."""
    return tuple((name, tuple(value.shape)) for name, value in sorted(inputs.items()))
