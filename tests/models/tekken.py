"""A small tokenizer of Mistral's own kind, which writes chats with sounds in them."""

from __future__ import annotations

import base64
import json
import tempfile
from pathlib import Path

from transformers.tokenization_mistral_common import MistralCommonBackend

RATE, HOP, WINDOW = 16_000, 160, 400
SECONDS, PER_SECOND = 30.0, 12.5
"""Of a chunk that sounds are filled up to, and positions that the model has for each second."""

ROOM = 32
SPECIAL = {
    0: "<unk>", 1: "<s>", 2: "</s>", 3: "[INST]", 4: "[/INST]", 5: "[AVAILABLE_TOOLS]",
    6: "[/AVAILABLE_TOOLS]", 7: "[TOOL_RESULTS]", 8: "[/TOOL_RESULTS]", 9: "[TOOL_CALLS]",
    10: "[IMG]", 11: "<pad>", 12: "[IMG_BREAK]", 13: "[IMG_END]", 14: "[PREFIX]", 15: "[MIDDLE]",
    16: "[SUFFIX]", 17: "[SYSTEM_PROMPT]", 18: "[/SYSTEM_PROMPT]", 19: "[TOOL_CONTENT]",
    24: "[AUDIO]", 25: "[BEGIN_AUDIO]", 26: "[TRANSCRIBE]",
}  # fmt: skip
"""Ids that its library looks up, or, as 24, that Voxtral's processor has written in."""


def tokenizer_that_hears(bands: int) -> MistralCommonBackend:
    """One token for each byte, and sounds of `bands` mel bands."""
    names = [SPECIAL.get(i, f"<SPECIAL_{i}>") for i in range(ROOM)]
    content = {
        "config": {
            "pattern": r"\p{L}+|\s+|[^\s\p{L}]+",
            "num_vocab_tokens": 256,
            "default_vocab_size": 256 + ROOM,
            "default_num_special_tokens": ROOM,
            "version": "v7",
        },
        "vocab": [
            {"rank": i, "token_bytes": base64.b64encode(bytes([i])).decode(), "token_str": None}
            for i in range(256)
        ],
        "special_tokens": [
            {"rank": i, "token_str": name, "is_control": True} for i, name in enumerate(names)
        ],
        "audio": {
            "sampling_rate": RATE,
            "frame_rate": PER_SECOND,
            "chunk_length_s": SECONDS,
            "audio_encoding_config": {
                "num_mel_bins": bands,
                "window_size": WINDOW,
                "hop_length": HOP,
            },
        },
    }
    _kept.append(tempfile.TemporaryDirectory())  # saving the tokenizer copies its file
    file = Path(_kept[-1].name) / "tekken.json"
    file.write_text(json.dumps(content))
    return MistralCommonBackend.from_pretrained(file.parent)


_kept: list[tempfile.TemporaryDirectory] = []
