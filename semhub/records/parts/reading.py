"""What every layer and position of one item reads as: `semhub.lenses.result.Reading`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub import datasets
from semhub.charts.lens.grid import lens_grid
from semhub.charts.lens.language_mass import language_mass
from semhub.lenses.kinds import KINDS
from semhub.quoting import quoted
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import number

if TYPE_CHECKING:
    from semhub.lenses.result import Reading


def part(result: Reading, name: str) -> Part:
    """Make the part of a reading."""
    _, about = KINDS[result.kind].shown(result.fills_in)
    figures = [
        Figure(
            f"{name}-grid", lens_grid(result, names=datasets.NAMES).to_dict(), about,
            label="Best words",
        )
    ]  # fmt: skip
    if result.mass is not None:
        figures.append(
            Figure(
                f"{name}-languages",
                language_mass(result, names=datasets.NAMES).to_dict(),
                "The lens's probability by language, layer by layer.",
                label="Languages",
            )
        )
    return Part("reading", name, [*_rows(result)], figures, _sentence(result), result.to_dict())


def _sentence(result: Reading) -> str:
    """What the last position reads as, halfway and at the end."""
    layers, positions = result.scores.shape[:2]
    at = positions - 1
    best = [
        f"{quoted(result.words[k][at][0])} ({result.scores[k, at, 0]:.2f}) at layer {k}"
        for k in dict.fromkeys((layers // 2, layers - 1))
    ]
    return (
        f"The last position, {quoted(result.texts[at])}, reads as {' and '.join(best)}, by the "
        f"{KINDS[result.kind].name}."
    )


def _rows(result: Reading) -> Iterator[dict[str, Any]]:
    """The best word of every cell, and what was tracked."""
    for layer, row in enumerate(result.words):
        for position, words in enumerate(row):
            yield {
                "layer": layer, "item": f"{position}: {result.texts[position]}",
                "metric": f"{result.score} of {words[0]}",
                "value": number(result.scores[layer, position, 0]),
            }  # fmt: skip
    for word, scores in result.tracked.items():
        for layer, of_layer in enumerate(scores):
            for position, score in enumerate(of_layer):
                yield {
                    "layer": layer, "item": f"{position}: {result.texts[position]}",
                    "metric": f"tracked {word}", "value": number(score),
                }  # fmt: skip
