"""What the config of a processor, of pictures or sounds, can claim that is not so."""

from __future__ import annotations

from tests.hostile.lie import CONFIG, PROCESSOR, Lie, Spoil, changed, holding, put, without

HUGE = 10**6
EYE, EAR = "image_processor", "feature_extractor"


def _seen(*keys: str, value: object) -> Spoil:
    return put(PROCESSOR, EYE, *keys, value=value)


def _heard(*keys: str, value: object) -> Spoil:
    return put(PROCESSOR, EAR, *keys, value=value)


SEEN = {
    "a list": holding(PROCESSOR, "[]"),
    "cut short": holding(PROCESSOR, '{"image_processor": {'),
    "no UTF-8": holding(PROCESSOR, b"\xff\xfe"),
    "too deep": holding(PROCESSOR, '{"a":' * 5000),
    "missing": without(PROCESSOR),
    "a class of none": put(PROCESSOR, "processor_class", value="NosuchProcessor"),
    "a class that is a list": put(PROCESSOR, "processor_class", value=["LlavaProcessor"]),
    "a class of another": put(PROCESSOR, "processor_class", value="Qwen2AudioProcessor"),
    "an eye of none": _seen("image_processor_type", value="NosuchImageProcessor"),
    "an eye of another": _seen("image_processor_type", value="Qwen2VLImageProcessor"),
    "an eye that is a list": put(PROCESSOR, EYE, value=[1]),
    "no eye": changed(PROCESSOR, lambda found: found.pop(EYE)),
    "a size of zero": _seen("size", value={"shortest_edge": 0}),
    "a size below zero": _seen("size", value={"shortest_edge": -1}),
    "a huge size": _seen("size", value={"shortest_edge": HUGE}),
    "a large size": _seen("size", value={"height": 20_000, "width": 20_000}),
    "a size of text": _seen("size", value={"shortest_edge": "32"}),
    "a size of nothing": _seen("size", value={}),
    "a size of a list": _seen("size", value=[32, 32]),
    "a size of odd names": _seen("size", value={"breadth": 3}),
    "a crop of text": _seen("crop_size", value={"height": "32", "width": "32"}),
    "a huge crop": _seen("crop_size", value={"height": HUGE, "width": HUGE}),
    "a large crop": _seen("crop_size", value={"height": 20_000, "width": 20_000}),
    "a crop of zero": _seen("crop_size", value={"height": 0, "width": 0}),
    "a mean of one": _seen("image_mean", value=[0.5]),
    "a mean of five": _seen("image_mean", value=[0.5] * 5),
    "a mean of text": _seen("image_mean", value=["a", "b", "c"]),
    "a spread of zero": _seen("image_std", value=[0, 0, 0]),
    "a scale of NaN": _seen("rescale_factor", value=float("nan")),
    "a scale of text": _seen("rescale_factor", value="x"),
    "a filter of none": _seen("resample", value=99),
    "a form of none": _seen("data_format", value="nosuch"),
    "patches of zero": put(PROCESSOR, "patch_size", value=0),
    "patches below zero": put(PROCESSOR, "patch_size", value=-8),
    "patches of text": put(PROCESSOR, "patch_size", value="8"),
    "tokens more than there are": put(PROCESSOR, "num_additional_image_tokens", value=HUGE),
    "a choice of none": put(PROCESSOR, "vision_feature_select_strategy", value="nosuch"),
    "a picture's token of none": put(PROCESSOR, "image_token", value=5),
    "an old config beside it": holding("preprocessor_config.json", "[]"),
    "code that comes along": put(PROCESSOR, "auto_map", value={"AutoProcessor": "code.P"}),
}
HEARD = {
    "an ear of none": _heard("feature_extractor_type", value="NosuchFeatureExtractor"),
    "a rate of zero": _heard("sampling_rate", value=0),
    "a rate below zero": _heard("sampling_rate", value=-16_000),
    "a huge rate": _heard("sampling_rate", value=HUGE * HUGE),
    "a rate of text": _heard("sampling_rate", value="fast"),
    "a huge chunk": _heard("chunk_length", value=HUGE),
    "a chunk of zero": _heard("chunk_length", value=0),
    "very many samples": _heard("n_samples", value=HUGE * HUGE),
    "very many bands": _heard("feature_size", value=HUGE),
    "bands of zero": _heard("feature_size", value=0),
    "a huge window": _heard("n_fft", value=HUGE * 100),
    "a window of zero": _heard("n_fft", value=0),
    "a hop of zero": _heard("hop_length", value=0),
    "a hop below zero": _heard("hop_length", value=-160),
    "a filling of text": _heard("padding_value", value="x"),
}
TURNED = {
    "least pixels of much": _seen("size", value={"shortest_edge": HUGE * HUGE,
                                                 "longest_edge": HUGE * HUGE * 10}),
    "most pixels of none": _seen("size", value={"shortest_edge": 0, "longest_edge": 0}),
    "patches of zero": _seen("patch_size", value=0),
    "patches of much": _seen("patch_size", value=HUGE),
    "merged by zero": _seen("merge_size", value=0),
    "time of zero": _seen("temporal_patch_size", value=0),
    "time of much": _seen("temporal_patch_size", value=HUGE),
}  # fmt: skip
PREPARED = "preprocessor_config.json"


def _alone(*keys: str, value: object) -> Spoil:
    return put(PREPARED, *keys, value=value)


EYE_ALONE = {
    "prepared by a list": holding(PREPARED, "[]"),
    "prepared by nothing": without(PREPARED),
    "prepared too deep": holding(PREPARED, '{"a":' * 5000),
    "prepared by none": _alone("image_processor_type", value="NosuchImageProcessor"),
    "prepared by an ear": _alone("image_processor_type", value="WhisperFeatureExtractor"),
    "a size of another": _alone("size", value={"height": 64, "width": 64}),
    "a large size": _alone("size", value={"height": 20_000, "width": 20_000}),
    "a size of zero": _alone("size", value={"height": 0, "width": 0}),
    "a mean of five": _alone("image_mean", value=[0.5] * 5),
    "huge pictures": put(CONFIG, "image_size", value=HUGE * HUGE),
    "patches of zero": put(CONFIG, "patch_size", value=0),
    "very many blocks": put(CONFIG, "num_hidden_layers", value=HUGE * HUGE),
    "blocks of text": put(CONFIG, "num_hidden_layers", value="3"),
    "very many channels": put(CONFIG, "num_channels", value=HUGE * HUGE),
}
EAR_ALONE = {
    "prepared by nothing": without(PREPARED),
    "a rate of zero": _alone("sampling_rate", value=0),
    "a rate of text": _alone("sampling_rate", value="fast"),
    "a huge rate": _alone("sampling_rate", value=HUGE * HUGE),
    "strides of zero": put(CONFIG, "conv_stride", value=[0] * 7),
    "huge kernels": put(CONFIG, "conv_kernel", value=[HUGE * HUGE] * 7),
    "very many convolutions": put(CONFIG, "conv_dim", value=[8] * HUGE),
    "no positions": put(CONFIG, "num_conv_pos_embeddings", value=0),
}
EAR_THAT_FILLS = {
    "very many samples": _alone("n_samples", value=HUGE * HUGE),
    "a huge chunk": _alone("chunk_length", value=HUGE),
    "a hop of zero": _alone("hop_length", value=0),
    "bands of another": _alone("feature_size", value=80),
    "very many positions": put(CONFIG, "max_source_positions", value=HUGE * HUGE),
}
LIES = {
    f"{base}: processor, {name}": Lie(base, spoil)
    for base, found in (("sees", SEEN), ("hears", HEARD), ("embedded", TURNED))
    for name, spoil in found.items()
} | {
    f"{base}: {name}": Lie(base, spoil)
    for base, found in (
        ("eye alone", EYE_ALONE), ("ear alone", EAR_ALONE), ("ear that fills", EAR_THAT_FILLS),
    )
    for name, spoil in found.items()
}  # fmt: skip
