"""What two towers can claim that is not so: CLIP, CLAP, and those of open_clip."""

from __future__ import annotations

from tests.hostile.lie import CONFIG, Lie, Spoil, holding, put
from tests.hostile.word_lies import WORDED

OPEN, PREPARED = "open_clip_config.json", "preprocessor_config.json"
HUGE = 10**9
ODD = {"huge": HUGE, "zero": 0, "text": "x", "minus": -1, "none": None}


def _built(*keys: str, value: object) -> Spoil:
    return put(OPEN, "model_cfg", *keys, value=value)


OPEN_CLIP = {
    f"{part}.{name} {odd}": _built(part, name, value=value)
    for part, name in (
        ("vision_cfg", "layers"), ("vision_cfg", "width"), ("vision_cfg", "image_size"),
        ("vision_cfg", "patch_size"), ("text_cfg", "layers"), ("text_cfg", "heads"),
        ("text_cfg", "vocab_size"), ("text_cfg", "context_length"),
    )
    for odd, value in ODD.items()
    if odd in ("huge", "zero", "text")
} | {
    "a list": holding(OPEN, "[]"),
    "too deep": holding(OPEN, '{"a":' * 5000),
    "wide": _built("vision_cfg", "width", value=100_000),
    "a tower of none": _built("vision_cfg", "timm_model_name", value="nosuch"),
    "a tower of the hub": _built("text_cfg", "hf_model_name", value="somebody/model"),
    "a large picture": put(OPEN, "preprocess_cfg", "size", value=20_000),
    "a large picture of two sides": put(OPEN, "preprocess_cfg", "size", value=[20_000, 20_000]),
    "a mean of text": put(OPEN, "preprocess_cfg", "mean", value="x"),
    "a mean of one": put(OPEN, "preprocess_cfg", "mean", value=[0.5]),
    "a filter of none": put(OPEN, "preprocess_cfg", "interpolation", value="nosuch"),
}  # fmt: skip
PAIR = {
    "large pictures": put(PREPARED, "size", value={"shortest_edge": 20_000}),
    "large crops": put(PREPARED, "crop_size", value={"height": 20_000, "width": 20_000}),
    "a mean of one": put(PREPARED, "image_mean", value=[0.5]),
    "pictures of nothing": put(PREPARED, "size", value={}),
    "many layers": put(CONFIG, "vision_config", "num_hidden_layers", value=HUGE),
    "wide": put(CONFIG, "text_config", "hidden_size", value=HUGE),
    "a projection of zero": put(CONFIG, "projection_dim", value=0),
    "patches of zero": put(CONFIG, "vision_config", "patch_size", value=0),
}
CLAP = {
    "a sound without end": put(PREPARED, "max_length_s", value=HUGE),
    "very many samples": put(PREPARED, "nb_max_samples", value=10**12),
    "a rate of zero": put(PREPARED, "sampling_rate", value=0),
    "a huge window": put(PREPARED, "fft_window_size", value=10**8),
    "a hop of zero": put(PREPARED, "hop_length", value=0),
    "many stages": put(CONFIG, "audio_config", "depths", value=[HUGE, 2]),
    "a window of zero": put(CONFIG, "audio_config", "window_size", value=0),
    "a huge spectrogram": put(CONFIG, "audio_config", "spec_size", value=HUGE),
}
LIES = {
    f"{base}: {name}": Lie(base, spoil)
    for base, lies in (("open_clip", OPEN_CLIP), ("pair", PAIR), ("clap", CLAP))
    for name, spoil in lies.items()
} | {"pair: a pattern that is none": Lie("pair", WORDED["a pattern that is none"])}
