"""One chart at every layer, laid out once.

To lay a chart out and check it takes longer than a person who moves a slider will wait. From one
layer to the next only its rows and its title change: these are put into a copy of the same layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import altair as alt

from semhub.charts.style import spec_of, title

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Slide:
    """A chart of one layer, for a page or a file as any other is."""

    spec: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the Vega-Lite specification; changing it changes no other."""
        return deepcopy(dict(self.spec))


@dataclass(frozen=True)
class Slides:
    """spec: what is drawn. rows: layer -> name -> the rows of the data that it leaves open.
    title: layer -> the question and the lines of its answer."""

    spec: Mapping[str, Any]
    rows: Callable[[int], Mapping[str, Rows]]
    title: Callable[[int], tuple[str, list[str]]]

    def at(self, layer: int) -> Slide:
        question, answer = self.title(layer)
        asked = self.spec["title"] | {"text": question, "subtitle": answer}
        data = {**self.spec.get("datasets", {}), **self.rows(layer)}
        return Slide({**self.spec, "title": asked, "datasets": data})


def laid_out(
    chart: alt.LayerChart,
    height: int,
    rows: Callable[[int], Mapping[str, Rows]],
    titles: Callable[[int], tuple[str, list[str]]],
) -> Slides:
    """Draw the slides of a chart; what changes with the layer takes its data by name (`named`)."""
    spec = spec_of(chart.properties(height=height, title=title("", [])))
    return Slides(spec, rows, titles)


def named(data: str) -> alt.Chart:
    """Draw a part of a chart from the rows of that name."""
    return alt.Chart(alt.NamedData(name=data))
