"""Tensors of a folder's file that its module has no place for: which of them are a loss?

None is where a whole part was not built (the decoder of T5, a head), nor where a tensor says
nothing: constants that older versions of transformers saved (positions, causal masks,
frequencies), and biases of zero. What is left belongs to modules that were built, and the module
does not compute what the file's makers meant.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import PreTrainedModel

from semhub.errors import InputError
from semhub.models.folder import weight_files

_CONSTANTS = ("position_ids", "inv_freq", "masked_bias")
"""How transformers calls constants that it once saved and now works out."""

_PACKED = ("F4", "F8", "I8", "U8")
"""How safetensors calls numbers of a byte or less, which are read with a scale."""


def unused(module: PreTrainedModel, source: Path, keys: Collection[str]) -> list[str]:
    """A sentence on the tensors of the file that are a loss, or none. keys: what transformers
    calls unexpected.

    Raises `InputError` where the weights are whole or eighth-precision numbers whose scales are
    among them.
    """
    within = sorted(key for key in keys if _is_within(module, key))
    if not within:
        return []
    lost, packed = _looked_up(source, within)
    if not lost:
        return []
    if packed and getattr(module.config, "quantization_config", None) is None:
        raise InputError(
            f"The weights in {source} are stored as {packed} with scales of their own ({lost[0]} "
            "first), of which its config says nothing (quantization_config); save the model again "
            "in bfloat16."
        )
    are = "tensor of its file is" if len(lost) == 1 else "tensors of its file are"
    return [
        f"{len(lost):,} {are} not used, since the config has no place for "
        f"{'it' if len(lost) == 1 else 'them'} ({lost[0]}{' first' if lost[1:] else ''}), so that "
        "the states may not be those that its makers meant."
    ]


def _is_within(module: PreTrainedModel, key: str) -> bool:
    """Whether a tensor's name lies in a part that was built, and not just in the whole."""
    prefix = module.base_model_prefix
    names = {key, key.removeprefix(f"{prefix}."), f"{prefix}.{key}"}
    return any(_depth(module, name) > (name.startswith(f"{prefix}.")) for name in names)


def _depth(module: torch.nn.Module, key: str) -> int:
    """How many parts of a name, from its beginning, are modules."""
    depth = 0
    for part in key.split(".")[:-1]:
        if part not in module._modules:
            break
        module, depth = module._modules[part], depth + 1
    return depth


def _looked_up(source: Path, keys: Collection[str]) -> tuple[list[str], str | None]:
    """Those of the tensors that say something, and in which packed form their module's are."""
    owners = {key.rpartition(".")[0] for key in keys}
    lost, packed = set(keys), None
    for file in weight_files(source):
        with safe_open(file, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (it is no mapping)
                if name in lost and not _says_something(name, tensors.get_tensor(name)):
                    lost.remove(name)
                if name.rpartition(".")[0] in owners:
                    form = tensors.get_slice(name).get_dtype()
                    packed = form if form.startswith(_PACKED) else packed
    return sorted(lost), packed


def _says_something(name: str, tensor: torch.Tensor) -> bool:
    if name.endswith(_CONSTANTS) or not tensor.is_floating_point() or not tensor.any():
        return False
    if tensor.dim() == 4 and tensor.shape[:2] == (1, 1):  # (1, 1, positions, positions)
        return not torch.equal(tensor, torch.ones_like(tensor).tril())
    return True
