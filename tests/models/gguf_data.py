"""A tiny random Llama as a GGUF file, and the same weights as a Hugging Face folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from transformers import AutoModelForCausalLM, LlamaConfig

from tests.models.gguf_layouts import LAYOUTS, Layout
from tests.tiny import LONGEST, byte_level_tokenizer, write_folder

HEADS, KEY_HEADS, WIDTH, INNER, BLOCKS = 4, 2, 64, 96, 2
TEMPLATE = "{% for m in messages %}<s>{{ m['content'] }}</s>{% endfor %}"


@dataclass(frozen=True)
class Pair:
    """One model twice: `path` is the GGUF file, `folder` what it holds, rounded as in the file."""

    path: Path
    folder: Path


def write_pair(
    place: Path,
    kind: Kind | list[Kind] = Kind.Q4_0,
    *,
    width: int = WIDTH,
    blocks: int = BLOCKS,
    split: int = 0,
    tied: bool = False,
    architecture: str = "llama",
    pre: str | None = "gpt-2",
    vocabulary: str = "gpt2",
    extra: dict[str, torch.Tensor] | None = None,
    scaling: str | None = None,
    without: str | None = None,
) -> Pair:
    """Write both. Matrices are of `kind`, vectors in float32, as llama.cpp's converter has them.
    Of several kinds the matrices take one after the other; blocks that gguf cannot make are random.
    Of a Llama it interleaves the halves of queries and keys, of other families it does not.

    split: how many tensors a part has, of a file that is split; `path` is then the first part.
    architecture, pre, vocabulary, scaling: what the file says of itself. extra: tensors that a
    Llama has not. without: a tensor that is left out of the GGUF file.
    """
    place.mkdir(parents=True, exist_ok=True)
    tokenizer = byte_level_tokenizer()
    layout = LAYOUTS.get(architecture, LLAMA)
    config = layout.config(
        vocab_size=len(tokenizer), hidden_size=width,
        intermediate_size=INNER if width == WIDTH else width,
        num_hidden_layers=blocks, num_attention_heads=HEADS, num_key_value_heads=KEY_HEADS,
        max_position_embeddings=LONGEST, tie_word_embeddings=tied, rope_theta=5000.0,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, head_dim=width // HEADS, **layout.values,
    )  # fmt: skip
    folder = write_folder(place / "folder", config, tokenizer)
    module = AutoModelForCausalLM.from_pretrained(folder)
    named = ARCHITECTURES[architecture if architecture in LAYOUTS else "llama"]
    names = gguf.get_tensor_name_map(named, blocks)
    writer = gguf.GGUFWriter(place / "tiny.gguf", architecture, split_max_tensors=split)
    _write_head(writer, config, tokenizer, pre, vocabulary, scaling, layout)
    kinds = kind if isinstance(kind, list) else [kind]
    matrix = count()
    with torch.no_grad():
        for name, value in module.named_parameters():
            laid = layout.there(name, value.detach()).contiguous()
            raw = kinds[next(matrix) % len(kinds)] if value.dim() > 1 else Kind.F32
            packed = _packed(laid.numpy(), raw)
            back = torch.from_numpy(gguf.quants.dequantize(packed, raw))
            value.copy_(layout.back(name, back))
            if name != without:
                writer.add_tensor(names.get_name(name, (".weight", ".bias")), packed, raw_dtype=raw)
    for name, value in (extra or {}).items():
        writer.add_tensor(name, value.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    module.save_pretrained(folder)
    return Pair(min(place.glob("*.gguf")), folder)


def _packed(values: np.ndarray, kind: Kind) -> np.ndarray:
    """Pack them, or draw random blocks of the kind that hold numbers of a weight's size."""
    try:
        return gguf.quants.quantize(values, kind)
    except NotImplementedError:
        return random_blocks(kind, values.shape)


def random_blocks(kind: Kind, shape: tuple[int, ...]) -> np.ndarray:
    """Draw bytes, and keep the blocks whose scales make finite numbers below 0.1."""
    block, size = gguf.GGML_QUANT_SIZES[kind]
    drawn = np.random.default_rng(0).integers(0, 256, (1 << 13, size), dtype=np.uint8)
    with np.errstate(all="ignore"):
        largest = np.abs(gguf.quants.dequantize(drawn, kind)).max(axis=1)
        kept = drawn[(largest > 1e-4) & (largest < 0.1)]
    blocks = np.resize(kept, (*shape[:-1], shape[-1] // block, size))
    return blocks.reshape(*shape[:-1], -1)


def _write_head(writer, config, tokenizer, pre, vocabulary, scaling, layout) -> None:
    writer.add_context_length(LONGEST)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_key_length(config.head_dim)
    for key, value in ({"rope_dimension_count": config.head_dim} | layout.keys).items():
        getattr(writer, f"add_{key}")(value)
    if "layer_norm_eps" not in layout.keys:
        writer.add_layer_norm_rms_eps(getattr(config, "rms_norm_eps", None) or config.norm_eps)
    writer.add_rope_freq_base(5000.0)
    writer.add_vocab_size(len(tokenizer))
    if scaling:
        writer.add_rope_scaling_type(gguf.RopeScalingType(scaling))
    writer.add_tokenizer_model(vocabulary)
    if pre:
        writer.add_tokenizer_pre(pre)
    words = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    special = set(tokenizer.all_special_tokens)
    kinds = gguf.TokenType
    writer.add_token_list([word for word, _ in words])
    writer.add_token_types([kinds.CONTROL if w in special else kinds.NORMAL for w, _ in words])
    writer.add_token_merges(_merges(tokenizer))
    writer.add_bos_token_id(tokenizer.bos_token_id)
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_unk_token_id(tokenizer.unk_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_add_bos_token(True)
    writer.add_chat_template(TEMPLATE)


def _merges(tokenizer) -> list[str]:
    merges = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["merges"]
    return [merge if isinstance(merge, str) else " ".join(merge) for merge in merges]


def _laid(name: str, value: torch.Tensor) -> torch.Tensor:
    """As llama.cpp has it: of queries and keys, the two halves of each head interleaved."""
    heads = _heads(name)
    if not heads:
        return value.detach().contiguous()
    rows = value.detach().view(heads, 2, -1, value.shape[1])
    return rows.transpose(1, 2).reshape(value.shape).contiguous()


def _laid_back(name: str, value: torch.Tensor) -> torch.Tensor:
    heads = _heads(name)
    if not heads:
        return value
    return value.view(heads, -1, 2, value.shape[1]).transpose(1, 2).reshape(value.shape)


def _heads(name: str) -> int:
    return HEADS if ".q_proj." in name else KEY_HEADS if ".k_proj." in name else 0


LLAMA = Layout(LlamaConfig, there=_laid, back=_laid_back)
ARCHITECTURES = {name: key for key, name in gguf.MODEL_ARCH_NAMES.items()}
