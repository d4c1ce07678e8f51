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


def _siglip(**more) -> t.SiglipVisionConfig:
    options = {"image_size": 32, "patch_size": 8, "vision_use_head": False, **more}
    return t.SiglipVisionConfig(**tower(**options))


SIDES = {"height": 32, "width": 32}


def _llava_onevision() -> Parts:
    words = tokenizer(image_token="<image>", video_token="<video>")
    points = [[32, 32], [32, 64], [64, 32], [64, 64]]
    config = t.LlavaOnevisionConfig(
        text_config=t.Qwen2Config(**decoder(words)),
        vision_config=_siglip(),
        image_token_index=words.image_token_id,
        video_token_index=words.video_token_id,
        image_grid_pinpoints=points,
    )
    processor = t.LlavaOnevisionProcessor(
        t.LlavaOnevisionImageProcessor(size=SIDES, image_grid_pinpoints=points),
        words,
        t.LlavaOnevisionVideoProcessor(size=SIDES),
        num_image_tokens=16,
        vision_feature_select_strategy="full",
        chat_template=template(image="<image>"),
    )
    return config, processor


def _qwen3_vl() -> Parts:
    words = tokenizer(**QWEN_TOKENS)
    vision = {
        "depth": 2,
        "hidden_size": 16,
        "intermediate_size": 24,
        "num_heads": 2,
        "out_hidden_size": 32,
        "num_position_embeddings": 64,
        "deepstack_visual_indexes": [0],
    }
    config = t.Qwen3VLConfig(
        text_config=decoder(words, rope_parameters=MROPE, head_dim=8),
        vision_config={**vision, **QWEN_PATCHES},
        **_qwen_ids(words),
    )
    sight = _qwen_sight()
    sight["video_processor"] = t.Qwen3VLVideoProcessor(patch_size=4, merge_size=2)
    return config, t.Qwen3VLProcessor(**sight, tokenizer=words, chat_template=QWEN_TEMPLATE)


GEMMA_TOKENS = {
    "image_token": "<image_soft_token>",
    "boi_token": "<start_of_image>",
    "eoi_token": "<end_of_image>",
}


def _gemma3() -> Parts:
    words = tokenizer(**GEMMA_TOKENS)
    config = t.Gemma3Config(
        text_config=decoder(words, head_dim=8, query_pre_attn_scalar=8),
        vision_config=_siglip(),
        mm_tokens_per_image=4,
        image_token_index=words.image_token_id,
        boi_token_index=words.boi_token_id,
        eoi_token_index=words.eoi_token_id,
        tie_word_embeddings=False,
    )
    processor = t.Gemma3Processor(
        t.Gemma3ImageProcessor(size=SIDES),
        words,
        image_seq_length=4,
        chat_template=template(image="<start_of_image>"),
    )
    return config, processor


def _tiled(family: str) -> Parts:
    """Idefics3 and SmolVLM: a large picture is cut into tiles, and shown whole besides."""
    words = tokenizer(
        image_token="<image>",
        fake_image_token="<fake_token_around_image>",
        global_image_token="<global-img>",
        end_of_utterance_token="<end_of_utterance>",
    )
    processor = getattr(t, f"{family}Processor")(
        getattr(t, f"{family}ImageProcessor")(
            size={"longest_edge": 64}, max_image_size={"longest_edge": 32}
        ),
        words,
        image_seq_len=4,
        chat_template=template(image="<image>"),
        **({"video_processor": t.SmolVLMVideoProcessor()} if family == "SmolVLM" else {}),
    )
    config = getattr(t, f"{family}Config")(
        text_config=t.LlamaConfig(**decoder(words)),
        vision_config=tower(image_size=32, patch_size=8),
        scale_factor=2,
        image_token_id=words.image_token_id,
        pad_token_id=words.pad_token_id,
    )
    return config, processor


def _internvl() -> Parts:
    words = tokenizer(
        start_image_token="<img>",
        end_image_token="</img>",
        context_image_token="<IMG_CONTEXT>",
        video_token="<video>",
    )
    config = t.InternVLConfig(
        text_config=t.Qwen2Config(**decoder(words)),
        vision_config=t.InternVLVisionConfig(**tower(image_size=[32, 32], patch_size=[8, 8])),
        image_token_id=words.context_image_token_id,
        image_seq_length=4,
        tie_word_embeddings=False,
    )
    processor = t.InternVLProcessor(
        t.GotOcr2ImageProcessor(size=SIDES, max_patches=4),
        words,
        t.InternVLVideoProcessor(size=SIDES),
        image_seq_length=4,
        chat_template=template(image="<IMG_CONTEXT>"),
    )
    return config, processor


def _paligemma() -> Parts:
    words = tokenizer(image_token="<image>")
    sight = t.SiglipImageProcessor(size=SIDES)
    sight.image_seq_length = 16
    processor = t.PaliGemmaProcessor(sight, words)  # which adds a thousand tokens to `words`
    config = t.PaliGemmaConfig(
        text_config=t.GemmaConfig(**decoder(words, head_dim=8)),
        vision_config=_siglip(projection_dim=32),
        image_token_index=words.image_token_id,
        projection_dim=32,
        hidden_size=32,
        tie_word_embeddings=False,
    )
    return config, processor


def _chameleon() -> Parts:
    codes = {f"code_{i}": f"IMGIMG{''.join(chr(65 + int(d)) for d in str(i))}Z" for i in range(64)}
    words = tokenizer(
        image_token="<image>",
        boi_token="<racm3:break>",
        eoi_token="<eoss>",
        sep_token="<reserved08706>",
        **codes,
    )
    config = t.ChameleonConfig(
        **decoder(words),
        vq_config={
            "embed_dim": 8,
            "num_embeddings": 64,
            "latent_channels": 8,
            "resolution": 32,
            "base_channels": 32,
            "channel_multiplier": [1, 1],
            "num_res_blocks": 1,
        },
        vocabulary_map=words.get_vocab(),
    )
    sight = t.ChameleonImageProcessor(size={"shortest_edge": 32}, crop_size=SIDES)
    return config, t.ChameleonProcessor(sight, words, image_seq_length=256)


def _gemma4() -> Parts:
    words = tokenizer(
        **GEMMA_TOKENS,
        audio_token="<audio_soft_token>",
        boa_token="<start_of_audio>",
        eoa_token="<end_of_audio>",
        video_token="<|video|>",
    )
    patches = {"patch_size": 4, "pooling_kernel_size": 2}
    config = t.Gemma4Config(
        text_config=decoder(
            words,
            head_dim=8,
            global_head_dim=8,
            vocab_size_per_layer_input=len(words),
            hidden_size_per_layer_input=8,
        ),
        vision_config=tower(
            num_key_value_heads=2, head_dim=8, position_embedding_size=64, **patches
        ),
        audio_config={
            "hidden_size": 16,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "subsampling_conv_channels": [128, 4],
            "output_proj_dims": 16,
        },
        image_token_id=words.image_token_id,
        audio_token_id=words.audio_token_id,
        video_token_id=words.video_token_id,
        boi_token_id=words.boi_token_id,
        eoi_token_id=words.eoi_token_id,
        boa_token_id=words.boa_token_id,
        eoa_token_index=words.eoa_token_id,
        tie_word_embeddings=False,
    )
    processor = t.Gemma4Processor(
        t.Gemma4AudioFeatureExtractor(),
        t.Gemma4ImageProcessor(max_soft_tokens=70, **patches),
        words,
        t.Gemma4VideoProcessor(max_soft_tokens=70, **patches),
        chat_template=template(image="<image_soft_token>", audio="<audio_soft_token>"),
    )
    return config, processor


def _phi4() -> Parts:
    words = tokenizer(image_token="<|endoftext10|>", audio_token="<|endoftext11|>")
    config = t.Phi4MultimodalConfig(
        **decoder(words),
        vision_config={
            **tower(image_size=448, crop_size=448, patch_size=14),
            "image_token_id": words.image_token_id,
        },
        audio_config={
            "hidden_size": 16,
            "intermediate_size": 24,
            "num_blocks": 2,
            "num_attention_heads": 2,
            "ext_pw_out_channel": 16,
            "depthwise_separable_out_channel": 16,
            "nemo_conv_channels": 16,
            "audio_token_id": words.audio_token_id,
        },
    )
    processor = t.Phi4MultimodalProcessor(
        t.Phi4MultimodalImageProcessor(dynamic_hd=1),
        t.Phi4MultimodalFeatureExtractor(),
        words,
        chat_template=template(image="<|endoftext10|>", audio="<|endoftext11|>"),
    )
    return config, processor


FAMILIES: dict[str, Callable[[], Parts]] = {
    "LLaVA": _llava,
    "LLaVA-OneVision": _llava_onevision,
    "Qwen2-VL": _qwen2_vl,
    "Qwen2.5-VL": _qwen2_5_vl,
    "Qwen3-VL": _qwen3_vl,
    "Gemma 3": _gemma3,
    "Idefics3": lambda: _tiled("Idefics3"),
    "InternVL": _internvl,
    "PaliGemma": _paligemma,
    "Chameleon": _chameleon,
    "Qwen2-Audio": _qwen2_audio,
    "Qwen2.5-Omni thinker": _qwen2_5_omni,
    "Gemma 4": _gemma4,
    "Phi-4-multimodal": _phi4,
}
HEAR = ["Qwen2-Audio", "Qwen2.5-Omni thinker", "Gemma 4", "Phi-4-multimodal"]
SEE = [family for family in FAMILIES if family != "Qwen2-Audio"]


def write_folder(path: Path, family: str) -> Path:
    """A model of the family with random weights, and its processor, as `save_pretrained` writes.

    Matrices are drawn four times as large as a model begins with, so that pictures differ.
    """
    config, processor = FAMILIES[family]()
    torch.manual_seed(0)
    module = t.AutoModelForMultimodalLM.from_config(config)
    with torch.no_grad():
        for parameter in module.parameters():
            if not parameter.any():  # as some projections begin, which would hide every picture
                parameter.normal_(std=0.1)
            elif parameter.dim() > 1:
                parameter.mul_(4)
            else:
                parameter.add_(0.1 * torch.randn_like(parameter))
    module.save_pretrained(path)
    processor.save_pretrained(path)
    return path
