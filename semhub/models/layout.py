"""Where the positions of a picture lie: read from what the processor returned.

No patch size and no number of patches is known here; only what the processor gave.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch

WHOLE = (0.0, 0.0, 1.0, 1.0)


def grid_of(inputs: Mapping[str, torch.Tensor], positions: int) -> tuple[int, int] | None:
    """(rows, columns) of a picture's positions, row by row, or None where the picture was cut into
    several tiles or positions do not cover it evenly."""
    tiles, height, width = _extent(inputs)
    return _even(height, width, positions) if tiles == 1 else None


def fills(inputs: Mapping[str, torch.Tensor], positions: int) -> bool:
    """Tell whether positions cover every tile of the picture evenly, with none left for
    separators."""
    tiles, height, width = _extent(inputs)
    if not tiles or positions % tiles:
        return False
    return _even(height, width, positions // tiles) is not None


See = Callable[[np.ndarray], Mapping[str, torch.Tensor]]
"""The processor, on pixels (height, width, 3)."""


def boxes_of(see: See, positions: int, shape: tuple[int, int, int]) -> np.ndarray | None:
    """(positions, 4), as `protocol.TokenModel.boxes` says, of a picture of this shape."""
    given = see(np.zeros(shape, dtype=np.uint8))
    if not fills(given, positions):
        return None
    tiles, *extent = _extent(given)
    rows, columns = _even(*extent, positions // tiles)
    cells = []
    for left, top, right, bottom in _regions(see, given, shape):
        x, y = np.linspace(left, right, columns + 1), np.linspace(top, bottom, rows + 1)
        edges = [*np.meshgrid(x[:-1], y[:-1]), *np.meshgrid(x[1:], y[1:])]
        cells.append(np.stack(edges, axis=-1).reshape(-1, 4))
    return np.concatenate(cells)


def _regions(
    see: See, black: Mapping[str, torch.Tensor], shape: tuple[int, int, int]
) -> list[tuple[float, float, float, float]]:
    """What each tile shows, sides as in `boxes_of`. Families crop pictures, pad them and cut them
    up, so one whose red is its column and whose green is its row is shown and read back.

    black: what the processor gives for a black picture.
    """
    if "pixel_values" not in black or black["pixel_values"].dim() < 4:
        return [WHOLE]  # patches cut from the picture as it was resized
    height, width, _ = shape
    pixels = np.zeros(shape, dtype=np.uint8)
    pixels[..., 0] = 255 * (np.arange(width) + 0.5) / width
    pixels[..., 1] = 255 * (np.arange(height)[:, None] + 0.5) / height
    ramp, white = see(pixels), see(np.full_like(pixels, 255))
    low, seen, high = (
        given["pixel_values"].flatten(0, -4).double() for given in (black, ramp, white)
    )
    # In a padded margin black and white are the same, and the share is no number.
    share = (seen - low) / (high - low)
    regions = []
    for x, y in share[:, :2]:
        left, right = _ends(x.nanmean(dim=0))
        top, bottom = _ends(y.nanmean(dim=1))
        regions.append((left, top, right, bottom))
    return regions


def _ends(share: torch.Tensor) -> tuple[float, float]:
    """What a line through coordinates (n,) of evenly spaced pixels gives at both outer edges."""
    at = (torch.arange(len(share)) + 0.5) / len(share)
    inside = share.isfinite()
    if share[inside].unique().numel() < 2:  # a picture of one pixel has no ramp to read
        return WHOLE[::2]
    slope, start = np.polyfit(at[inside].numpy(), share[inside].numpy(), 1)
    return float(start), float(start + slope)


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
