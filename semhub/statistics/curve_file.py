"""A curve as files have it. What could not be told is NaN in a curve, and None in a file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from semhub.statistics.curve import Curve


def curve_to_dict(curve: Curve) -> dict:
    """A curve as files have it; a number that could not be told is None."""
    return {
        part: [_number(x) for x in found] if isinstance(found, np.ndarray) else _number(found)
        for part, found in vars(curve).items()
        if part != "influence"
    }


def curve_from_dict(recorded: Mapping) -> Curve:
    """What `curve_to_dict` wrote; None is read as NaN."""
    names = [part.name for part in fields(Curve) if part.name != "influence"]
    written: dict[str, Any] = {name: _read(recorded[name]) for name in names}
    return Curve(**written)


def _read(number: list[float | None] | float | None) -> np.ndarray | float:
    if isinstance(number, list):
        return np.array(number, dtype=float)  # which makes None NaN
    return math.nan if number is None else number


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
