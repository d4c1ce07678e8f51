"""Small random models that hear, or see and hear, one of each family."""

from __future__ import annotations

import transformers as t

from tests.models.mel_spectrogram import lend
from tests.models.parts import (
    GEMMA_TOKENS,
    MROPE,
    QWEN_TOKENS,
    QWEN_WINDOWS,
    Parts,
    decoder,
    qwen_sight,
    template,
    tokenizer,
    tower,
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


def _qwen2_audio() -> Parts:
    words = tokenizer(**AUDIO_TOKENS)
    config = t.Qwen2AudioConfig(
        text_config=t.Qwen2Config(**decoder(words)),
        audio_config=_whisper_tower(),
        audio_token_index=words.audio_token_id,
    )
    return config, t.Qwen2AudioProcessor(_ear(), words)


def _granite_speech() -> Parts:
    words = tokenizer(audio_token="<|audio|>")
    config = t.GraniteSpeechConfig(
        text_config=t.GraniteConfig(**decoder(words)),
        encoder_config={
            "input_dim": 160,
            "num_layers": 2,
            "hidden_dim": 16,
            "num_heads": 2,
            "output_dim": 8,
            "context_size": 20,
            "max_pos_emb": 32,
            "conv_kernel_size": 3,
        },
        projector_config={
            "model_type": "blip_2_qformer",
            "hidden_size": 16,
            "encoder_hidden_size": 16,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "intermediate_size": 24,
        },
        audio_token_index=words.audio_token_id,
        has_lora_adapter=False,
        tie_word_embeddings=False,
    )
    lend()  # where `torchaudio` cannot be had
    ear = t.GraniteSpeechFeatureExtractor()
    return config, t.GraniteSpeechProcessor(ear, words, chat_template=template(audio="<|audio|>"))


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
        **qwen_sight(),
        feature_extractor=_ear(),
        tokenizer=words,
        chat_template=template(
            image="<|vision_start|><|image_pad|><|vision_end|>",
            audio="<|audio_bos|><|AUDIO|><|audio_eos|>",
        ),
    )
    return config, processor


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


def _voxtral() -> Parts:
    from tests.models.tekken import tokenizer_that_hears  # needs a package that Semhub does not

    words = tokenizer_that_hears(bands=8)
    config = t.VoxtralConfig(
        text_config=t.LlamaConfig(**decoder(words)).to_dict(),
        audio_config={
            "hidden_size": 16,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_mel_bins": 8,
        },
        audio_token_id=words.convert_tokens_to_ids("[AUDIO]"),
    )
    return config, t.VoxtralProcessor(t.WhisperFeatureExtractor(feature_size=8), words)


HEARING = {"Qwen2-Audio": _qwen2_audio, "Granite-Speech": _granite_speech, "Voxtral": _voxtral}
OMNI = {
    "Qwen2.5-Omni thinker": _qwen2_5_omni,
    "Gemma 4": _gemma4,
    "Phi-4-multimodal": _phi4,
}
