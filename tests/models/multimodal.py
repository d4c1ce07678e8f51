"""Small random models that see or hear, one of each family: real classes, processors and towers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
import transformers as t

from tests.tiny import SPECIAL, byte_level_tokenizer

RATE = 16_000
Parts = tuple[t.PretrainedConfig, t.ProcessorMixin]
"""A family's config, whose vocabulary is the processor's tokenizer's, and its processor."""


def tokenizer(**special: str) -> t.PreTrainedTokenizerFast:
    """The byte-level tokenizer and, by role, the special tokens that a family's processor needs."""
    whole = t.PreTrainedTokenizerFast(
        tokenizer_object=type(byte_level_tokenizer().backend_tokenizer).from_str(
            byte_level_tokenizer().backend_tokenizer.to_str()
        ),
        model_max_length=4096,
        extra_special_tokens=special,
        **SPECIAL,
    )
    whole.add_tokens([t.AddedToken(token, special=True) for token in special.values()])
    return whole


def template(**parts: str) -> str:
    """A chat template in which a part of each kind is written as said, after the speaker's name."""
    cases = "".join(
        f"{{% {'elif' if i else 'if'} part['type'] == '{kind}' %}}{text}"
        for i, (kind, text) in enumerate(parts.items())
    )
    return (
        "{% for message in messages %}{{ message['role'] }}: {% for part in message['content'] %}"
        + cases
        + "{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endfor %}"
    )


def decoder(words: t.PreTrainedTokenizerFast, **more) -> dict:
    """The text part of every family: three blocks of width 32."""
    return {
        "vocab_size": len(words),
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 4096,
        "pad_token_id": words.pad_token_id,
        "bos_token_id": words.bos_token_id,
        "eos_token_id": words.eos_token_id,
        "tie_word_embeddings": False,
        **more,
    }


def tower(**more) -> dict:
    """The vision part of most families: two blocks of width 16."""
    return {
        "hidden_size": 16,
        "intermediate_size": 24,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        **more,
    }


MROPE = {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [1, 1, 2]}


def _llava() -> Parts:
    words = tokenizer(image_token="<image>")
    config = t.LlavaConfig(
        text_config=t.LlamaConfig(**decoder(words)),
        vision_config=t.CLIPVisionConfig(**tower(image_size=32, patch_size=8)),
        image_token_index=words.image_token_id,
    )
    sides = {"height": 32, "width": 32}
    processor = t.LlavaProcessor(
        t.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=sides),
        words,
        patch_size=8,
        num_additional_image_tokens=1,
        vision_feature_select_strategy="default",
        chat_template=template(image="<image>"),
    )
    return config, processor


QWEN_TOKENS = {
    "image_token": "<|image_pad|>",
    "video_token": "<|video_pad|>",
    "vision_bos_token": "<|vision_start|>",
    "vision_eos_token": "<|vision_end|>",
}


def _qwen_ids(words: t.PreTrainedTokenizerFast) -> dict[str, int]:
    return {
        "image_token_id": words.image_token_id,
        "video_token_id": words.video_token_id,
        "vision_start_token_id": words.vision_bos_token_id,
        "vision_end_token_id": words.vision_eos_token_id,
    }


def _qwen_sight() -> dict:
    size = {"shortest_edge": 16 * 16, "longest_edge": 64 * 64}
    options = {"patch_size": 4, "merge_size": 2, "temporal_patch_size": 2, "size": size}
    return {
        "image_processor": t.Qwen2VLImageProcessor(**options),
        "video_processor": t.Qwen2VLVideoProcessor(**options),
    }


QWEN_TEMPLATE = template(image="<|vision_start|><|image_pad|><|vision_end|>")
QWEN_PATCHES = {"patch_size": 4, "spatial_merge_size": 2, "temporal_patch_size": 2}


def _qwen2_vl() -> Parts:
    words = tokenizer(**QWEN_TOKENS)
    config = t.Qwen2VLConfig(
        text_config=decoder(words, rope_parameters=MROPE),
        vision_config={
            "depth": 2, "embed_dim": 16, "hidden_size": 32, "num_heads": 2, **QWEN_PATCHES
        },
        **_qwen_ids(words),
    )  # fmt: skip
    return config, t.Qwen2VLProcessor(**_qwen_sight(), tokenizer=words, chat_template=QWEN_TEMPLATE)


QWEN_WINDOWS = {
    "depth": 2,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_heads": 2,
    "out_hidden_size": 32,
    "window_size": 16,
    "fullatt_block_indexes": [1],
    **QWEN_PATCHES,
}


def _qwen2_5_vl() -> Parts:
    words = tokenizer(**QWEN_TOKENS)
    config = t.Qwen2_5_VLConfig(
        text_config=decoder(words, rope_parameters=MROPE),
        vision_config=QWEN_WINDOWS,
        **_qwen_ids(words),
    )
    return config, t.Qwen2_5_VLProcessor(
        **_qwen_sight(), tokenizer=words, chat_template=QWEN_TEMPLATE
    )


AUDIO_TOKENS = {
    "audio_token": "<|AUDIO|>",
    "audio_bos_token": "<|audio_bos|>",
    "audio_eos_token": "<|audio_eos|>",
}


def _whisper_tower(**more) -> dict:
    return {
        "num_mel_bins": 8,
        "encoder_layers": 2,
        "encoder_attention_heads": 2,
        "encoder_ffn_dim": 24,
        "d_model": 16,
        "max_source_positions": 100,
        **more,
    }


def _ear() -> t.WhisperFeatureExtractor:
    return t.WhisperFeatureExtractor(feature_size=8, chunk_length=2)


def _qwen2_5_omni() -> Parts:
    words = tokenizer(**QWEN_TOKENS, **AUDIO_TOKENS)
    config = t.Qwen2_5OmniThinkerConfig(
        text_config=decoder(words, rope_parameters=MROPE),
        vision_config=QWEN_WINDOWS,
        audio_config=_whisper_tower(n_window=50, output_dim=32),
        image_token_index=words.image_token_id,
        video_token_index=words.video_token_id,
        audio_token_index=words.audio_token_id,
        vision_start_token_id=words.vision_bos_token_id,
        vision_end_token_id=words.vision_eos_token_id,
        audio_start_token_id=words.audio_bos_token_id,
        audio_end_token_id=words.audio_eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    processor = t.Qwen2_5OmniProcessor(
        **_qwen_sight(),
        feature_extractor=_ear(),
        tokenizer=words,
        chat_template=template(
            image="<|vision_start|><|image_pad|><|vision_end|>",
            audio="<|audio_bos|><|AUDIO|><|audio_eos|>",
        ),
    )
    return config, processor


def _qwen2_audio() -> Parts:
    words = tokenizer(**AUDIO_TOKENS)
    config = t.Qwen2AudioConfig(
        text_config=t.Qwen2Config(**decoder(words)),
        audio_config=_whisper_tower(),
        audio_token_index=words.audio_token_id,
    )
    return config, t.Qwen2AudioProcessor(_ear(), words)


FAMILIES: dict[str, Callable[[], Parts]] = {
    "LLaVA": _llava,
    "Qwen2-VL": _qwen2_vl,
    "Qwen2.5-VL": _qwen2_5_vl,
    "Qwen2.5-Omni thinker": _qwen2_5_omni,
    "Qwen2-Audio": _qwen2_audio,
}
SEE = [family for family in FAMILIES if family not in ("Qwen2-Audio",)]
HEAR = ["Qwen2.5-Omni thinker", "Qwen2-Audio"]


def write_folder(path: Path, family: str) -> Path:
    """A model of the family with random weights, and its processor, as `save_pretrained` writes.

    Matrices are drawn four times as large as a model begins with, so that pictures differ.
    """
    config, processor = FAMILIES[family]()
    torch.manual_seed(0)
    module = t.AutoModelForMultimodalLM.from_config(config)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() > 1:
                parameter.mul_(4)
            else:
                parameter.add_(0.1 * torch.randn_like(parameter))
    module.save_pretrained(path)
    processor.save_pretrained(path)
    return path
