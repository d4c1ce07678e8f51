"""Small random encoders of one sense, one of each family, and a folder of each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import torch
import transformers as t

_BLOCKS = {
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
}
_SEES = {**_BLOCKS, "image_size": 32, "patch_size": 8}
_HEARS = {
    **_BLOCKS,
    "conv_dim": [8] * 7,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 2,
}
_SIZE = {"height": 32, "width": 32}
_CROPPED = {"size": {"shortest_edge": 36}, "crop_size": _SIZE}
Parts = tuple[t.PretrainedConfig, object]


def _whisper() -> t.WhisperConfig:
    return t.WhisperConfig(
        d_model=16, encoder_layers=3, encoder_attention_heads=2, encoder_ffn_dim=24,
        decoder_layers=2, decoder_attention_heads=2, decoder_ffn_dim=24, num_mel_bins=8,
        max_source_positions=100, vocab_size=300, pad_token_id=0, bos_token_id=1, eos_token_id=2,
        decoder_start_token_id=1,
    )  # fmt: skip


SEE: dict[str, Callable[[], Parts]] = {
    "ViT": lambda: (t.ViTConfig(**_SEES), t.ViTImageProcessor(size=_SIZE)),
    "DINOv2": lambda: (t.Dinov2Config(**_SEES), t.BitImageProcessor(**_CROPPED)),
    "DINOv2 with registers": lambda: (
        t.Dinov2WithRegistersConfig(**_SEES),
        t.BitImageProcessor(**_CROPPED),
    ),
    "SigLIP's vision tower": lambda: (
        t.SiglipVisionConfig(**_SEES),
        t.SiglipImageProcessor(size=_SIZE),
    ),
    "CLIP's vision tower": lambda: (t.CLIPVisionConfig(**_SEES), t.CLIPImageProcessor(**_CROPPED)),
}
HEAR: dict[str, Callable[[], Parts]] = {
    "HuBERT": lambda: (t.HubertConfig(**_HEARS), t.Wav2Vec2FeatureExtractor()),
    # As the large ones: every convolution is normed over its own channels, and blocks before.
    "WavLM": lambda: (
        t.WavLMConfig(**_HEARS, feat_extract_norm="layer", do_stable_layer_norm=True),
        t.Wav2Vec2FeatureExtractor(return_attention_mask=True),
    ),
    "wav2vec 2.0": lambda: (t.Wav2Vec2Config(**_HEARS), t.Wav2Vec2FeatureExtractor()),
    "Whisper's encoder": lambda: (
        _whisper(),
        t.WhisperFeatureExtractor(feature_size=8, chunk_length=2),
    ),
}
FAMILIES = SEE | HEAR


def made(family: str) -> t.PreTrainedModel:
    """The encoder with random weights; matrices are drawn four times as large as a model begins
    with, so that items differ."""
    config, _ = FAMILIES[family]()
    torch.manual_seed(0)
    module = t.AutoModel.from_config(config)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() > 1:
                parameter.mul_(4)
    return module.get_encoder() if config.is_encoder_decoder else module


@cache
def folder(family: str) -> str:
    """A folder with a model of the family, written once in a run of the tests."""
    _kept.append(tempfile.TemporaryDirectory())
    return str(write_folder(Path(_kept[-1].name), family))


def write_folder(path: Path, family: str) -> Path:
    """A model of the family and its processor, as `save_pretrained` writes them."""
    made(family).save_pretrained(path)
    FAMILIES[family]()[1].save_pretrained(path)
    return path


_kept: list[tempfile.TemporaryDirectory] = []
