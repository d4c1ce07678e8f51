"""What one result adds to a record: its numbers, its charts and its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from semhub.charts.moving import Moving
from semhub.charts.slides import Slides

COLUMNS = (
    "experiment", "model", "side_a", "side_b", "layer", "item", "metric", "value", "low", "high",
)  # fmt: skip
"""Of `result.parquet`. layer: empty for a number of all layers. item: of an item or a pair alone,
its row in the side, or its text; empty for a number over all of them. low, high: ends of the 95%
interval, empty where there is none."""

Row = Mapping[str, Any]
"""The columns of one number, those that are left out being empty."""


@dataclass(frozen=True)
class Figure:
    """A chart of a record.

    spec: Vega-Lite, as a page draws it. says: what it shows, in one sentence.
    layers: layer -> what changes there: the parts of `spec` that take its place ("datasets",
        "params", "title"); empty for a chart of all layers. layer: the one that `spec` shows.
    label: what a person chooses it by, among the record's others; by default its name.
    """

    name: str
    spec: Mapping[str, Any]
    says: str
    layers: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    layer: int | None = None
    label: str = ""


@dataclass(frozen=True)
class Part:
    """What one result adds to a record.

    kind: of the result, as `semhub.records.parts` names it. name: of this result within its record,
        where the names of its figures begin with it.
    rows: every number. sentence: what was found.
    data: the result as its `to_dict` has it.
    """

    kind: str
    name: str
    rows: Sequence[Row]
    figures: Sequence[Figure]
    sentence: str
    data: Mapping[str, Any]


def slides_figure(
    name: str,
    slides: Slides | Moving,
    layers: Iterable[int],
    layer: int,
    says: str,
    label: str = "",
) -> Figure:
    """A figure with a slider over `layers`, which opens at `layer`."""
    specs = {k: slides.at(k).to_dict() for k in layers}
    shown = specs[layer]
    differ = [part for part in shown if any(spec[part] != shown[part] for spec in specs.values())]
    changes = {k: {part: spec[part] for part in ["title", *differ]} for k, spec in specs.items()}
    return Figure(name, shown, says, changes, layer, label)
