"""Small random models that see, one of each family: real classes, processors and towers."""

from __future__ import annotations

import transformers as t

from tests.models.parts import (
    GEMMA_TOKENS,
    MROPE,
    QWEN_PATCHES,
    QWEN_TEMPLATE,
    QWEN_TOKENS,
    QWEN_WINDOWS,
    SIDES,
    Parts,
    decoder,
    qwen_ids,
    qwen_sight,
    siglip,
    template,
    tokenizer,
    tower,
)


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


def _llava_onevision() -> Parts:
    words = tokenizer(image_token="<image>", video_token="<video>")
    points = [[32, 32], [32, 64], [64, 32], [64, 64]]
    config = t.LlavaOnevisionConfig(
        text_config=t.Qwen2Config(**decoder(words)),
        vision_config=siglip(),
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


def _qwen2_vl() -> Parts:
    words = tokenizer(**QWEN_TOKENS)
    config = t.Qwen2VLConfig(
        text_config=decoder(words, rope_parameters=MROPE),
        vision_config={
            "depth": 2, "embed_dim": 16, "hidden_size": 32, "num_heads": 2, **QWEN_PATCHES
        },
        **qwen_ids(words),
    )  # fmt: skip
    return config, t.Qwen2VLProcessor(**qwen_sight(), tokenizer=words, chat_template=QWEN_TEMPLATE)


def _qwen2_5_vl() -> Parts:
    words = tokenizer(**QWEN_TOKENS)
    config = t.Qwen2_5_VLConfig(
        text_config=decoder(words, rope_parameters=MROPE),
        vision_config=QWEN_WINDOWS,
        **qwen_ids(words),
    )
    return config, t.Qwen2_5_VLProcessor(
        **qwen_sight(), tokenizer=words, chat_template=QWEN_TEMPLATE
    )


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
        **qwen_ids(words),
    )
    sight = qwen_sight()
    sight["video_processor"] = t.Qwen3VLVideoProcessor(patch_size=4, merge_size=2)
    return config, t.Qwen3VLProcessor(**sight, tokenizer=words, chat_template=QWEN_TEMPLATE)


def _gemma3() -> Parts:
    words = tokenizer(**GEMMA_TOKENS)
    config = t.Gemma3Config(
        text_config=decoder(words, head_dim=8, query_pre_attn_scalar=8),
        vision_config=siglip(),
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


def _tiled(family: str, **more) -> Parts:
    """A large picture is cut into tiles, and shown whole besides."""
    words = tokenizer(
        image_token="<image>",
        fake_image_token="<fake_token_around_image>",
        global_image_token="<global-img>",
        end_of_utterance_token="<end_of_utterance>",
    )
    sight = getattr(t, f"{family}ImageProcessor")
    processor = getattr(t, f"{family}Processor")(
        image_processor=sight(size={"longest_edge": 64}, max_image_size={"longest_edge": 32}),
        tokenizer=words,
        image_seq_len=4,
        chat_template=template(image="<image>"),
        **more,
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
        vision_config=siglip(projection_dim=32),
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


SEEING = {
    "LLaVA": _llava,
    "LLaVA-OneVision": _llava_onevision,
    "Qwen2-VL": _qwen2_vl,
    "Qwen2.5-VL": _qwen2_5_vl,
    "Qwen3-VL": _qwen3_vl,
    "Gemma 3": _gemma3,
    "Idefics3": lambda: _tiled("Idefics3"),
    "SmolVLM": lambda: _tiled("SmolVLM", video_processor=t.SmolVLMVideoProcessor()),
    "InternVL": _internvl,
    "PaliGemma": _paligemma,
    "Chameleon": _chameleon,
}
