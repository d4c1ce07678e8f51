"""Small random configurations of the families that must work, one of each."""

from __future__ import annotations

from collections.abc import Callable

import transformers as t


def _decoder(vocabulary: int) -> dict:
    return {
        "vocab_size": vocabulary,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "max_position_embeddings": 128,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 1,
    }


def _grouped(vocabulary: int) -> dict:
    return _decoder(vocabulary) | {"num_key_value_heads": 2, "head_dim": 8}


def _gpt2(vocabulary: int) -> t.PretrainedConfig:
    return t.GPT2Config(
        vocab_size=vocabulary, n_embd=32, n_layer=3, n_head=4, n_positions=128,
        bos_token_id=1, eos_token_id=1,
    )  # fmt: skip


def _bloom(vocabulary: int) -> t.PretrainedConfig:
    return t.BloomConfig(
        vocab_size=vocabulary, hidden_size=32, n_layer=3, n_head=4, bos_token_id=1, eos_token_id=1
    )


def _opt(vocabulary: int) -> t.PretrainedConfig:
    # Its head is narrower than its blocks: a projection stands between norm and head.
    return t.OPTConfig(
        vocab_size=vocabulary, hidden_size=32, ffn_dim=48, num_hidden_layers=3,
        num_attention_heads=4, word_embed_proj_dim=16, max_position_embeddings=128,
        pad_token_id=0, bos_token_id=1, eos_token_id=1,
    )  # fmt: skip


DECODERS: dict[str, Callable[[int], t.PretrainedConfig]] = {
    "Llama": lambda v: t.LlamaConfig(**_grouped(v)),
    "Qwen2": lambda v: t.Qwen2Config(**_grouped(v)),
    "Qwen3": lambda v: t.Qwen3Config(**_grouped(v)),
    # A cap far below the logits of these weights, so that leaving it out is seen.
    "Gemma 2": lambda v: t.Gemma2Config(**_grouped(v), final_logit_softcapping=2.0),
    "Gemma 3": lambda v: t.Gemma3TextConfig(**_grouped(v)),
    "GPT-2": _gpt2,
    "GPT-NeoX": lambda v: t.GPTNeoXConfig(**_decoder(v)),
    "Bloom": _bloom,
    "Phi": lambda v: t.PhiConfig(**_decoder(v)),
    "Cohere": lambda v: t.CohereConfig(**_grouped(v), logit_scale=0.25),
    "Granite": lambda v: t.GraniteConfig(
        **_grouped(v), logits_scaling=8.0, embedding_multiplier=3.0, residual_multiplier=0.7
    ),
    "Mistral": lambda v: t.MistralConfig(**_grouped(v)),
    "OPT": _opt,
}


def _positions_behind_padding(vocabulary: int) -> dict:
    """RoBERTa-like families count positions from the padding id on: the table has two rows more."""
    return _decoder(vocabulary) | {"pad_token_id": 1, "max_position_embeddings": 130}


def _distilbert(vocabulary: int) -> t.PretrainedConfig:
    return t.DistilBertConfig(
        vocab_size=vocabulary, dim=32, hidden_dim=48, n_layers=3, n_heads=4,
        max_position_embeddings=128, pad_token_id=0,
    )  # fmt: skip


ENCODERS: dict[str, Callable[[int], t.PretrainedConfig]] = {
    "BERT": lambda v: t.BertConfig(**_decoder(v)),
    "XLM-R": lambda v: t.XLMRobertaConfig(**_positions_behind_padding(v)),
    "MPNet": lambda v: t.MPNetConfig(**_positions_behind_padding(v)),
}

MASKED: dict[str, Callable[[int], t.PretrainedConfig]] = {
    f"{name}, with its head": config
    for name, config in {
        "BERT": ENCODERS["BERT"],
        "RoBERTa": lambda v: t.RobertaConfig(**_positions_behind_padding(v)),
        "XLM-R": ENCODERS["XLM-R"],
        "DistilBERT": _distilbert,
        "ELECTRA": lambda v: t.ElectraConfig(**_decoder(v), embedding_size=16),
        "DeBERTa-v2": lambda v: t.DebertaV2Config(**_decoder(v), type_vocab_size=0),
        "ModernBERT": lambda v: t.ModernBertConfig(
            **_decoder(v), cls_token_id=1, sep_token_id=1, global_attn_every_n_layers=2
        ),
    }.items()
}
"""Encoders that are saved with the head of masked words that they were trained with."""
