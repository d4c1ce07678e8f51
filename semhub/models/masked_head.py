"""Which folders of encoders hold the head of masked words that they were trained with.

A config names a head that was left out when the encoder was saved, and the other way round, so the
weights say it.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy

import torch
from transformers import AutoModelForMaskedLM, PretrainedConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING

from semhub.models.sensory import UNREADABLE

_NAMED = "ForMaskedLM"


def has_masked_head(config: PretrainedConfig) -> bool:
    """Tell whether a config, as `with_masked_head` leaves it, names this head."""
    return can_fill_in(config) and (config.architectures or [""])[0].endswith(_NAMED)


def can_fill_in(config: PretrainedConfig) -> bool:
    """Tell whether a config is of a family of encoders that has such a head."""
    reads_back = config.is_encoder_decoder or getattr(config, "is_decoder", False)
    return type(config) in MODEL_FOR_MASKED_LM_MAPPING and not reads_back


def with_masked_head(config: PretrainedConfig, names: Collection[str]) -> list[str] | None:
    """Return the architectures of a config that `can_fill_in`, with the head named if it is among
    the weights. names: of the weights."""
    named = config.architectures or []
    if "LMHead" in "".join(named):  # the causal head of the same family
        return named
    head = MODEL_FOR_MASKED_LM_MAPPING[type(config)].__name__
    if head.endswith(_NAMED) and _is_there(config, names):
        return [head]
    return [one for one in named if not one.endswith(_NAMED)] or None


def _is_there(config: PretrainedConfig, names: Collection[str]) -> bool:
    """Tell whether the weights have every matrix that the head has for itself, beside the output
    embedding, which may be the input's; of a head that has none, whether they have anything."""
    try:
        with torch.device("meta"):  # where it costs nothing
            module = AutoModelForMaskedLM.from_config(deepcopy(config))
    except UNREADABLE:  # of which the sentence comes where it is built
        return False
    body, output = f"{module.base_model_prefix}.", module.get_output_embeddings()
    shared = {id(output.weight)} if output is not None else set()
    own = {name: w for name, w in module.named_parameters() if not name.startswith(body)}
    matrices = {name for name, w in own.items() if w.dim() > 1 and id(w) not in shared}
    return matrices <= {*names} if matrices else not own.keys().isdisjoint(names)
