"""Matched pairs beside hard negatives, controls and strangers, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts.palette import BLUE, GREEN, GREY, PURPLE, VERMILLION
from semhub.charts.series import Series, series_curve
from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.experiments.hard_negatives import Contrast
    from semhub.statistics.band import Band

COLOURS = {
    "right": BLUE, "changed": VERMILLION, "swapped": VERMILLION, "shuffled": GREEN,
    "other_content": VERMILLION,
    "same": GREEN, "near": VERMILLION, "far": PURPLE, "strangers": GREY,
}  # fmt: skip
"""Kind of partner -> its colour; vermillion is always what ought to lie farther away."""

DASHED = ("far", "strangers")


def contrast_curve(
    result: Contrast, names: Mapping[str, str], *, question: str, layer: int
) -> alt.LayerChart:
    """Draw the share of items that each kind of partner is nearest to, layer by layer. names: kind
    -> its name on the page. layer: the one that the subtitle speaks of."""
    bands = [
        (Series(names[kind], COLOURS[kind], kind in DASHED), band)
        for kind, band in result.nearness.items()
    ]
    return series_curve(
        bands,
        question=question,
        answer=contrast_answer(result, names, layer),
        axis="cosine",
        columns=4,
    )


def contrast_answer(
    result: Contrast,
    names: Mapping[str, str],
    layer: int,
    asked: tuple[str, str] | None = None,
) -> str:
    """Return how often the first kind is nearer than the second, at the layer and where it is most;
    by default of the first question."""
    first, second = asked or next(iter(result.ahead))
    band = result.ahead[first, second]
    return (
        f"Layer {layer}: “{names[first]}” is nearer than “{names[second]}” for "
        f"{number(band.value[layer])} [{number(band.low[layer])}, {number(band.high[layer])}] of "
        f"{result.counted[first, second]} items; chance 0.50{_most(band, layer)}"
    )


def _most(band: Band, layer: int) -> str:
    """Return the largest share, where that is at another layer."""
    best = int(np.argmax(band.value))
    if band.value[best] <= band.value[layer]:
        return ""
    return f"; most at layer {best}: {number(band.value[best])}"
