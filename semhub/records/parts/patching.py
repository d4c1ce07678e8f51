"""A state of one prompt in another: `semhub.experiments.patching.Patching`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.patching import QUESTION, effects_curve, patching_answer, patching_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import band_rows, single_rows

if TYPE_CHECKING:
    from semhub.experiments.patching import Patching

SIDES = ("the source's language", "the target's language")


def part(result: Patching, name: str, sides: tuple[str, str] = SIDES) -> Part:
    """Make the part of patching. sides: what the source's language and the target's are called."""
    figures = [
        Figure(
            f"{name}-words",
            patching_curve(result, sides).to_dict(),
            "How likely each word is, by the layer of the state that was put in.",
            label=QUESTION,
        ),
        Figure(
            f"{name}-effects",
            effects_curve(result, sides).to_dict(),
            "How far the concept and the language go over, by layer.",
            label="How far",
        ),
    ]
    said = patching_answer(result, sides)
    sentence = f"{said if isinstance(said, str) else '. '.join(said)}."
    return Part("patching", name, [*_rows(result, sides)], figures, sentence, result.to_dict())


def _rows(result: Patching, sides: tuple[str, str]) -> Iterator[dict[str, Any]]:
    common = {"side_a": sides[0], "side_b": sides[1]}
    layers = range(1, result.n_layers + 1)
    for kind, bands in (("", result.probability), (" under another item's", result.random)):
        for word, band in bands.items():
            yield from band_rows(f"probability{kind}: {word}", band, layers, **common)
    yield from band_rows("concept", result.concept, layers, **common)
    if result.language is not None:
        yield from band_rows("language", result.language, layers, **common)
    before = {f"probability before: {word}": value for word, value in result.before.items()}
    counts = {"prompts": result.n, "prompts left out": result.left_out}
    yield from single_rows(before | counts, **common)
