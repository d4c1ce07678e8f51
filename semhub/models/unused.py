"""Tensors of a folder's file that its module has no place for: which of them are a loss?

None is where a whole part was not built (the decoder of T5, a head), nor where a tensor says
nothing: constants that older versions of transformers saved (positions, causal masks,
frequencies), and biases of zero. What is left belongs to modules that were built, and the module
does not compute what the file's makers meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import PreTrainedModel

from semhub.errors import InputError
from semhub.models.folder import weight_files
from semhub.models.masked_head import has_masked_head
from semhub.models.weights import held

_CONSTANTS = ("position_ids", "inv_freq", "masked_bias")
"""How transformers calls constants that it once saved and now works out."""

_WHOLE = ("I8", "U8", "F4")
"""How safetensors calls what is no weight before it is unpacked or scaled."""

PEFT = "base_model.model."
"""What PEFT puts before the names of the module that it adapts."""

PEFT_LAYER = ".base_layer."
"""What it puts into the names of the parts that it adapts."""


def unused(module: PreTrainedModel, source: Path, keys: Collection[str]) -> list[str]:
    """A sentence on the tensors of the file that are a loss, or none. keys: what transformers
    calls unexpected."""
    lost = {key for key in keys if _is_within(module, key) and not _is_beside(module, key)}
    lost -= {name for name, tensor in _tensors(source, lost) if not _says_something(name, tensor)}
    if not lost:
        return []
    are, them = (
        ("tensor of its file is", "it") if len(lost) == 1 else ("tensors of its file are", "them")
    )
    return [
        f"{len(lost):,} {are} not used, since the config has no place for {them} ({min(lost)}"
        f"{' first' if len(lost) > 1 else ''}), so that the states may not be those that its "
        "makers meant."
    ]


def require_unpacked(module: PreTrainedModel, source: Path, keys: Collection[str]) -> None:
    """Raise `InputError` where weights are stored in a byte or less and were read as they are,
    since the config names no quantisation: whole numbers, or such whose scales are among `keys`,
    which transformers calls unexpected."""
    if getattr(module.config, "quantization_config", None) is not None:
        return
    forms = {form for name, (form, _) in held(source).items() if name.endswith(".weight")}
    packed = {form for form in forms if form.startswith(_WHOLE)}
    if any("scale" in key for key in keys):
        packed |= {form for form in forms if form.startswith("F8")}
    if packed:
        raise InputError(
            f"The weights in {source} are stored as {min(packed)}, to be scaled in a way of which "
            "its config says nothing (quantization_config); save the model again in bfloat16."
        )


def _tensors(source: Path, names: Collection[str]) -> Iterator[tuple[str, torch.Tensor]]:
    """Read the tensors that the file has under these names."""
    for file in weight_files(source) if names else ():
        with safe_open(file, framework="pt") as tensors:
            for name in names & set(tensors.keys()):
                yield name, tensors.get_tensor(name)


def _is_within(module: PreTrainedModel, key: str) -> bool:
    """Tell whether a tensor's name lies in a part that was built, and not just in the whole."""
    prefix, key = module.base_model_prefix, key.removeprefix(PEFT)
    names = {key, key.removeprefix(f"{prefix}."), f"{prefix}.{key}"}
    return any(_depth(module, name) > name.startswith(f"{prefix}.") for name in names)


def _is_beside(module: PreTrainedModel, key: str) -> bool:
    """Tell whether a tensor is of a part of the head that was not built (BERT: whether a sentence
    follows another)."""
    first, second, *_ = [*key.split("."), ""]
    head = module._modules.get(first)
    return (
        first != module.base_model_prefix
        and head is not module.base_model
        and head is not None
        and second not in head._modules
        and second not in head._parameters
    ) and has_masked_head(module.config)


def _depth(module: torch.nn.Module, key: str) -> int:
    """Count how many parts of a name, from its beginning, are modules."""
    depth = 0
    for part in key.split(".")[:-1]:
        if part not in module._modules:
            break
        module, depth = module._modules[part], depth + 1
    return depth


def _says_something(name: str, tensor: torch.Tensor) -> bool:
    if name.endswith(_CONSTANTS) or not tensor.is_floating_point() or not tensor.any():
        return False
    if tensor.dim() == 4 and tensor.shape[:2] == (1, 1):  # (1, 1, positions, positions)
        return not torch.equal(tensor, torch.ones_like(tensor).tril())
    return True
