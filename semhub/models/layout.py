"""Where the positions of a picture or a sound lie: read from what the processor returned.

No patch size and no number of patches is known here; only shapes that the processor gave.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch


def grid_of(inputs: Mapping[str, torch.Tensor], positions: int) -> tuple[int, int] | None:
    """(rows, columns) of a picture's positions, row by row, or None.

    None where the picture was cut into several tiles, or positions do not cover it evenly.
    """
    shape = _extent(inputs)
    if shape is None:
        return None
    height, width = shape
    rows = math.isqrt(positions * height // width)
    # The even grid has cells as wide as high, in whatever unit the extent is.
    if not rows or positions % rows or rows * width != positions // rows * height:
        return None
    return rows, positions // rows


def _extent(inputs: Mapping[str, torch.Tensor]) -> tuple[int, int] | None:
    """Height and width of the one processed picture, in patches or pixels."""
    if "image_grid_thw" in inputs:
        _time, height, width = inputs["image_grid_thw"][0].tolist()
        return height, width
    shape = inputs["pixel_values"].shape if "pixel_values" in inputs else ()
    one_picture = len(shape) >= 4 and math.prod(shape[:-3]) == 1
    return tuple(shape[-2:]) if one_picture else None
