"""What the small multimodal models of the tests are made of: words, a decoder, towers."""

from __future__ import annotations

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


SIDES = {"height": 32, "width": 32}


def siglip(**more) -> t.SiglipVisionConfig:
    options = {"image_size": 32, "patch_size": 8, "vision_use_head": False, **more}
    return t.SiglipVisionConfig(**tower(**options))


QWEN_TOKENS = {
    "image_token": "<|image_pad|>",
    "video_token": "<|video_pad|>",
    "vision_bos_token": "<|vision_start|>",
    "vision_eos_token": "<|vision_end|>",
}


def qwen_ids(words: t.PreTrainedTokenizerFast) -> dict[str, int]:
    return {
        "image_token_id": words.image_token_id,
        "video_token_id": words.video_token_id,
        "vision_start_token_id": words.vision_bos_token_id,
        "vision_end_token_id": words.vision_eos_token_id,
    }


def qwen_sight() -> dict:
    size = {"shortest_edge": 16 * 16, "longest_edge": 64 * 64}
    options = {"patch_size": 4, "merge_size": 2, "temporal_patch_size": 2, "size": size}
    return {
        "image_processor": t.Qwen2VLImageProcessor(**options),
        "video_processor": t.Qwen2VLVideoProcessor(**options),
    }


QWEN_TEMPLATE = template(image="<|vision_start|><|image_pad|><|vision_end|>")
QWEN_PATCHES = {"patch_size": 4, "spatial_merge_size": 2, "temporal_patch_size": 2}


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


GEMMA_TOKENS = {
    "image_token": "<image_soft_token>",
    "boi_token": "<start_of_image>",
    "eoi_token": "<end_of_image>",
}
