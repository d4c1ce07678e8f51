"""Play, and the layer's slider: both move the planes in the browser, without running the page.

Python is told the layer where a person came to rest, for the link and for the charts of one layer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

CHARTS = "hub_plane"
"""How the keys of the containers begin whose charts are moved."""

KEY = "hub_player"

HTML = """
<div class="player">
  <button type="button">▶ Play</button>
  <label>Layer 0</label>
  <input type="range" min="0" step="1" aria-label="Layer">
</div>
"""
CSS = """
.player { display: flex; align-items: center; gap: 0.75rem; font-family: var(--st-font) }
label { color: var(--st-text-color); white-space: nowrap }
input { flex: 1; min-width: 0; accent-color: var(--st-primary-color); height: 1.5rem }
button {
    font: inherit; color: var(--st-text-color); background: var(--st-background-color);
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
    padding: 0.25rem 0.75rem; min-width: 6.5rem; cursor: pointer;
}
button:hover { color: var(--st-primary-color); border-color: var(--st-primary-color) }
:is(button, input):focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px }
"""

STYLE = f"<style>[class*=st-key-{CHARTS}] .vega-bindings {{ display: none !important }}</style>"
"""The input that each chart has of its own, which the player moves, is not shown."""

_player = st.components.v2.component(
    "semhub_player", html=HTML, css=CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)  # fmt: skip


def style() -> None:
    """Draw what the charts look like; before them, so that nothing moves."""
    st.html(STYLE)


def player(layer: int, last: int, moved: Callable[[int], None] | None = None) -> None:
    """Draw both.

    layer: where the planes come to rest. last: the last layer. moved: called with another layer
    that a person chose; without it, the page does not hear of one.
    """
    opens = not st.session_state.get(f"{KEY}/opened", False)
    data = {"charts": CHARTS, "layer": layer, "last": last, "opens": opens, "kept": bool(moved)}
    if moved is None:
        _player(data=data)
        return
    st.session_state[f"{KEY}/opened"] = True

    def tell() -> None:
        moved(int(st.session_state[KEY]["layer"]))

    _player(key=KEY, data=data, on_layer_change=tell)
