"""All data types against each other: `semhub.experiments.hub.Findings`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub import datasets
from semhub.charts import text_format as words
from semhub.charts.hub.curves import hub_curves
from semhub.charts.hub.matrix import hub_matrix
from semhub.charts.hub.plane import HEIGHT, hub_plane
from semhub.charts.hub.spokes import band_answer, by_layer, found_answer
from semhub.experiments.hub import NeighbourMap
from semhub.records.part import Figure, Part, slides_figure
from semhub.records.parts.curves import curve_rows, number

if TYPE_CHECKING:
    from semhub.experiments.hub import Findings, Layout


def part(result: Findings, name: str, layout: Layout | None = None) -> Part:
    """Make the part of a hub. layout: where its items are drawn; without one they are not."""
    called = words.model(result.model)
    names = {one: datasets.called(one) for one in result.names}
    layer = result.best_layer() or result.layers[0]
    figures = [
        slides_figure(
            f"{name}-matrix",
            hub_matrix(result, model=called, names=names, spokes=result.names, top=1.0),
            result.layers,
            layer,
            "Each cell is a pair of data types, the bluer the nearer.",
            label="All pairs",
        ),
        slides_figure(
            f"{name}-curves",
            hub_curves(result, model=called, names=names),
            result.layers,
            layer,
            "Every grey line is a pair of data types; the shaded layers are the hub.",
            label="Over the layers",
        ),
    ]
    data = result.to_dict()
    if layout:
        figures.insert(0, _plane(result, name, layout, called, names))
        if isinstance(layout.places, NeighbourMap):
            data["layout"] = layout.to_dict()
    sentence = f"{called}: {found_answer(result)} {band_answer(result)}"
    return Part("hub", name, [*_rows(result, names)], figures, sentence, data)


def _plane(
    result: Findings, name: str, layout: Layout, called: str, names: dict[str, str]
) -> Figure:
    chart = hub_plane(layout, model=called, names=names, height=HEIGHT, says=by_layer(result))
    layer = result.best_layer() or result.layers[0]
    says = "Each mark is an item, and lines join those that mean the same."
    return slides_figure(f"{name}-plane", chart, result.layers, layer, says, label="The items")


def _rows(result: Findings, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for cell in result.cells:
        common = {"side_a": names[cell.a], "side_b": names[cell.b]}
        curve = cell.comparison.metrics[result.metric]
        yield from curve_rows(result.metric, curve, result.layers, **common)
    for layer, share in zip(result.layers, result.band.share, strict=True):
        yield {"layer": layer, "metric": "pairs in their hub", "value": number(share)}
