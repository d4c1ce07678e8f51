"""An item against a text that contradicts it: `semhub.experiments.conflict.Conflict`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.media.conflict import NOUNS, conflict_answer, conflict_curve, race_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, single_rows

if TYPE_CHECKING:
    from semhub.experiments.conflict import Conflict


def part(result: Conflict, name: str) -> Part:
    """Make the part of a conflict."""
    noun = NOUNS[result.sense]
    figures = [
        Figure(
            f"{name}-odds",
            conflict_curve(result).to_dict(),
            f"The log-odds of the {noun}'s word over the text's, layer by layer.",
            label="Log-odds",
        ),
        Figure(
            f"{name}-race",
            race_curve(result).to_dict(),
            "The log-probability of both words behind the contradiction, layer by layer.",
            label="The two words",
        ),
    ]
    sentence = f"{conflict_answer(result)}."
    return Part("conflict", name, [*_rows(result)], figures, sentence, result.to_dict())


def _rows(result: Conflict) -> Iterator[dict[str, Any]]:
    for metric, band in result.curves.items():
        yield from band_rows(f"log-odds: {metric}", band)
    yield from band_rows("log-probability: own", result.own)
    yield from band_rows("log-probability: other", result.other)
    yield from single_rows({"items": result.n, "items left out": result.left_out})
