"""Write a converted model's weights into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def save(weights: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Write `model.safetensors` into `folder`. Raises `OSError` where there is no room for it."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        save_file(dict(weights), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:  # how the library reports a full disk
        raise OSError(str(error)) from error
