"""Any layer of one tower or model against any of another: `LayerMap` of
`semhub.experiments.layer_map_result`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.layer_map import layer_map
from semhub.experiments.model_map import verdict
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import number
from semhub.similarity.geometry import GEOMETRIES

if TYPE_CHECKING:
    from semhub.experiments.layer_map_result import LayerMap


def part(result: LayerMap, name: str, sides: tuple[str, str] | None = None) -> Part:
    """Make the part of a map of layers. sides: what its sides are called."""
    sides = sides or result.models or result.sides
    figures = [
        Figure(
            f"{name}-{metric}",
            layer_map(result, metric, *sides).to_dict(),
            GEOMETRIES[metric].metric.sentence,
            label=GEOMETRIES[metric].metric.label,
        )
        for metric in result.metrics
    ]
    return Part("layer_map", name, [*_rows(result, sides)], figures, _sentence(result, sides),
                result.to_dict())  # fmt: skip


def _sentence(result: LayerMap, sides: tuple[str, str]) -> str:
    if result.models:
        return verdict(result, sides).removesuffix(".")
    metric, cells = next(iter(result.metrics.items()))
    if cells.peak is None:
        return f"{result.n} pairs of {sides[0]} and {sides[1]} are too few to tell anything."
    a, b = cells.peak
    return (
        f"{GEOMETRIES[metric].metric.label} of {result.n} pairs is largest between layer {a} of "
        f"{sides[0]} and layer {b} of {sides[1]}: {cells.value[a, b]:.2f}; p {cells.p:.3f}"
    )


def _rows(result: LayerMap, sides: tuple[str, str]) -> Iterator[dict[str, Any]]:
    common = {"side_a": sides[0], "side_b": sides[1]}
    for metric, cells in result.metrics.items():
        for (a, b), value in _cells(cells.value):
            yield {
                **common, "layer": a, "item": f"layer {b} of {sides[1]}", "metric": metric,
                "value": number(value),
            }  # fmt: skip
        for name in ("p", "null95", "untrained"):
            if name == "p" or result.models:
                value = number(getattr(cells, name))
                yield {**common, "metric": f"{metric}/{name}", "value": value}


def _cells(values) -> Iterator[tuple[tuple[int, int], float]]:
    for a, row in enumerate(values):
        for b, value in enumerate(row):
            yield (a, b), value
