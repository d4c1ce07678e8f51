"""Which models see or hear and do nothing else, and what builds and loads them.

They are found by structure: the library's class takes pixels, samples or a spectrogram first, and
its config has no part for text. Of a model that hears and writes, such as Whisper, the encoder
alone is built and loaded.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import torch
from transformers import MODEL_MAPPING, AutoModel, PretrainedConfig, PreTrainedModel

from semhub.once import once

_TAKES = {"pixel_values": "image", "input_values": "audio", "input_features": "audio"}
"""What the library calls a class's first input -> the modality that it is."""

_ENCODER = {r"^(model\.)?encoder\.": ""}
"""From the names that weights have in a model that hears and writes to those in its encoder."""


def sense_of(config: PretrainedConfig) -> str | None:
    """Tell what the model of a config takes, "image" or "audio", where it takes nothing else and is
    made of one part; None for any other."""
    kind = MODEL_MAPPING.get(type(config), None)
    if kind is None or isinstance(kind, tuple) or config.sub_configs:
        return None
    try:
        return _TAKES.get(kind.main_input_name)
    except ImportError:  # of a class that needs a library which is not installed
        return None


class EncoderAlone:
    """Builds and loads the encoder of a model that also writes, as an Auto class does."""

    def __init__(self, config: PretrainedConfig):
        self._config = config

    @once
    def _kind(self) -> type[PreTrainedModel]:
        """Raises what the library raises on a config of odd values."""
        with torch.device("meta"):  # where it costs nothing
            return type(AutoModel.from_config(deepcopy(self._config)).get_encoder())

    def from_config(self, config: PretrainedConfig, **options) -> PreTrainedModel:
        return self._kind._from_config(config, **options)

    def from_pretrained(self, source: Path, **options):
        return self._kind.from_pretrained(source, key_mapping=_ENCODER, **options)


def builder(config: PretrainedConfig) -> type[AutoModel] | EncoderAlone:
    """Return what builds and loads the encoder that `sense_of` found."""
    return EncoderAlone(config) if config.is_encoder_decoder else AutoModel
