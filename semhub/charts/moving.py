"""A chart whose marks move from layer to layer.

All layers lie in its data, and one number places the marks: at 3 as layer 3 has them, at 3.4 on the
way from there to layer 4. A page moves the number without asking the server for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import altair as alt

from semhub.charts.slides import Rows, Slide
from semhub.charts.style import spec_of, title

LAYER = "layer"
"""Name of the number, a parameter of the chart."""

_BEFORE = "min(floor(layer), {last} - 1)"


@dataclass(frozen=True)
class Moving:
    """spec: what is drawn, at layer 0. last: the last layer. title: layer -> the question and the
    lines of its answer."""

    spec: Mapping[str, Any]
    last: int
    title: Callable[[int], tuple[str, list[str]]]

    def at(self, layer: int) -> Slide:
        """The chart standing at one layer, for a file."""
        question, answer = self.title(layer)
        asked = self.spec["title"] | {"text": question, "subtitle": answer}
        return Slide({**self.spec, "title": asked, "params": _params(self.spec, value=layer)})

    def to_dict(self) -> dict[str, Any]:
        """Return the specification for a page, `played`."""
        return played(self.spec, self.last)


def can_move(spec: Mapping[str, Any]) -> bool:
    """Tell whether the marks of a chart move from layer to layer."""
    return any(one.get("name") == LAYER for one in spec.get("params", []))


def played(spec: Mapping[str, Any], last: int) -> dict[str, Any]:
    """Return the specification of a chart that can move for a page, with an input that moves the
    number. A title would not move with it, so there is none."""
    reach = {"input": "range", "min": 0, "max": last, "step": 0.01}
    moved = {**spec, "params": _params(spec, value=0, bind=reach)}
    return deepcopy({key: part for key, part in moved.items() if key != "title"})


def moving(
    chart: alt.LayerChart,
    rows: Mapping[str, Rows],
    last: int,
    height: int,
    titles: Callable[[int], tuple[str, list[str]]],
) -> Moving:
    """Lay out a chart whose places are written with `between`.

    rows: name -> the rows of the data that it leaves open (`slides.named`). last: the last layer, 1
    or more.
    """
    spec = spec_of(
        chart.add_params(
            alt.param(name=LAYER, value=0), alt.param(name="before", expr=_BEFORE.format(last=last))
        ).properties(height=height, title=title("", []))
    )
    return Moving({**spec, "datasets": dict(rows)}, last, titles)


def between(*names: str) -> dict[str, str]:
    """Return the columns that hold where marks are: each is `name`, worked out of `name0`, `name1`,
    … of all layers."""
    return {
        name: f"datum['{name}' + before] + (layer - before) * "
        f"(datum['{name}' + (before + 1)] - datum['{name}' + before])"
        for name in names
    }


def columns(name: str, values: Sequence[float]) -> dict[str, float]:
    """Return the columns of one place, `name0`, `name1`, … of all layers, as `between` reads
    them."""
    return {f"{name}{layer}": round(float(value), 4) for layer, value in enumerate(values)}


def _params(spec: Mapping[str, Any], **of: Any) -> list[dict[str, Any]]:
    """Return a chart's parameters, that of the layer with these parts."""
    return [{**one, **of} if one["name"] == LAYER else one for one in spec["params"]]
