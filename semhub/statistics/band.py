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

    def to_dict(self) -> dict[str, list[float | None]]:
        """Return the parts as files have them; a number that could not be told is None."""
        return {
            part: [float(one) if np.isfinite(one) else None for one in getattr(self, part)]
            for part in ("value", "low", "high")
        }
