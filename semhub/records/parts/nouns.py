"""Words at patches against other words: `semhub.experiments.patch_words.NounContrast`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semhub.charts.media.patch_words import LEAD, QUESTION, best_layer, noun_answer, noun_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows

if TYPE_CHECKING:
    from semhub.experiments.patch_words import NounContrast


def part(
    result: NounContrast,
    name: str,
    own: str = "its own words",
    other: str = "other words",
    question: str = QUESTION,
    lead: str = LEAD,
    counted: str = "pictures",
) -> Part:
    """Make the part of a contrast. own, other: what the two kinds of words are called. question,
    lead, counted: as the chart takes them."""
    chart = noun_curve(result, own, other, question=question, lead=lead, counted=counted)
    figure = Figure(
        name, chart.to_dict(), f"How strongly positions read as {own}, and as {other}.",
        label=question,
    )  # fmt: skip
    rows = [
        *band_rows(result.measure, result.own, side_a=own),
        *band_rows(result.measure, result.other, side_a=other),
        *band_rows("share in which the first leads", result.ahead, side_a=own, side_b=other),
    ]
    sentence = f"{question} {noun_answer(result, lead, counted)}" + (
        "." if _clear(result) or result.n == 1 else ", which is not clearly more."
    )
    return Part("nouns", name, rows, [figure], sentence, result.to_dict())


def _clear(result: NounContrast) -> bool:
    best = best_layer(result)
    if result.measure == "first":
        return bool(result.own.low[best] > result.other.high[best])
    return bool(result.ahead.low[best] > 0.5)
