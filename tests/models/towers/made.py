"""Tiny towers, made on the spot: real classes, random weights, no network."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import open_clip
import torch
from safetensors.torch import save_file
from transformers import (
    AutoModel,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    CLIPConfig,
    CLIPImageProcessor,
    Siglip2Config,
    Siglip2ImageProcessor,
    SiglipConfig,
    SiglipImageProcessor,
)

from semhub.inputs import Audio, Image, Text
from tests.tiny import bert_folder, byte_level_tokenizer, draw_weights

VISION = {"image_size": 32, "layers": 3, "width": 48, "head_width": 16, "patch_size": 8}
TEXT = {"context_length": 20, "vocab_size": 49408, "width": 32, "heads": 4, "layers": 2}
ARCHITECTURES = {
    "semhub-vit": {"vision_cfg": VISION, "text_cfg": TEXT},
    # As SigLIP's: no causal mask, the text pooled where padding may stand.
    "semhub-custom": {
        "custom_text": True,
        "vision_cfg": VISION | {"pool_type": "avg"},
        "text_cfg": TEXT | {"no_causal_mask": True, "pool_type": "last", "proj_bias": True},
    },
    "semhub-coca": {
        "custom_text": True,
        "multimodal_cfg": {**TEXT, "attn_pooler_heads": 4},
        "vision_cfg": VISION | {"attentional_pool": True, "attn_pooler_heads": 4,
                                "output_tokens": True},
        "text_cfg": TEXT | {"embed_cls": True, "output_tokens": True},
    },
    "semhub-resnet": {
        "vision_cfg": {"image_size": 64, "layers": [1, 2, 1, 1], "width": 8},
        "text_cfg": TEXT,
    },
}  # fmt: skip

PICTURES = [
    Image(np.random.default_rng(i).integers(0, 256, (40, 30 + i, 3)).astype(np.uint8), f"p{i}")
    for i in range(5)
]
TEXTS = [Text(t) for t in ("a cat", "Two dogs sleep!", "一只猫", "!", "the red house by the river")]
SOUNDS = [
    Audio(np.sin(np.arange(int(n)) ** 1.2 / 9).astype(np.float32), rate, f"s{n}")
    for n, rate in ((3000, 8000), (8000, 8000), (9000, 16000), (1000, 8000))
]


def register(folder: Path) -> None:
    """Teach open_clip the tiny architectures."""
    bert = str(bert_folder(folder / "bert"))
    hugging_face = {
        "custom_text": True,
        "vision_cfg": VISION,
        "text_cfg": {"hf_model_name": bert, "hf_tokenizer_name": bert, "context_length": 20},
    }
    (folder / "configs").mkdir()
    for name, config in {**ARCHITECTURES, "semhub-bert": hugging_face}.items():
        text = json.dumps({"embed_dim": 24, **config})
        (folder / "configs" / f"{name}.json").write_text(text)
    open_clip.add_model_config(folder / "configs")


def weights(folder: Path, architecture: str, seed: int = 0) -> Path:
    """A file of random weights; vectors are moved off one and zero, so that what is left out
    shows."""
    torch.manual_seed(seed)
    module = open_clip.create_model(architecture, pretrained_text=False)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    path = folder / f"{architecture}.safetensors"
    save_file({key: value.clone() for key, value in module.state_dict().items()}, path)
    return path


def clap_folder(folder: Path, *, fusion: bool = False) -> Path:
    """CLAP that hears one second of 8,000 samples, in two stages of two blocks."""
    tokenizer = byte_level_tokenizer()
    config = ClapConfig(
        text_config={
            "vocab_size": len(tokenizer), "hidden_size": 32, "intermediate_size": 48,
            "num_hidden_layers": 3, "num_attention_heads": 4, "max_position_embeddings": 130,
        },
        audio_config={
            "num_mel_bins": 16, "spec_size": 64, "window_size": 4, "depths": [2, 2],
            "num_attention_heads": [2, 4], "patch_embeds_hidden_size": 16, "hidden_size": 32,
            "num_hidden_layers": 2, "enable_fusion": fusion, "aff_block_r": 2,
            "fusion_type": "aff_2d" if fusion else None,
        },
        projection_dim=24,
    )  # fmt: skip
    torch.manual_seed(0)
    module = ClapModel(config)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    module.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    ClapFeatureExtractor(
        feature_size=16, sampling_rate=8000, hop_length=40, max_length_s=1, fft_window_size=256,
        frequency_max=3900, truncation="fusion" if fusion else "rand_trunc",
    ).save_pretrained(folder)  # fmt: skip
    return folder


SIDE = {"height": 32, "width": 32}
CROPPED = {"size": {"shortest_edge": 32}, "crop_size": SIDE}
PAIRS = {
    "CLIP": (CLIPConfig, CLIPImageProcessor(**CROPPED)),
    "SigLIP": (SiglipConfig, SiglipImageProcessor(size=SIDE)),
    "SigLIP 2": (Siglip2Config, Siglip2ImageProcessor(patch_size=8, max_num_patches=16)),
}


def pair_folder(folder: Path, family: str, seed: int = 0) -> Path:
    """Two towers of a family of `PAIRS`: three blocks for pictures of 32 by 32 in patches of 8, two
    for texts of at most 40 tokens."""
    kind, eye = PAIRS[family]
    tokenizer = deepcopy(byte_level_tokenizer())
    if family != "CLIP":  # whose texts are padded without saying so
        tokenizer.model_input_names = ["input_ids"]
    block = {"hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4}
    config = kind(
        text_config=block | {
            "vocab_size": len(tokenizer), "num_hidden_layers": 2, "max_position_embeddings": 40,
            "projection_size": 32, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
        },
        vision_config=block | {
            "num_hidden_layers": 3, "image_size": 32, "patch_size": 8, "num_patches": 16,
        },
    )  # fmt: skip
    torch.manual_seed(seed)
    draw_weights(AutoModel.from_config(config)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    eye.save_pretrained(folder)
    return folder
