"""How a model counts the positions of a text: from where, up to where, and whether always alike."""

from __future__ import annotations

from torch import nn
from transformers import PreTrainedTokenizerBase


def follows_length(config) -> bool:
    """Tell whether a pass writes frequencies of its own length into the module, as these kinds of
    RoPE do in transformers."""
    parameters = getattr(config, "rope_parameters", None) or {}
    kinds = [parameters, *(one for one in parameters.values() if isinstance(one, dict))]
    return any(kind.get("rope_type") in ("dynamic", "longrope") for kind in kinds)


def max_positions(trunk: nn.Module, config, tokenizer: PreTrainedTokenizerBase) -> int:
    """Positions that a text can use; some families (XLM-R, MPNet) start counting behind the
    padding id, which leaves that many rows of their position table unused."""
    names = ("max_position_embeddings", "max_target_positions")  # the latter: Whisper's decoder
    positions = next((n for name in names if (n := getattr(config, name, None))), 0)
    if positions <= 0:  # a family without a limit of its own, which some spell -1
        positions = 8192
    return min(positions - first_place(trunk), tokenizer.model_max_length)


def first_place(trunk: nn.Module) -> int:
    """Return the number of a text's first position in the module's own count: behind the padding
    id in some families (XLM-R, MPNet), 0 in others."""
    tables = (table for name, table in trunk.named_modules() if "position" in name)
    paddings = (getattr(table, "padding_idx", None) for table in tables)
    return sum(padding + 1 for padding in paddings if padding is not None)
