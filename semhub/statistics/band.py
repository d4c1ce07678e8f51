"""A value at every layer with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Band:
    """A value at every layer with its 95% interval; all (layers,)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def to_dict(self) -> dict[str, list[float]]:
        return {part: getattr(self, part).tolist() for part in ("value", "low", "high")}
