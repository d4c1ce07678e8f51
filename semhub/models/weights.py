"""Write a converted model's weights into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def save(weights: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Write `model.safetensors` into `folder`, within `semhub.cache.writing`."""
    from safetensors.torch import save_file

    save_file(dict(weights), folder / "model.safetensors", metadata={"format": "pt"})
