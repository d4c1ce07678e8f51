"""What a config promises, held against the headers of the weights before anything is built.

A config is a few lines that anyone can write. Read in good faith, a billion layers would be listed,
and a table of a billion words would be filled with chance, before the first tensor is looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel

from semhub.errors import InputError
from semhub.models.folder import weight_files
from semhub.models.sensory import UNREADABLE, fault_of
from semhub.models.weights import held_in

_STACKED = re.compile(r"(layers?|depths?|blocks?|stages?|experts?)$")
"""How configs call counts of what has tensors of its own, one or more for each."""

_COUNTED = re.compile(r"^(num|n)_|(heads|labels|groups)$")
"""How they call counts of anything, which the library lists one by one here and there."""

_OF_ITEMS = re.compile(r"token|position|ctx|sample|frame")
"""Counts of what a model is given, of which it has nothing."""

_FEW, _MANY = 512, 1 << 16
"""Counts that do no harm, whatever the weights hold: of parts of a module, and of anything."""

_SPARE = 1 << 24
"""Weights that a module may have beyond those of its files: a pooler that was left out, a table of
positions that is worked out."""

_PACKED = 16
"""Weights that a stored number may stand for, where a quantisation packs them."""

_BUFFERS = 1 << 28
"""Bytes of what a module works out for itself, beyond four for each weight of its files."""


def require_bearable(config: dict, file: Path, weights: Iterable[Path]) -> None:
    """Raise `InputError` where a config counts more parts than its weights have tensors, or more of
    anything than their widest tensor has rows.

    config: the content of `file`. weights: the files that go with it.
    """
    try:
        shapes = [shape for _, shape in held_in(weights).values()]
    except (OSError, SafetensorError):  # of which the sentence comes where they are read
        shapes = []
    widest = max((max(shape, default=0) for shape in shapes), default=0)
    for name, value in _whole_numbers(config):
        if _OF_ITEMS.search(name):
            continue
        stacked = _STACKED.search(name)
        most = max(_FEW, len(shapes)) if stacked else max(_MANY, widest)
        if (stacked or _COUNTED.search(name)) and value > most:
            raise InputError(
                f"{file} names a {name} of {_written(value)}, more than its "
                "weights have; pass a folder whose config and weights belong together."
            )


def _whole_numbers(config: dict) -> Iterator[tuple[str, int]]:
    """Every whole number in a config and its parts, with the name that it stands under."""
    left: list[tuple[str, object]] = [("", config)]  # no recursion: it may be very deep
    while left:
        name, value = left.pop()
        if isinstance(value, dict):
            left += value.items()
        elif isinstance(value, list):
            left += ((name, one) for one in value)
        elif isinstance(value, int):
            yield name, value


def _written(number: int) -> str:
    return f"{number:,}" if number < 10**15 else "more than 10^15"


def require_held(kind: type, source: Path, config: PretrainedConfig) -> None:
    """Raise `InputError` where the module that the Auto class `kind` would build has far more
    weights than the files, or works out large tables. It is built without its numbers here."""
    module = bare(kind, source, config)
    packed = getattr(config, "quantization_config", None) is not None
    require_as_large(module, source / "config.json", weight_files(source), packed=packed)


def bare(kind: type, source: Path, config: PretrainedConfig) -> PreTrainedModel:
    """Build the module that the Auto class `kind` makes of a config, without its numbers. Raises
    `InputError` where the library makes none."""
    try:
        with torch.device("meta"):
            return kind.from_config(deepcopy(config))
    except UNREADABLE as error:
        raise unloadable(source, error) from None


def require_as_large(
    module: nn.Module, file: Path, weights: Iterable[Path], *, packed: bool = False
) -> None:
    """Raise `InputError` where a module without numbers has far more of them than the files
    `weights`. file: the config that it was built from."""
    there = sum(math.prod(shape) for _, shape in held_in(weights).values())
    most = 2 * there * (_PACKED if packed else 1) + _SPARE
    built = sum(weight.numel() for weight in module.parameters())
    tables = sum(table.numel() * table.itemsize for table in module.buffers())
    if built > most:
        raise InputError(
            f"{file} describes a model of {built:,} weights, and its files hold {there:,}; pass a "
            "folder whose config and weights belong together."
        )
    if tables > 4 * most + _BUFFERS:
        raise InputError(
            f"{file} describes a model with tables of {tables >> 20:,} MB beside its weights, such "
            "as of a very long text; save the model again with save_pretrained."
        )


def unloadable(source: Path, error: Exception) -> InputError:
    """Write the sentence on a folder of which the library makes no module."""
    return InputError(
        f"{source} cannot be loaded, since its config.json or weights hold what does not fit "
        f"({fault_of(error)}); save the model again with save_pretrained, or choose another."
    )
