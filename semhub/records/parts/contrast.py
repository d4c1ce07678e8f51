"""Matched pairs beside hard negatives: `semhub.experiments.hard_negatives.Contrast`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from semhub.charts.hard_negatives import contrast_answer, contrast_curve
from semhub.quoting import quoted
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, single_rows

if TYPE_CHECKING:
    from semhub.experiments.hard_negatives import Contrast


def part(
    result: Contrast,
    name: str,
    names: Mapping[str, str] | None = None,
    question: str | None = None,
    layer: int | None = None,
    sides: tuple[str, str] = ("A", "B"),
) -> Part:
    """Make the part of a contrast.

    names: kind of partner -> what a person calls it; by default the kind. question: what the chart
    asks. layer: the one that the sentence speaks of; by default where the first kind is most often
    the nearer one. sides: what the items and their partners are called.
    """
    first, second = next(iter(result.ahead))
    band = result.ahead[first, second]
    names = names or {kind: kind for kind in result.nearness}
    question = question or f"Is {quoted(first)} nearer than {quoted(second)}?"
    layer = int(np.argmax(band.value)) if layer is None else layer
    chart = contrast_curve(result, names, question=question, layer=layer)
    figure = Figure(
        f"{name}-nearness",
        chart.to_dict(),
        "How near every kind of partner lies, layer by layer.",
        label=question,
    )
    unclear = "" if band.low[layer] > 0.5 else " At this layer that is not clearly above chance."
    sentence = f"{question} {contrast_answer(result, names, layer)}.{unclear}"
    return Part("contrast", name, [*_rows(result, sides)], [figure], sentence, result.to_dict())


def _rows(result: Contrast, sides: tuple[str, str]) -> Iterator[dict[str, Any]]:
    common = {"side_a": sides[0], "side_b": sides[1]}
    for kind, band in result.nearness.items():
        yield from band_rows(f"cosine: {kind}", band, result.layers, **common)
    for (first, second), band in result.ahead.items():
        metric = f"nearer: {first} than {second}"
        yield from band_rows(metric, band, result.layers, **common)
        counted = {f"{metric}/n": result.counted[first, second], f"{metric}/chance": 0.5}
        yield from single_rows(counted, **common)
