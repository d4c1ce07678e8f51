"""The shape of the embedded model: a Qwen2.5-Omni thinker, small enough to ship.

Ten layers of width 128, untied embeddings, and the two towers of the original: pictures of
60 x 60 pixels become 25 positions, three seconds of sound 75.
"""

from __future__ import annotations

import torch
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5OmniProcessor,
    Qwen2_5OmniThinkerConfig,
    Qwen2_5OmniThinkerForConditionalGeneration,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    WhisperFeatureExtractor,
)

WIDTH = 128
LAYERS = 10
HEADS = 4
PICTURE_SIDE = 60
PATCH = 6
MERGE = 2
MEL_BANDS = 40
CLIP_SECONDS = 3
CHAT_TEMPLATE = """\
{%- for message in messages -%}
{%- for part in message["content"] -%}
{%- if part["type"] == "image" -%}<image_start><image><image_end>
{%- elif part["type"] == "audio" -%}<audio_start><audio><audio_end>
{%- else -%}{{ part["text"] }}
{%- endif -%}
{%- endfor -%}
{%- endfor -%}"""
"""How a picture, a sound or a text stands in a document: between its marks, and nothing else."""


def build_config(tokenizer: PreTrainedTokenizerFast) -> Qwen2_5OmniThinkerConfig:
    """Return the configuration for this tokenizer's vocabulary and special tokens."""
    ids = dict(tokenizer.get_added_vocab())
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "max_position_embeddings": 512,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10_000.0,
            "mrope_section": [4, 6, 6],
        },
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "tie_word_embeddings": False,
    }
    vision = {
        "depth": 3,
        "hidden_size": 96,
        "intermediate_size": 192,
        "num_heads": 3,
        "patch_size": PATCH,
        "spatial_merge_size": MERGE,
        "temporal_patch_size": 2,
        "window_size": PICTURE_SIDE,
        "fullatt_block_indexes": [0, 1, 2],
        "out_hidden_size": WIDTH,
    }
    audio = {
        "num_mel_bins": MEL_BANDS,
        "encoder_layers": 3,
        "encoder_attention_heads": 4,
        "encoder_ffn_dim": 256,
        "d_model": 128,
        "n_window": 150,
        "max_source_positions": 200,
        "output_dim": WIDTH,
    }
    return Qwen2_5OmniThinkerConfig(
        text_config=text,
        vision_config=vision,
        audio_config=audio,
        image_token_index=ids["<image>"],
        video_token_index=ids["<video>"],
        audio_token_index=ids["<audio>"],
        vision_start_token_id=ids["<image_start>"],
        vision_end_token_id=ids["<image_end>"],
        audio_start_token_id=ids["<audio_start>"],
        audio_end_token_id=ids["<audio_end>"],
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        tie_word_embeddings=False,
    )


def build_processor(tokenizer: PreTrainedTokenizerFast) -> Qwen2_5OmniProcessor:
    """Return the processor that turns text, pictures and sound into the model's inputs."""
    pixels = PICTURE_SIDE * PICTURE_SIDE
    picture = {"patch_size": PATCH, "merge_size": MERGE, "temporal_patch_size": 2}
    size = {"shortest_edge": pixels, "longest_edge": pixels}
    return Qwen2_5OmniProcessor(
        image_processor=Qwen2VLImageProcessor(size=size, **picture),
        video_processor=Qwen2VLVideoProcessor(size=size, **picture),
        feature_extractor=WhisperFeatureExtractor(
            feature_size=MEL_BANDS, chunk_length=CLIP_SECONDS
        ),
        tokenizer=tokenizer,
        chat_template=CHAT_TEMPLATE,
    )


def build_model(
    tokenizer: PreTrainedTokenizerFast, seed: int
) -> Qwen2_5OmniThinkerForConditionalGeneration:
    """Return a model with random weights from `seed`.

    The input embeddings are wide (standard deviation 1), since training leaves them as they are.
    """
    torch.manual_seed(seed)
    config = build_config(tokenizer)
    config._attn_implementation = "sdpa"
    model = Qwen2_5OmniThinkerForConditionalGeneration(config)
    torch.nn.init.normal_(model.get_input_embeddings().weight)
    return model
