"""The weights of a model's folder: what their headers say, and a converted model's, written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import safe_open

from semhub.models.folder import weight_files

if TYPE_CHECKING:
    import torch


def held(folder: Path) -> dict[str, tuple[str, list[int]]]:
    """`held_in` of the files that a folder's weights are read from."""
    return held_in(weight_files(folder))


def held_in(files: Iterable[Path]) -> dict[str, tuple[str, list[int]]]:
    """Name -> (type as safetensors calls it, shape) of every tensor in files, read from their
    headers. Raises OSError or SafetensorError where one is damaged."""
    found = {}
    for file in files:
        with safe_open(file, framework="numpy") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (it is no mapping)
                one = tensors.get_slice(name)
                found[name] = one.get_dtype(), one.get_shape()
    return found


def save(weights: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Write `model.safetensors` into `folder`, within `semhub.cache.writing`."""
    from safetensors.torch import save_file

    save_file(dict(weights), folder / "model.safetensors", metadata={"format": "pt"})
