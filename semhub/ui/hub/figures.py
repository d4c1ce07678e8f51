"""The charts of one layer: matrix and plane of each model, and the curves under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts.hub import curves as hub_curves
from semhub.charts.hub import matrix as hub_matrix
from semhub.charts.hub import plane as hub_plane
from semhub.charts.hub.spokes import ROWS
from semhub.ui.hub.queries import BY_STATES
from semhub.ui.shared import cached, messages
from semhub.ui.shared.controls import NAMES
from semhub.ui.shared.export import footer

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.charts.slides import Slides
    from semhub.ui.hub.queries import ModelHub
    from semhub.ui.hub.view import View

MATRIX, BESIDE = "hub_matrix", "hub_matrix_beside"
Pair = tuple[str, str] | None

SAYS = {
    "pca": "",
    "tsne": "  \nt-SNE shows which items are near each other at this layer; the distance between "
    "groups, and their size and density, mean nothing.",
}
"""The note under a plane on how to read it."""


def matrices(view: View, layer: int, chosen: Pair) -> Sequence[DeltaGenerator]:
    """Draw each model's matrix; return the places of the planes: beside a single matrix, below each
    of two."""
    places = st.columns(2, gap="medium")
    keys = (MATRIX, BESIDE)
    for place, seen, key, at in zip(places, view.seen, keys, _layers(view, layer), strict=False):
        with place:
            _matrix(view, seen, key, at, chosen)
    return st.columns(2, gap="medium") if view.second else places[1:]


def planes(view: View, layer: int, places: Sequence[DeltaGenerator]) -> None:
    """Draw each model's plane, last, since a new one takes time. Meanwhile the previous one stays,
    with a progress bar for the new one below it."""
    charts = [place.container() for place in places]
    with places[0].container():
        limits = view.limits()
    keys = ("hub_plane", "hub_plane_beside")
    for chart, seen, key, at in zip(charts, view.seen, keys, _layers(view, layer), strict=False):
        with chart:
            _plane(view, seen, key, at, limits)


def _layers(view: View, layer: int) -> list[int]:
    """Find the layer of each model; the second model's is at the same share of its depth."""
    depth = view.first.hub.layers[-1]
    return [round(layer * seen.hub.layers[-1] / depth) for seen in view.seen]


def _matrix(view: View, seen: ModelHub, key: str, layer: int, chosen: Pair) -> None:
    slide = _matrices(seen, view.spokes, view.top, chosen).at(layer)
    st.vega_lite_chart(
        slide.to_dict(), key=key, on_select="rerun", width="stretch",
        alt=f"All data types against each other in {seen.called} at layer {layer}",
    )  # fmt: skip
    footer(
        "Each cell is a pair of data types, the bluer the nearer; point at it for its interval, "
        "click it for its curve.",
        f"semhub-{key.replace('_', '-')}",
        slide,
        seen.numbers,
    )


def _plane(view: View, seen: ModelHub, key: str, layer: int, limits: hub_plane.Limits) -> None:
    if view.plane(seen) is None:
        rows = ROWS.get(view.rows, view.rows)
        messages.info(f"{seen.named} takes too few of the data types of these {rows}.")
        return
    slides = _planes(seen, view.rows, view.by, view.shown, view.joined, limits, view)
    slide = slides.at(layer)
    st.vega_lite_chart(
        slide.to_dict(), key=key, width="stretch",
        alt=f"Items of all data types in {seen.called} at layer {layer}, in two dimensions",
    )  # fmt: skip
    drawn = slide.spec["datasets"]
    letters = hub_plane.letters(view.joined, view.texts)
    footer(
        " · ".join(f"**{letter}** {text}" for letter, text in letters.items()) + SAYS[view.by],
        f"semhub-{key.replace('_', '-')}",
        slide,
        pd.DataFrame([*drawn["joined"], *drawn["others"]]).assign(layer=layer),
    )


def curves(view: View, layer: int, chosen: Pair) -> None:
    """Draw one curve a pair, and the mean of all."""
    slide = _curves(view.first, view.second, chosen).at(layer)
    st.vega_lite_chart(
        slide.to_dict(), key="hub_curves", width="stretch",
        alt="Similarity of every pair of data types by layer",
    )  # fmt: skip
    footer(
        "Every grey line is a pair of data types. The shaded layers are the hub: there, at least "
        "80% of the pairs have higher retrieval than at layer 0 and than at the last layer.",
        "semhub-hub-curves",
        slide,
        {seen.called: seen.numbers for seen in view.seen},
    )


@cached.resource(max_entries=32)
def _matrices(seen: ModelHub, spokes: tuple, top: float, chosen: Pair) -> Slides:
    return hub_matrix.hub_matrix(
        seen.hub, model=seen.called, names=NAMES, spokes=spokes, top=top, chosen=chosen
    )


@cached.resource(max_entries=16, hash_funcs=BY_STATES)
def _planes(
    seen: ModelHub, rows: str, by: str, shown: tuple, joined: tuple, limits: tuple, _view: View
) -> Slides:
    return hub_plane.hub_plane(
        _view.plane(seen),
        model=seen.called,
        names=NAMES,
        texts=_view.texts,
        shown=shown,
        joined=joined,
        limits=limits,
        height=hub_matrix.height(len(_view.spokes)),
    )


@cached.resource(max_entries=32)
def _curves(first: ModelHub, second: ModelHub | None, chosen: Pair) -> Slides:
    beside = second and hub_curves.Beside(second.called, second.hub)
    return hub_curves.hub_curves(
        first.hub, model=first.called, names=NAMES, chosen=chosen, beside=beside
    )
