"""Every pair of data types over the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.hub import curves as hub_curves
from semhub.charts.hub.spokes import band_answer
from semhub.ui.hub import pairs
from semhub.ui.shared import cached
from semhub.ui.shared.controls import NAMES
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure_of_spec
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from semhub.charts.slides import Slides
    from semhub.ui.hub.queries import ModelHub


def curves(seen: ModelHub, layer: int, beside: ModelHub | None = None) -> None:
    """Draw one curve a pair, and the mean of all; of a second model the mean."""
    st.markdown(
        f"{escaped(band_answer(seen.hub))} All of this is relative to each data type's own centre."
    )
    slide = _curves(seen, beside, pairs.chosen(seen.hub)).at(layer)
    key = "hub_curves_beside" if beside else "hub_curves"
    figure_of_spec(slide.to_dict(), key, "Similarity of every pair of data types by layer")
    footer(
        "Every grey line is a pair of data types. The shaded layers are the hub: there, at least "
        "80% of the pairs have higher retrieval than at layer 0 and than at the last layer.",
        f"semhub-{key.replace('_', '-')}",
        slide,
        {one.called: one.numbers for one in (seen, beside) if one},
    )


@cached.resource
def _curves(seen: ModelHub, beside: ModelHub | None, chosen: pairs.Pair) -> Slides:
    second = beside and hub_curves.Beside(beside.called, beside.hub)
    return hub_curves.hub_curves(
        seen.hub, model=seen.called, names=NAMES, chosen=chosen, beside=second
    )
