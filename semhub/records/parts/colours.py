"""Colour words at plain colours: `semhub.experiments.patch_words.ColourReading`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from semhub.charts.gold_predicted import gold_predicted_matrix
from semhub.charts.media.patch_words import colour_answer, colour_grid
from semhub.records.part import Figure, Part, slides_figure
from semhub.records.parts.curves import band_rows, number, single_rows

if TYPE_CHECKING:
    from semhub.experiments.patch_words import ColourReading


def part(result: ColourReading, name: str) -> Part:
    """Make the part of a reading of colours. In its rows side_a is the colour shown, and side_b the
    word that is read."""
    best = int(result.right.value.argmax())
    figures = [
        Figure(
            f"{name}-grid",
            colour_grid(result).to_dict(),
            "Each row is a colour shown, each column a layer; green: the right word is preferred.",
            label="Over the layers",
        ),
        slides_figure(
            f"{name}-matrix",
            gold_predicted_matrix(result.gold_predicted()),
            range(len(result.scores)),
            best,
            "Each row is a colour shown, each column a word; blue: read more than elsewhere.",
            label="Word by word",
        ),
    ]
    known = result.right.low[best] > 1 / len(result.names)
    sentence = f"Plain colours: {colour_answer(result)}" + (
        "." if known else ", which is not clearly more."
    )
    return Part("colours", name, [*_rows(result)], figures, sentence, result.to_dict())


def _rows(result: ColourReading) -> Iterator[dict[str, Any]]:
    yield from band_rows("right", result.right)
    yield from single_rows({"right/chance": 1 / len(result.names)})
    for (layer, shown, read), value in np.ndenumerate(result.scores):
        yield {
            "side_a": result.names[shown], "side_b": result.names[read], "layer": layer,
            "metric": "score", "value": number(value),
        }  # fmt: skip
