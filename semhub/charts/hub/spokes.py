"""How charts of many spokes say what was found, and draw each spoke in its colour and shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt

from semhub.charts import palette
from semhub.charts.text_format import layers

if TYPE_CHECKING:
    from semhub.experiments.hub import Findings
    from semhub.experiments.hub.band import Band, End

ROWS = {"world": "scenes", "sums": "sums", "calls": "calls", "concepts": "concepts"}
"""Set -> what its rows are called; those of any other are items."""


def band_answer(hub: Findings) -> str:
    """Return where most pairs have their hub, with the intervals of both ends; where they have
    none, how near they come."""
    band = hub.band
    if not band.pairs:
        return "Too few items for intervals, so that nothing can be said of a band."
    counted = f"{band.pairs} pair{'s' if band.pairs != 1 else ''} of {len(hub.names)} data types"
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
