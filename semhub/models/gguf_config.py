"""The config in a GGUF file, as one of transformers'.

transformers takes the numbers that it maps for an architecture, and leaves the others at what they
usually are: the rotary base of StarCoder2, for one. With a number that the file gives and that is
another in the config, a model would run and compute something else; such a file is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.models.gguf_parts import DAMAGED, damaged

if TYPE_CHECKING:
    from gguf import ReaderTensor
    from transformers import PretrainedConfig

_TIED = ("falcon", "bloom")
"""Families whose files hold the tied head a second time."""

_ALSO = {
    "attention.key_length": "head_dim",
    "rope.freq_base": "rope_theta",
    "attention.sliding_window": "sliding_window",
}
"""What transformers' reader leaves at its usual for some families."""

_NAMED = {
    "attention.sliding_window": ("sliding_window",),
    "attn_logit_softcapping": ("attn_logit_softcapping",),
    "final_logit_softcapping": ("final_logit_softcapping",),
    "attention.layer_norm_epsilon": (
        "layer_norm_epsilon", "layer_norm_eps", "norm_epsilon", "norm_eps",
    ),
    "attention.layer_norm_rms_epsilon": (
        "rms_norm_eps", "norm_eps", "layer_norm_epsilon", "layer_norm_rms_eps",
    ),
}  # fmt: skip
"""The file's name of a number -> what families call it in their configs."""


def read(source: Path, metadata: dict, held: Sequence[ReaderTensor]) -> PretrainedConfig:
    """Make the config of the file `source`, of which `metadata` and the tensors are known.

    Raises `InputError` where transformers cannot read the architecture, or reads it otherwise than
    the file says.
    """
    from huggingface_hub.errors import StrictDataclassError
    from transformers import AutoConfig
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    architecture = metadata["general.architecture"]
    scaling = metadata.get(f"{architecture}.rope.scaling.type", "none")
    if scaling != "none":  # transformers' reader leaves it out
        raise unknown(source, f"rotary scaling “{scaling}”")
    try:
        values = load_gguf_checkpoint(str(source))["config"]
        values.pop("_model_name_or_path", None)
        if architecture not in _TIED:  # transformers' reader looks into the first part alone
            values["tie_word_embeddings"] = all(one.name != "output.weight" for one in held)
        for key, name in _ALSO.items():
            if said := metadata.get(f"{architecture}.{key}"):
                values.setdefault(name, said)
        config = AutoConfig.for_model(**values)
        _require_taken(source, metadata, config)
    except InputError:  # which is a ValueError
        raise
    except (*DAMAGED, StrictDataclassError) as error:
        if "not supported" in str(error):
            raise unknown(source, f"architecture “{architecture}”") from None
        raise damaged(source, error) from None
    return config


def unknown(source: Path, what: str) -> InputError:
    """Write the sentence for what a file has and transformers does not know."""
    return InputError(
        f"{source} has the {what}, which the installed transformers cannot read from GGUF; "
        "pass the model as a Hugging Face folder."
    )


def _require_taken(source: Path, metadata: dict, config: PretrainedConfig) -> None:
    text = config.get_text_config()
    architecture = metadata["general.architecture"]
    taken = {key: [getattr(text, name, None) for name in names] for key, names in _NAMED.items()}
    taken["rope.freq_base"] = [one.get("rope_theta") for one in _rotary(text)]
    taken["rope.dimension_count"] = list(_rotary_sizes(text))
    for key, found in taken.items():
        said = metadata.get(f"{architecture}.{key}")
        if isinstance(said, int | float) and not any(
            isinstance(one, int | float) and math.isclose(said, one, rel_tol=1e-5) for one in found
        ):
            raise unknown(source, f"{key} {said:g}")


def _rotary(text: PretrainedConfig) -> list[dict]:
    """List what is known of the rotary embedding: of all layers, or of each kind of layers."""
    known = getattr(text, "rope_parameters", None) or {}
    nested = [one for one in known.values() if isinstance(one, dict)]
    return nested or [known]


def _rotary_sizes(text: PretrainedConfig) -> Iterator[int]:
    """List how many components of a head may be turned."""
    heads = getattr(text, "num_attention_heads", 0) or 1
    sizes = {getattr(text, name, None) for name in ("head_dim", "global_head_dim")} - {None}
    shares = {one.get("partial_rotary_factor") or 1.0 for one in _rotary(text)}
    for size in sizes or {text.hidden_size // heads}:
        yield from (int(size * share) for share in shares)
    yield from filter(None, [getattr(text, "rotary_dim", None)])
