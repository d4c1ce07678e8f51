"""The first screen of the page Hub: the question, its answer, and the items that come together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.hub.plane import HEIGHT, hub_plane, kept, letters, places_at
from semhub.charts.hub.spokes import ROWS, by_layer, found_answer, found_layer
from semhub.experiments.hub import NeighbourMap
from semhub.ui.hub import player
from semhub.ui.shared import cached, first, links, talk
from semhub.ui.shared.arrow import tables
from semhub.ui.shared.controls import NAMES
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import kept as words_kept
from semhub.ui.shared.messages import escaped

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.charts.moving import Moving
    from semhub.experiments.hub import Findings, Layout

QUESTION = "Do things that mean the same come together?"
LAYER = "hub_layer"
BEFORE = f"{player.CHARTS}_before"
CAVEAT = "Who is near whom counts; how far groups are apart, and their size, mean nothing."
LETTERS = "hub_letters"
STYLE = f"""<style>
@media (min-width: 1080px) {{ [class*=st-key-{LETTERS}] {{ display: none }} }}
</style>"""
"""The joined rows' texts are a part of the chart where it has room for them, and stand under it
where it has none."""


@dataclass(frozen=True)
class Places:
    """answer: the first screen's. note: below it, for what has to be known to read it. Both are
    `st.empty`: a run that draws into one twice leaves nothing of the first behind."""

    answer: DeltaGenerator
    note: DeltaGenerator


def style() -> None:
    """Draw what the first screen looks like; before all else, so that nothing moves."""
    st.html(STYLE)
    player.style()


def draw(
    places: Places, called: str, hub: Findings, layout: Layout, *, layer: int, says: str = ""
) -> None:
    """Draw it all.

    says: what has to be said of a result that stands there for a while; the page does not follow
    the layer that a person chooses in it.
    """
    # All of it is at hand before any is drawn, so that nothing on the page moves meanwhile.
    chart, answer = made(called, hub, layout), found_answer(hub)
    with places.answer.container():
        first.question(QUESTION)
        first.answer(answer)
        plane(chart, called, BEFORE if says else player.CHARTS)
        player.player(layer, hub.layers[-1], None if says else _chosen(hub.layers[-1]))
        st.container(key=f"{LETTERS}/{bool(says)}").caption(
            " · ".join(f"**{letter}** {escaped(text)}" for letter, text in letters(layout).items())
        )
    if says:
        places.note.caption(f"{escaped(says)} {note(hub, layout, layer)}")
        return
    with places.note.container():
        below(chart, hub, layout, layer, "semhub-hub-plane")


@cached.resource
def made(called: str, hub: Findings, layout: Layout) -> Moving:
    """Make the chart of the items."""
    return hub_plane(layout, model=called, names=NAMES, says=by_layer(hub))


def plane(chart: Moving, called: str, key: str) -> None:
    """Draw the items. key: of the place, which begins as the player knows it."""
    spec = chart.to_dict()
    spec["datasets"] = tables(spec["datasets"])
    title, answer = chart.title(0)
    spec["usermeta"] = words_kept({}, title, answer)
    height = talk.height(HEIGHT)
    with st.container(key=key):
        st.vega_lite_chart(
            spec | {"height": height}, width="stretch", height=height,
            alt=f"Items of all data types in {called}, in two dimensions, moving from layer to "
            "layer",
        )  # fmt: skip


def below(chart: Moving, hub: Findings, layout: Layout, layer: int, name: str) -> None:
    """Draw what stands under the chart: how to read it, and its downloads. name: of the files."""
    import pandas as pd  # slow to import, and no chart here needs it

    numbers = pd.DataFrame(places_at(layout, layer, NAMES)).assign(layer=layer)
    footer(note(hub, layout, layer), name, chart.at(layer), numbers)


def note(hub: Findings, layout: Layout, layer: int) -> str:
    """Say what is drawn, how faithful it is, and what was left out."""
    of = ROWS.get(layout.rows, "items")
    how = "t-SNE" if isinstance(layout.places, NeighbourMap) else "PCA"
    shown = f"{len(layout.texts)} of {layout.count} {of}" if layout.count else of
    parts = [
        f"Each mark is one of {shown}, in one data type; lines join those that mean the same.",
        f"{how}, layer {layer}: {kept(layout.places, layer)}.",
        _undrawn(hub, layout),
        CAVEAT if how == "t-SNE" else "",
        *dict.fromkeys(f"Left out: {escaped(why)}" for why in hub.left_out.values()),
    ]
    return " ".join(filter(None, parts))


def _undrawn(hub: Findings, layout: Layout) -> str:
    """Name the data types of the hub that have no items in the set that is drawn."""
    others = [NAMES.get(name, name) for name in hub.names if name not in layout.places.spokes]
    if not others:
        return ""
    of = ROWS.get(layout.rows, "items")
    return f"Not drawn, as they have no {of}: {escaped(', '.join(others))}."


def chosen_layer(hub: Findings) -> int:
    """Return the layer chosen by hand or by a link; else the one of the answer."""
    return links.number(LAYER, 0, hub.layers[-1], found_layer(hub))


def linked_layer(hub: Findings) -> int:
    """Return the same of a hub that is drawn for a while, whose depth decides nothing."""
    written = links.whole_number(st.query_params.get(LAYER, ""), 0, hub.layers[-1])
    return found_layer(hub) if written is None else written


def link() -> dict[str, str]:
    """Return the layer as a link parameter, where one was chosen."""
    return {LAYER: st.query_params[LAYER]} if LAYER in st.query_params else {}


def _chosen(last: int) -> Callable[[int], None]:
    return lambda layer: links.choose(LAYER, min(max(layer, 0), last))
