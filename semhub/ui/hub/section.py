"""One layer of the hub at a time: matrix, plane, curves, and the pair that is chosen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from semhub.ui.hub import figures, pairs
from semhub.ui.shared import links

if TYPE_CHECKING:
    from semhub.experiments.hub import Findings
    from semhub.ui.hub.view import View

LAYER, PLAYING, STEPPED = "hub_layer", "hub_playing", "hub_stepped"
STEP = 1.0
"""Seconds that a layer is shown while the slider plays."""


def section(view: View, remember: Callable[[dict[str, str]], None]) -> None:
    """Draw the section; a fragment, so that another layer does not run the whole page.

    remember: called with layer and pair as link parameters.
    """
    playing = st.session_state.get(PLAYING, False)
    st.fragment(_section, run_every=STEP if playing else None)(view, remember, playing)


def _section(view: View, remember: Callable, running: bool) -> None:
    """running: whether the slider was playing when the page was drawn."""
    hub = view.first.hub
    last = hub.layers[-1]
    if running:
        _step(last)
    if st.session_state.get(PLAYING, False) != running:
        st.rerun()
    layer = chosen_layer(hub)
    pairs.follow_click(hub)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("⏸ Pause" if running else "▶ Play", on_click=_play, args=(last,), key="hub_play")
        st.slider("Layer", 0, last, key=LAYER, on_change=_moved, persist_state="session")
        chosen = pairs.choose(hub)
    kept = {LAYER: str(layer)} if LAYER in st.query_params else {}
    remember(kept | ({pairs.PAIR: pairs.name_of(chosen)} if chosen else {}))
    places = figures.matrices(view, layer, chosen)
    figures.curves(view, layer, chosen)
    if chosen:
        pairs.similarity(view, chosen, layer)
    figures.planes(view, layer, places)


def chosen_layer(hub: Findings) -> int:
    """Return the layer chosen by hand or by a link; else the best layer of the hub."""
    last = hub.layers[-1]
    if st.session_state.get(PLAYING, False):  # a layer shown while playing was not chosen
        st.session_state[LAYER] = min(st.session_state.get(LAYER, 0), last)
        return st.session_state[LAYER]
    return links.number(LAYER, 0, last, hub.best_layer() or 0)


def _moved() -> None:
    """Stop playing, since a person chose a layer."""
    st.session_state[PLAYING] = False
    links.keep(LAYER)


def _play(last: int) -> None:
    """Start or stop playing; start at the first layer if the last is shown."""
    playing = not st.session_state.get(PLAYING, False)
    st.session_state[PLAYING] = playing
    st.session_state[STEPPED] = time.monotonic()
    if playing and st.session_state[LAYER] == last:
        st.session_state[LAYER] = 0
    links.keep(LAYER)


def _step(last: int) -> None:
    """Go one layer on if this one was shown long enough: other clicks run this too."""
    if time.monotonic() - st.session_state[STEPPED] < 0.7 * STEP:
        return
    st.session_state[STEPPED] = time.monotonic()
    st.session_state[LAYER] = min(st.session_state[LAYER] + 1, last)
    if st.session_state[LAYER] == last:
        st.session_state[PLAYING] = False
        links.keep(LAYER)
