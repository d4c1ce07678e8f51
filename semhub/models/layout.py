"""Where the positions of a picture lie: read from what the processor returned.

No patch size and no number of patches is known here; only shapes that the processor gave.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch


def grid_of(inputs: Mapping[str, torch.Tensor], positions: int) -> tuple[int, int] | None:
    """(rows, columns) of a picture's positions, row by row, or None where the picture was cut into
    several tiles or positions do not cover it evenly."""
    tiles, height, width = _extent(inputs)
    return _even(height, width, positions) if tiles == 1 else None


def fills(inputs: Mapping[str, torch.Tensor], positions: int) -> bool:
    """Whether positions cover every tile of the picture evenly, with none left for separators."""
    tiles, height, width = _extent(inputs)
    if not tiles or positions % tiles:
        return False
    return _even(height, width, positions // tiles) is not None


def _even(height: int, width: int, positions: int) -> tuple[int, int] | None:
    """(rows, columns) of cells that are as wide as high, in whatever unit the extent is."""
    rows = math.isqrt(positions * height // width)
    if not rows or positions % rows or rows * width != positions // rows * height:
        return None
    return rows, positions // rows


def _extent(inputs: Mapping[str, torch.Tensor]) -> tuple[int, int, int]:
    """Number of tiles of one processed picture, and a tile's height and width in patches or
    pixels; zeros where the family says it in another way."""
    if "image_grid_thw" in inputs:
        _time, height, width = inputs["image_grid_thw"][0].tolist()
        return 1, height, width
    if "image_position_ids" in inputs:  # (column, row) of each patch, -1 where there is none
        width, height = (inputs["image_position_ids"][0].amax(0) + 1).tolist()
        return 1, height, width
    shape = inputs["pixel_values"].shape if "pixel_values" in inputs else ()
    return (math.prod(shape[:-3]), *shape[-2:]) if len(shape) >= 4 else (0, 0, 0)
