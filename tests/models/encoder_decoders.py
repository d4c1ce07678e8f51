"""Small random encoder-decoders with their tokenizers, one of each family that writes a text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
import transformers as t
from tokenizers import processors

from tests.models.parts import RATE
from tests.tiny import SPECIAL, byte_level_tokenizer, draw_weights, metaspace_tokenizer

LANGUAGES = ("eng_Latn", "deu_Latn", "zho_Hans")
SPEAKS = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|zh|>", "<|de|>", "<|translate|>",
          "<|transcribe|>", "<|notimestamps|>"]  # fmt: skip
EAR = {"feature_size": 8, "chunk_length": 2, "sampling_rate": RATE}
Words = t.PreTrainedTokenizerFast


def _ends(template: str, made: Words) -> Words:
    """The same vocabulary, with other tokens around a text."""
    words = t.PreTrainedTokenizerFast(
        tokenizer_object=type(made.backend_tokenizer).from_str(made.backend_tokenizer.to_str()),
        model_max_length=128,
        **SPECIAL,
    )
    tokens = [(token, words.convert_tokens_to_ids(token)) for token in ("<s>", "</s>")]
    words.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=template, special_tokens=tokens
    )
    return words


def _pieces(made: Words) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Vocabulary and merges of a tokenizer, for a class that builds its own."""
    model = json.loads(made.backend_tokenizer.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


def _t5() -> tuple[t.PretrainedConfig, Words]:
    words = _ends("$A </s>", metaspace_tokenizer())
    return t.T5Config(
        vocab_size=len(words), d_model=32, d_kv=8, d_ff=48, num_layers=2, num_decoder_layers=3,
        num_heads=4, pad_token_id=0, eos_token_id=2, decoder_start_token_id=0,
    ), words  # fmt: skip


def _mt5() -> tuple[t.PretrainedConfig, Words]:
    words = _ends("$A </s>", metaspace_tokenizer())
    return t.MT5Config(
        vocab_size=len(words), d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4,
        pad_token_id=0, eos_token_id=2, decoder_start_token_id=0, tie_word_embeddings=False,
        feed_forward_proj="gated-gelu",
    ), words  # fmt: skip


def _bart_like(words: Words, **more) -> dict:
    return {
        "vocab_size": len(words), "d_model": 32, "encoder_layers": 2, "decoder_layers": 3,
        "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 48,
        "decoder_ffn_dim": 48, "max_position_embeddings": 128, "pad_token_id": 0,
        "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2,
        "forced_eos_token_id": 2, **more,
    }  # fmt: skip


def _bart() -> tuple[t.PretrainedConfig, Words]:
    words = _ends("<s> $A </s>", byte_level_tokenizer())
    return t.BartConfig(**_bart_like(words)), words


def _nllb() -> tuple[t.PretrainedConfig, Words]:
    vocabulary, merges = _pieces(metaspace_tokenizer())
    words = t.NllbTokenizer(
        vocab=vocabulary, merges=merges, extra_special_tokens=list(LANGUAGES), model_max_length=128
    )
    return t.M2M100Config(**_bart_like(words, scale_embedding=True)), words


def _mbart() -> tuple[t.PretrainedConfig, Words]:
    # A family that puts the language, which its tokenizer writes last, in front.
    words = _ends("$A </s> <s>", byte_level_tokenizer())
    return t.MBartConfig(**_bart_like(words, decoder_start_token_id=None)), words


def _whisper() -> tuple[t.PretrainedConfig, Words]:
    vocabulary, merges = _pieces(byte_level_tokenizer())
    vocabulary = vocabulary | {token: len(vocabulary) + i for i, token in enumerate(SPEAKS)}
    words = t.WhisperTokenizer(
        vocab=vocabulary, merges=merges, extra_special_tokens=SPEAKS[1:], model_max_length=64
    )
    start, end = (words.convert_tokens_to_ids(token) for token in (SPEAKS[1], SPEAKS[0]))
    return t.WhisperConfig(
        vocab_size=len(words), d_model=32, encoder_layers=2, decoder_layers=3,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=48,
        decoder_ffn_dim=48, num_mel_bins=8, max_source_positions=100, max_target_positions=64,
        decoder_start_token_id=start, pad_token_id=end, bos_token_id=end, eos_token_id=end,
        suppress_tokens=[], begin_suppress_tokens=[],
    ), words  # fmt: skip


READ: dict[str, Callable[[], tuple[t.PretrainedConfig, Words]]] = {
    "T5": _t5, "mT5": _mt5, "BART": _bart, "mBART": _mbart, "NLLB (M2M100)": _nllb,
}  # fmt: skip
"""Those whose source is a text."""
HEARD = {"Whisper": _whisper}
FED = READ | HEARD


def write(path: Path, family: str, seed: int = 0) -> Path:
    """A random model of a family, as `save_pretrained` writes it."""
    config, words = FED[family]()
    kind = t.AutoModelForSpeechSeq2Seq if family in HEARD else t.AutoModelForSeq2SeqLM
    torch.manual_seed(seed)
    module = draw_weights(kind.from_config(config))
    if hasattr(module, "final_logits_bias"):
        module.final_logits_bias.normal_()  # which a lens must not leave out
    module.save_pretrained(path)
    words.save_pretrained(path)
    if family in HEARD:
        t.WhisperFeatureExtractor(**EAR).save_pretrained(path)
    return path
