"""What an encoder-decoder can claim that is not so, of its two halves and of what it writes."""

from __future__ import annotations

from tests.hostile.lie import CONFIG, Lie, holding, put, without

WRITTEN, WORDS, PREPARED = (
    "generation_config.json", "tokenizer_config.json", "preprocessor_config.json"
)  # fmt: skip
ODD = {"huge": 10**9, "zero": 0, "text": "x", "minus": -1, "none": None, "list": []}

ANSWERS = {
    f"{name} {odd}": put(CONFIG, name, value=value)
    for name in ("num_layers", "num_decoder_layers", "d_kv", "num_heads", "vocab_size",
                 "decoder_start_token_id", "relative_attention_num_buckets")
    for odd, value in ODD.items()
} | {"an activation of none": put(CONFIG, "feed_forward_proj", value="nosuch")}  # fmt: skip
WRITES = {
    f"{name} {odd}": put(CONFIG, name, value=value)
    for name in ("encoder_layers", "decoder_layers", "d_model", "encoder_attention_heads",
                 "decoder_attention_heads", "max_target_positions", "num_mel_bins",
                 "decoder_start_token_id")
    for odd, value in ODD.items()
} | {
    "written by a list": holding(WRITTEN, "[]"),
    "written too deep": holding(WRITTEN, '{"a":' * 5000),
    "languages of text": put(WRITTEN, "is_multilingual", value="perhaps"),
    "prepared by nothing": without(PREPARED),
    "prepared by none": put(PREPARED, "feature_extractor_type", value="NosuchFeatureExtractor"),
    "a rate of zero": put(PREPARED, "sampling_rate", value=0),
    "a language of none": put(WORDS, "language", value=["klingon"]),
    "a task of none": put(WORDS, "task", value=5),
}  # fmt: skip
LIES = {
    f"{base}: {name}": Lie(base, spoil)
    for base, found in (("answers", ANSWERS), ("writes", WRITES))
    for name, spoil in found.items()
}
