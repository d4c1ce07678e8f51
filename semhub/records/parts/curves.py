"""Rows of curves over layers, which most results are made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from semhub.statistics.curve import Curve


class Banded(Protocol):
    """Values over layers with the ends of their intervals, all (layers,)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def band_rows(
    metric: str, band: Banded, layers: Sequence[int] | None = None, **common: Any
) -> Iterator[dict[str, Any]]:
    """A row a layer. layers: their numbers, by default from 0."""
    numbers = range(len(band.value)) if layers is None else layers
    for layer, value, low, high in zip(numbers, band.value, band.low, band.high, strict=True):
        yield {
            **common, "layer": int(layer), "metric": metric,
            "value": number(value), "low": number(low), "high": number(high),
        }  # fmt: skip


def curve_rows(
    metric: str, curve: Curve, layers: Sequence[int], **common: Any
) -> Iterator[dict[str, Any]]:
    """A row a layer of a metric's curve, then its chance and its null."""
    yield from band_rows(metric, curve, layers, **common)
    of_all = {"chance": curve.chance, "null95": curve.null95, "p": curve.p}
    yield from single_rows({f"{metric}/{name}": value for name, value in of_all.items()}, **common)


def single_rows(numbers: Mapping[str, float], **common: Any) -> Iterator[dict[str, Any]]:
    """A row a number that is of all layers."""
    for metric, value in numbers.items():
        yield {**common, "metric": metric, "value": number(value)}


def number(x: float | None) -> float | None:
    """The number, or None where it could not be told."""
    return None if x is None or not math.isfinite(x) else float(x)
