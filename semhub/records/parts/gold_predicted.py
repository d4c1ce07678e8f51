"""Which word is read where each is right: `semhub.experiments.gold_predicted.GoldPredicted`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from semhub.charts import text_format as words
from semhub.charts.gold_predicted import gold_predicted_matrix, right_answer, right_curve
from semhub.records.part import Figure, Part, slides_figure
from semhub.records.parts.curves import band_rows, number, single_rows

if TYPE_CHECKING:
    from semhub.experiments.gold_predicted import GoldPredicted


def part(result: GoldPredicted, name: str) -> Part:
    """Make the part of a matrix of gold by predicted. In its rows side_a is the right word, and
    side_b the one that is read."""
    best = int(np.argmax(result.right.value[:-1]))
    figures = [
        Figure(
            f"{name}-right",
            right_curve(result).to_dict(),
            "How often the right word is read more than elsewhere, layer by layer.",
            label="Over the layers",
        ),
        slides_figure(
            f"{name}-matrix",
            gold_predicted_matrix(result),
            range(len(result.value)),
            best,
            "Each row is a right word, each column one that is read; blue: more than elsewhere.",
            label="Word by word",
        ),
    ]
    return Part(
        "gold_predicted", name, [*_rows(result)], figures, _sentence(result, best), result.to_dict()
    )


def _sentence(result: GoldPredicted, best: int) -> str:
    """What was found at the best layer, held against layer 0 as well: there the last token of a
    prompt stands alone, so what is right there is told by that token ("by", "to") and no meaning.
    """
    right = result.right
    there = (
        "where the last token stands alone" if result.counted == "prompts" else "before any block"
    )
    known = right.low[best] > max(result.chance, right.high[0])
    return (
        f"The right word is read most often at {right_answer(result).partition(': ')[2]}, and "
        f"{words.number(right.value[0])} at layer 0, {there}"
        f"{'' if known else ', which is not clearly less'}."
    )


def _rows(result: GoldPredicted) -> Iterator[dict[str, Any]]:
    yield from band_rows("right", result.right)
    yield from single_rows({"right/chance": result.chance})
    for (layer, i, j), value in np.ndenumerate(result.value):
        yield {
            "side_a": result.gold[i], "side_b": result.predicted[j], "layer": layer,
            "metric": f"{result.mean} less its mean", "value": number(value),
        }  # fmt: skip
