"""What a config.json can claim that is not so."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.lie import CONFIG, GENERATION, Lie, both, changed, holding, put

HUGE = 10**9
ODD = {"text": "wide", "none": None, "list": [], "minus": -1, "zero": 0, "half": 0.5, "huge": HUGE,
       "beyond": 10**30, "true": True}  # fmt: skip
SIZES = ("hidden_size", "vocab_size", "num_hidden_layers", "num_attention_heads",
         "intermediate_size", "max_position_embeddings")  # fmt: skip
FOREIGN = """
from pathlib import Path
Path({marker!r}).write_text("yes")
from transformers import LlamaConfig as C, LlamaForCausalLM as M, PreTrainedTokenizerFast as T
"""
MARKER = "ran"
"""The file in the folder that foreign code would write."""


def _foreign(folder: Path) -> None:
    (folder / "code.py").write_text(FOREIGN.format(marker=str(folder / MARKER)))
    maps = {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M", "AutoModel": "code.M"}
    put(CONFIG, "auto_map", value=maps)(folder)
    put("tokenizer_config.json", "auto_map", value={"AutoTokenizer": ["code.T", "code.T"]})(folder)


def _twice(folder: Path) -> None:
    text = (folder / CONFIG).read_text().rstrip()
    (folder / CONFIG).write_text(text[:-1] + ', "hidden_size": 1000000000, "hidden_size": 31}')


SINGLE = {
    f"{base}: {size} {name}": Lie(base, put(CONFIG, size, value=value))
    for base in ("decoder", "encoder")
    for size in SIZES
    for name, value in ODD.items()
    if base == "decoder" or name in ("huge", "text", "minus")
}
NESTED = {
    f"{base}: {part}.{size} {name}": Lie(base, put(CONFIG, part, size, value=ODD[name]))
    for base, part, sizes in (
        ("embedded", "text_config", ("hidden_size", "num_hidden_layers", "vocab_size")),
        ("embedded", "vision_config", ("depth", "hidden_size", "patch_size", "window_size")),
        ("embedded", "audio_config", ("encoder_layers", "d_model", "num_mel_bins", "n_window",
                                      "max_source_positions")),
        ("sees", "vision_config", ("image_size", "patch_size", "num_hidden_layers", "hidden_size")),
        ("hears", "audio_config", ("encoder_layers", "max_source_positions", "num_mel_bins")),
    )
    for size in sizes
    for name in ("huge", "zero", "text")
}  # fmt: skip
MORE = {
    "a list": holding(CONFIG, "[]"),
    "a number": holding(CONFIG, "3"),
    "empty": holding(CONFIG, ""),
    "cut short": holding(CONFIG, '{"model_type": "llama", "hid'),
    "no UTF-8": holding(CONFIG, b'{"model_type": "\xff\xfe"}'),
    "too deep": holding(CONFIG, "[" * 10**5),
    "deep inside": holding(CONFIG, '{"model_type": "llama", "x": ' + "[" * 900 + "]" * 900 + "}"),
    "a very long number": holding(CONFIG, '{"model_type": "llama", "hidden_size": ' + "9" * 10**5
                                  + "}"),
    "NaN": put(CONFIG, "rms_norm_eps", value=float("nan")),
    "infinite rope": put(CONFIG, "rope_theta", value=float("inf")),
    "rope of zero": put(CONFIG, "rope_parameters", value={"rope_type": "default", "rope_theta": 0}),
    "rope of long lists": put(CONFIG, "rope_scaling", value={
        "rope_type": "longrope", "short_factor": [1] * 10**6, "long_factor": [1] * 10**6}),
    "rope of a huge factor": put(CONFIG, "rope_scaling", value={
        "rope_type": "yarn", "factor": 1e300, "original_max_position_embeddings": HUGE}),
    "two values of a name": _twice,
    "thirty megabytes": lambda folder: put(CONFIG, "x", value="y" * 30_000_000)(folder),
    "a million names": changed(CONFIG, lambda c: c.update({f"k{i}": i for i in range(10**6)})),
    "another family": put(CONFIG, "model_type", value="bert"),
    "a family that hears": put(CONFIG, "model_type", value="whisper"),
    "a family of pictures": put(CONFIG, "model_type", value="vit"),
    "an unknown family": put(CONFIG, "model_type", value="unheard_of"),
    "a family in a list": put(CONFIG, "model_type", value=["llama"]),
    "a family that is a path": put(CONFIG, "model_type", value="../../etc/passwd"),
    "code that comes along": both(put(CONFIG, "model_type", value="unheard_of"), _foreign),
    "code beside a known family": _foreign,
    "architectures of another": put(CONFIG, "architectures", value=["BertForMaskedLM"]),
    "architectures that are none": put(CONFIG, "architectures", value=["__import__('os')"]),
    "architectures of paths": put(CONFIG, "architectures", value=["../../x"]),
    "no architectures": put(CONFIG, "architectures", value=[]),
    "an empty architecture": put(CONFIG, "architectures", value=[""]),
    "a text_config that is a list": put(CONFIG, "text_config", value=[1]),
    "a text_config in a Llama": put(CONFIG, "text_config", value={"hidden_size": HUGE}),
    "an encoder and decoder": put(CONFIG, "is_encoder_decoder", value=True),
    "many labels": put(CONFIG, "num_labels", value=HUGE),
    "labels of a list": put(CONFIG, "id2label", value=[["a"]]),
    "a quantisation": put(CONFIG, "quantization_config", value={"quant_method": "bitsandbytes"}),
    "a quantisation of none": put(CONFIG, "quantization_config", value={"quant_method": "nosuch"}),
    "a dtype of none": put(CONFIG, "dtype", value="float1"),
    "a dtype that is a list": put(CONFIG, "dtype", value=["float32"]),
    "a dtype of whole numbers": put(CONFIG, "dtype", value="int64"),
    "layer types": put(CONFIG, "layer_types", value=["full_attention"] * 10**6),
    "layer types of none": put(CONFIG, "layer_types", value=["nosuch"] * 3),
    "heads of nothing": put(CONFIG, "head_dim", value=0),
    "heads of much": put(CONFIG, "head_dim", value=HUGE),
    "a padding token beyond": put(CONFIG, "pad_token_id", value=HUGE),
    "a padding token below": put(CONFIG, "pad_token_id", value=-7),
    "a padding token that is text": put(CONFIG, "pad_token_id", value="<pad>"),
    "an end of text": put(CONFIG, "eos_token_id", value={"a": 1}),
    "attention of none": put(CONFIG, "attn_implementation", value="nosuch"),
    "attention by a download": put(CONFIG, "_attn_implementation", value="kernels-community/x"),
    "sliding": put(CONFIG, "sliding_window", value=-5),
    "generation of a list": holding(GENERATION, "[]"),
    "generation that ends nowhere": put(GENERATION, "eos_token_id", value="x"),
    "generation of odd values": put(GENERATION, "temperature", value="hot"),
    "generation of huge length": put(GENERATION, "max_length", value=10**30),
    "generation cut short": holding(GENERATION, "{"),
}  # fmt: skip
LIES = {
    **SINGLE,
    **NESTED,
    **{f"config, {name}": Lie("decoder", spoil) for name, spoil in MORE.items()},
    "encoder as decoder": Lie("encoder", put(CONFIG, "model_type", value="llama")),
    "decoder in pictures' clothes": Lie("sees", put(CONFIG, "model_type", value="llava_onevision")),
    "a part of another family": Lie("sees", put(CONFIG, "text_config", "model_type", value="bert")),
    "a picture's place that is no token": Lie("sees", put(CONFIG, "image_token_index", value=HUGE)),
    "a picture's place that is text": Lie("sees", put(CONFIG, "image_token_index", value="x")),
    "a sound's place below zero": Lie("hears", put(CONFIG, "audio_token_index", value=-3)),
}
