"""The meaning's word against the surface's: `semhub.experiments.next_word.NextWord`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from semhub.charts.lens.next_word import next_word_answer, next_word_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, single_rows

if TYPE_CHECKING:
    from semhub.experiments.next_word import NextWord


def part(
    result: NextWord,
    name: str,
    names: Mapping[str, str] | None = None,
    question: str = "Is the meaning's word read before the surface's is written?",
) -> Part:
    """Make the part of next words.

    names: of "meaning", "surface" and "others", what a person calls them; by default just so.
    question: of the chart.
    """
    names = names or {kind: kind for kind in result.log_probability}
    figure = Figure(
        f"{name}-words",
        next_word_curve(result, names, question).to_dict(),
        "The mean log-probability of each kind of word, layer by layer.",
        label=question,
    )
    best = int(np.argmax(result.right.value[:-1]))
    known = result.right.low[best] > result.chance
    unclear = "" if known else ", which is not clearly more"
    leads, ahead = next_word_answer(result)
    sentence = f"{question} {leads}{unclear}. {ahead}."
    return Part("next_word", name, [*_rows(result)], [figure], sentence, result.to_dict())


def _rows(result: NextWord) -> Iterator[dict[str, Any]]:
    for kind, band in result.log_probability.items():
        yield from band_rows(f"log-probability: {kind}", band)
    yield from band_rows("meaning ahead of surface", result.ahead)
    yield from band_rows("meaning first of its class", result.right)
    yield from single_rows(
        {
            "meaning first of its class/chance": result.chance,
            "prompts": result.n,
            "prompts left out": result.left_out,
        }
    )
