"""How charts of many spokes say what was found, and draw each spoke in its colour and shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from semhub.charts import palette
from semhub.charts.text_format import layers, number, of_hundred, one_in
from semhub.experiments.verdict import METRIC
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.hub import Findings
    from semhub.experiments.hub.band import Band, End
    from semhub.statistics.curve import Curve

ROWS = {"world": "scenes", "sums": "sums", "calls": "calls", "concepts": "concepts"}
"""Set -> what its rows are called; those of any other are items."""


def band_answer(hub: Findings) -> str:
    """Return where most pairs have their hub, with the intervals of both ends; where they have
    none, how near they come."""
    band = hub.band
    if not band.pairs:
        return "Too few items for intervals, so that nothing can be said of a band."
    counted = _pairs(band.pairs, hub)
    if not band.layers:
        best = int(band.share.argmax())
        return (
            f"No common hub: at most {band.share[best]:.0%} of {counted} meet at one layer (layer "
            f"{hub.layers[best]}) and part again; 80% would make a hub."
        )
    first, last = band.first, band.last
    within = layers(range(first.layer, last.layer + 1)).lower()
    return (
        f"Hub: at least 80% of {counted} meet at {within}, and part again; {rows_of(hub)}. "
        f"{drawn_again(band)}"
    )


def found_answer(hub: Findings) -> str:
    """Return how many items find their partner at the layer where most do; where too few items were
    compared to tell, what there is to say of a band."""
    values, curves = _retrieved(hub)
    if not np.isfinite(values).all():
        return band_answer(hub)
    best = int(values.argmax())
    chance = float(np.mean([curve.chance for curve in curves]))
    return (
        f"At layer {hub.layers[best]}, {of_hundred(values[best])} of 100 items find their partner "
        f"across {_pairs(len(curves), hub)}; by chance {one_in(chance)}."
    )


def found_layer(hub: Findings) -> int:
    """Return the layer that `found_answer` names; where it names none, the first."""
    values, _curves = _retrieved(hub)
    return hub.layers[int(values.argmax())] if np.isfinite(values).all() else hub.layers[0]


def _retrieved(hub: Findings) -> tuple[np.ndarray, list[Curve]]:
    """Return (layers,) the share of items that find their partner, mean of all pairs, and the
    curves that it is of."""
    curves = [cell.retrieval or cell.comparison.metrics.get(METRIC) for cell in hub.cells]
    known = [curve for curve in curves if curve is not None]
    return np.mean([curve.value for curve in known], axis=0) if known else np.array([np.nan]), known


def _pairs(count: int, hub: Findings) -> str:
    """Return such as "70 pairs of 13 data types"."""
    return f"{count} pair{'s' if count != 1 else ''} of {len(hub.names)} data types"


def by_layer(hub: Findings) -> list[str]:
    """Return layer -> what the mean of all pairs is there, in a few words."""
    if hub.metric == METRIC:
        return [f"{of_hundred(value)} of 100 find their partner" for value in mean_of(hub)]
    axis = METRICS[hub.metric].axis
    return [f"mean {axis} {number(value)}" for value in mean_of(hub)]


def mean_of(hub: Findings) -> np.ndarray:
    """Return (layers,) the mean over all pairs that could be told."""
    return np.nanmean([cell.curve.value for cell in hub.cells], axis=0)


def drawn_again(band: Band) -> str:
    """Return how sure a band is: how often items that are drawn again have one, and where."""
    first, last = band.first, band.last
    return (
        f"How sure: the items were drawn again many times, with replacement. {band.found:.0%} of "
        f"these draws have a hub; in 95% of those it begins at {_one_of(first)} and ends at "
        f"{_one_of(last)}."
    )


def _one_of(end: End) -> str:
    return f"layer {end.low}" + (f" to {end.high}" if end.high > end.low else "")


def rows_of(hub: Findings) -> str:
    """Return how many items there are, such as "200 scenes, 200 sums and 10 calls"."""
    parts = [f"{rows.n} {ROWS.get(name, 'items')}" for name, rows in hub.rows.items()]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]


def colours(spokes: Sequence[str], names: Mapping[str, str], legend: alt.Legend | None = None):
    """Return the colour encoding: each spoke in its own, named in the legend."""
    return alt.Color("spoke:N", legend=legend, **_own(spokes, names, palette.colour))


def shapes(spokes: Sequence[str], names: Mapping[str, str], legend: alt.Legend | None = None):
    """Return the shape encoding: each spoke in the shape of its kind, named in the legend."""
    return alt.Shape("spoke:N", legend=legend, **_own(spokes, names, palette.shape))


def _own(spokes: Sequence[str], names: Mapping[str, str], of: Callable[[str], str]) -> dict:
    called = [names[spoke] for spoke in spokes]
    scale = alt.Scale(domain=called, range=[of(spoke) for spoke in spokes])
    return {"scale": scale}
