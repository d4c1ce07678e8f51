"""What a map of layers holds: of one metric, and of all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from semhub.result import Result
from semhub.statistics.points import Curve


@dataclass(frozen=True)
class CellMap:
    """One metric between all layers of side A and all of side B. What cannot be told is NaN.

    value: (layers of A, layers of B). peak: the best cell, a layer of each.
    low, high: the 95% interval at the peak. chance: the mean over shuffled pairs, in theory.
    null95: 95% of shuffles stay below it in every cell. p: how often a shuffle's best cell reaches
    the observed best cell. shuffles: how many were made.
    untrained: the best cell of the untrained twins of two models, NaN where they were not run.
    """

    value: np.ndarray
    peak: tuple[int, int] | None
    low: float
    high: float
    chance: float
    null95: float
    p: float
    shuffles: int
    untrained: float = float("nan")

    @property
    def calibrated(self) -> np.ndarray:
        """(layers of A, layers of B): (s - t) / (1 - t) of each value s, t being `null95`: 0 is
        what shuffled pairs reach anywhere on the map, 1 is all there is."""
        return (self.value - self.null95) / (1 - self.null95)


@dataclass(frozen=True, repr=False)
class LayerMap(Result):
    """Similarity of paired items between any layer of one tower and any of the other, or between
    any layer of one model and any of another.

    model: the name of two towers, or of both models. sides: the modality of side A and of side B.
    metrics: name -> map. corner: name -> curve of one point, in the towers' joint space; empty for
    two models, which share none. models, pools: of two models their names, and how the states of
    each were pooled; models are empty for towers.
    notes: what a person should know of how items were read.
    """

    model: str
    n: int
    sides: tuple[str, str]
    metrics: dict[str, CellMap]
    corner: dict[str, Curve]
    notes: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    pools: tuple[str, str] = ("mean", "mean")

    def to_dict(self) -> dict:
        """Return what `compare --json` gives for towers, or `map --json` for two models; a number
        that could not be told is None."""
        a, b = self.pools
        return {
            "model": self.model,
            **({"models": list(self.models)} if self.models else {}),
            "pool": a if a == b else f"{a} and {b}",
            "n": self.n,
            "sides": list(self.sides),
            "metrics": {
                name: {
                    "value": _numbers(m.value),
                    "peak": m.peak and {"layers": list(m.peak), **_parts(m, "low", "high")},
                    **_parts(m, "chance", "null95", "p"),
                    "shuffles": m.shuffles,
                    **self._of_two(m),
                }
                for name, m in self.metrics.items()
            },
            "corner": {
                name: _parts(point, "value", "low", "high", "chance", "null95", "p")
                for name, point in self.corner.items()
            },
            "notes": list(self.notes),
        }

    def _of_two(self, m: CellMap) -> dict:
        if not self.models:
            return {}
        return {"calibrated": _numbers(m.calibrated), **_parts(m, "untrained")}


def _parts(of: CellMap | Curve, *names: str) -> dict[str, float | None]:
    return {name: _number(getattr(of, name)) for name in names}


def _number(found: np.ndarray | float) -> float | None:
    """Return a number, or the only one of an array."""
    number = float(np.ravel(found)[0])
    return number if math.isfinite(number) else None


def _numbers(found: np.ndarray) -> list:
    written = found.astype(object)
    written[~np.isfinite(found)] = None
    return written.tolist()
