"""Continuations under a push: `semhub.experiments.turned.Turned`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.steering.turned import said_matrix, turned_answer, turned_curve
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import number

if TYPE_CHECKING:
    from semhub.experiments.turned import Turned


def part(result: Turned, name: str, question: str = "Does the answer turn?") -> Part:
    """Make the part of continuations. question: what the chart asks. In the rows a metric names
    its strength, and side_a and side_b are the direction's."""
    figures = [
        Figure(
            f"{name}-turned",
            turned_curve(result, question).to_dict(),
            "How many answers turn as the push grows, and how many under random ones.",
            label="By strength",
        ),
        Figure(
            f"{name}-said",
            said_matrix(result).to_dict(),
            "Each row is what was wished for, each column what was said.",
            label="What is said",
        ),
    ]
    sentence = f"{question} {turned_answer(result)}."
    return Part("turned", name, [*_rows(result)], figures, sentence, result.to_dict())


def _rows(result: Turned) -> Iterator[dict[str, Any]]:
    common = {"side_a": result.minus, "side_b": result.plus, "layer": result.layer}
    for outcome, band in (result.shares | {"turned by random": result.by_chance}).items():
        for k, strength in enumerate(result.strengths):
            yield {
                **common, "metric": f"{outcome} at strength {strength:g}",
                "value": number(band.value[k]), "low": number(band.low[k]),
                "high": number(band.high[k]),
            }  # fmt: skip
