"""A curve as files have it. What could not be told is NaN in a curve, and None in a file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from semhub.statistics.curve import Curve

WRITTEN = ("value", "low", "high", "chance", "null95", "p")


def curve_to_dict(curve: Curve) -> dict:
    """A curve as files have it; a number that could not be told is None."""
    return {
        part: [_number(x) for x in found] if isinstance(found, np.ndarray) else _number(found)
        for part, found in ((part, getattr(curve, part)) for part in WRITTEN)
    }


def curve_from_dict(recorded: Mapping) -> Curve:
    """What `curve_to_dict` wrote; None is read as NaN."""
    written: dict[str, Any] = {part: _read(recorded[part]) for part in WRITTEN}
    return Curve(**written)


def _read(number: list[float | None] | float | None) -> np.ndarray | float:
    if isinstance(number, list):
        return np.array(number, dtype=float)  # which makes None NaN
    return math.nan if number is None else number


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
