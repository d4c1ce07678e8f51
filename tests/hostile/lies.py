"""All lies by name."""

from __future__ import annotations

from tests.hostile import (
    adapter_lies,
    config_lies,
    fed_lies,
    file_lies,
    gguf_lies,
    sense_lies,
    tower_lies,
    weight_lies,
    word_lies,
)
from tests.hostile.lie import Lie

LIES: dict[str, Lie] = {
    **file_lies.LIES,
    **config_lies.LIES,
    **weight_lies.LIES,
    **word_lies.LIES,
    **sense_lies.LIES,
    **gguf_lies.LIES,
    **tower_lies.LIES,
    **adapter_lies.LIES,
    **fed_lies.LIES,
}

SAMPLE = (
    "decoder: a pipe for config.json",
    "decoder: a link to endless zeros for config.json",
    "decoder: a terabyte of nothing for tokenizer.json",
    "pipes beside the files",
    "decoder: num_hidden_layers huge",
    "sees: vision_config.num_hidden_layers huge",
    "sees: vision_config.image_size text",
    "decoder: vocab_size huge",
    "embedded: vision_config.window_size zero",
    "config, many labels",
    "config, too deep",
    "config, code that comes along",
    "weights, a terabyte that is promised",
    "weights, what config and header promise",
    "weights, an index outside",
    "weights, an index of a device",
    "weights, an index of a pickle",
    "weights, NaN",
    "tokenizer, no model",
    "tokenizer, a map that is none",
    "tokenizer, a letter that grows",
    "tokenizer, an end of many",
    "tokenizer's config, a class of none",
    "template, loops",
    "template, a division",
    "sees: processor, a large size",
    "hears: processor, bands of zero",
    "eye alone: a size of another",
    "ear alone: strides of zero",
    "gguf, 2^63 values",
    "gguf, no heads",
    "open_clip: vision_cfg.layers huge",
    "clap: very many samples",
    "adapter, an embedding of 2^33 tokens",
    "adapter, a pattern without end",
    "config, a family that hears",
    "answers: num_decoder_layers huge",
    "writes: decoder_layers zero",
)
"""One of each kind."""
