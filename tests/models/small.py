"""A small config of any family: whatever its own default calls a size is shrunk."""

from __future__ import annotations

import re

import transformers as t
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from tests.tiny import byte_level_tokenizer

_HEADS = r".*attention_heads|n_heads?|.*num_heads|heads|.*_n_heads|linear_num_value_heads"
_SIZES = [
    (r".*(num_(key_value|kv)_heads|num_query_groups|linear_num_key_heads|n_groups?)|n_head_kv", 2),
    (r"o_groups|num_expert_group|topk_group", 2),
    (rf"{_HEADS}|encoder_heads|n_mamba_heads|mamba_num_heads", 4),
    (r".*(head_dim|head_size|rotary_dim|_rank|state_size|d_state|chunk_size|chunk_length)", 8),
    (r"d_kv|d_head|dim_head|mamba_(d_head|headdim)|kv_channels|.*_lora_.*|.*qk_(nope|rope).*", 8),
    (r".*(positions|max_position.*|max_seq_len.*|n_ctx|seq_length|context_length|max_length)", 128),
    (r".*(sliding_window|attention_window.*|window_size|window_len)", 64),
    (r".*layers|n_layer|num_layer|depth|num_blocks", 3),
    (r".*(intermediate|ffn|ffd|ff_|d_inner|n_inner|dff|d_ff|feed_forward|mlp).*", 48),
    (r".*(hidden|d_model|embd|emb_dim|embed_dim|embedding_size|embedding_dim|model_dim).*", 32),
    (r".*(dim_model|lru_width|proj_dim|projection_dim|d_ssm|d_latents|pre_attn_scalar)|dim", 32),
    (r".*(experts_per_tok.*|top_?k|moe_k|num_selected_experts)", 2),
    (r".*experts", 4),
]  # fmt: skip

_THREE = ["full_attention"] * 3
_MLA = {"num_key_value_heads": 4}
_SHARED = {"num_kv_shared_layers": 0, "activation_sparsity_pattern": [0.0] * 3}

OVERRIDES: dict[str, dict] = {
    "axk1": _MLA,
    "axk2": _MLA,
    "bamba": {"mamba_n_heads": 8},
    "cohere_compass_text": {"layer_types": _THREE},
    "dbrx": {"attn_config": {"kv_n_heads": 2, "rope_theta": 10_000.0, "clip_qkv": 8.0}},
    "deepseek_v2": _MLA | {"num_experts_per_tok": 2},
    "deepseek_v3": _MLA,
    "deepseek_v32": _MLA,
    "dots1": {"n_routed_experts": 4, "n_shared_experts": 1, "num_experts_per_tok": 2},
    "dots3_note_text": _MLA,
    "esmc": _MLA,
    "funnel": {"block_sizes": [1, 1, 1], "num_decoder_layers": 1},
    "gemma3n_text": _SHARED,
    "glm4_moe_lite": _MLA,
    "glm_moe_dsa": _MLA,
    "gpt_neo": {"attention_types": [[["global", "local", "global"], 1]]},
    "granitemoehybrid": {"mamba_n_heads": 8},
    "hunyuan_v1_dense": {"head_dim": 8},
    "hunyuan_v1_moe": {"head_dim": 8},
    "lfm2_moe": {"layer_types": ["conv", "full_attention", "conv"]},
    "longcat_flash": _MLA | {"qk_head_dim": 16},
    "luke": {"entity_vocab_size": 8},
    "mamba2": {"num_heads": 8},
    "minicpm3": _MLA,
    "ministral": {"head_dim": 8},
    "mobilebert": {"intra_bottleneck_size": 32},
    "neomme": {"head_dim": 16},
    "nemotron": {"num_key_value_heads": 2, "head_dim": 8},
    "reformer": {"axial_pos_shape": (8, 16), "axial_pos_embds_dim": (16, 16)},
    "youtu": _MLA,
}
"""Model type -> what cannot be found out of the default."""


def small_config(model_type: str) -> t.PretrainedConfig:
    """Three blocks of width 32, as far as the family lets, for the byte-level tokenizer."""
    kind = CONFIG_MAPPING[model_type]
    return kind(**_shrunk(kind()))


def _shrunk(config: t.PretrainedConfig) -> dict:
    rows, own = len(byte_level_tokenizer()), vars(config)
    options: dict = {}
    for name, value in config.to_dict().items():
        if isinstance(own.get(name), t.PretrainedConfig):
            options[name] = type(own[name])(**_shrunk(own[name]))
        elif name == "vocab_size":
            options[name] = rows
        elif name == "pad_token_id":
            options[name] = 0
        elif name in ("bos_token_id", "eos_token_id", "decoder_start_token_id"):
            options[name] = 1
        elif name.startswith("_") or isinstance(value, bool) or not isinstance(value, int):
            continue
        elif re.fullmatch(r".*vocab_size(_per_layer_input)?", name):
            options[name] = rows
        elif name.endswith("token_id") and value >= rows:
            options[name] = 3
        elif value > 2:
            size = next((size for name_, size in _SIZES if re.fullmatch(name_, name)), None)
            options |= {} if size is None else {name: size}
    return options | OVERRIDES.get(config.model_type, {})
