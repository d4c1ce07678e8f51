"""From a folder's config.json to a config that its architecture can be built from."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers import CONFIG_MAPPING, AutoConfig, PretrainedConfig
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_MASKED_LM_MAPPING,
)

from semhub.errors import InputError
from semhub.models.folder import weight_files
from semhub.models.masked_head import can_fill_in, with_masked_head
from semhub.models.sensory import UNREADABLE, fault_of, first_line
from semhub.models.sizes import require_bearable
from semhub.models.weights import held


def config_of(source: Path) -> PretrainedConfig:
    """Read the config of a folder, with the head named where its weights have one.

    Raises `InputError` where transformers does not know the architecture, or a value is none that
    it allows.
    """
    content = _content(source)
    require_bearable(content, source / "config.json", weight_files(source))
    try:
        config = AutoConfig.from_pretrained(source, trust_remote_code=False)
    except StrictDataclassError as error:
        fault = first_line(str(error).strip().split("\n")[-1].partition(": ")[2])
        raise InputError(
            f"{source / 'config.json'} holds a value that its architecture does not allow "
            f"({fault}); save the model again with save_pretrained."
        ) from None
    except UNREADABLE as error:
        if content.get("model_type") in CONFIG_MAPPING:
            raise InputError(
                f"{source / 'config.json'} holds a value that its architecture does not allow "
                f"({fault_of(error)}); save the model again with save_pretrained."
            ) from None
        raise InputError(
            f"{source} is of an architecture that this version of transformers does not know "
            "(code that comes with a model is never run); choose another model."
        ) from None
    # A padding token that was added without a row in the embedding, which cannot be built with it.
    # Batches are padded by Semhub's own choice.
    text = config.get_text_config()
    pad, rows = (getattr(text, name, None) for name in ("pad_token_id", "vocab_size"))
    if isinstance(pad, int) and isinstance(rows, int) and pad >= rows:
        text.pad_token_id = None
    named = config.architectures
    named = [named] if isinstance(named, str) else named
    if named is not None and not (
        isinstance(named, list) and all(isinstance(n, str) for n in named)
    ):
        raise InputError(
            f"{source / 'config.json'} names architectures that are no list of names; save the "
            "model again with save_pretrained."
        )
    config.architectures = _with_head(config, source) or named
    if can_fill_in(config):
        config.architectures = with_masked_head(config, _names_in(source))
    return config


def _content(source: Path) -> dict:
    """What stands in the config of a folder that is complete (`folder.require_complete`)."""
    return json.loads((source / "config.json").read_text(encoding="utf-8"))


def _with_head(config: PretrainedConfig, source: Path) -> list[str] | None:
    """The architecture with a head, of a family that writes, where the weights have one; whatever
    the config names, a head that was saved is not to be left out without a word."""
    kind = type(config)
    if kind in MODEL_FOR_MASKED_LM_MAPPING or kind not in MODEL_FOR_CAUSAL_LM_MAPPING:
        return None
    named = (config.architectures or [""])[0]
    if isinstance(config.architectures, list) and named.endswith("ForConditionalGeneration"):
        return None
    has_head = "lm_head.weight" in _names_in(source)
    return [MODEL_FOR_CAUSAL_LM_MAPPING[kind].__name__] if has_head else None


def _names_in(source: Path) -> Collection[str]:
    """List the weights of a folder; none where they are damaged, of which the sentence comes where
    they are read."""
    try:
        return held(source)
    except (OSError, SafetensorError):
        return ()
