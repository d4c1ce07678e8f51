"""A short tour of the home page, on a browser's first visit, that ends on a real result."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from semhub.ui.home import typed

STEPS = (
    "Each mark is a sentence, code, a picture or a sound.",
    "At layer 0, where the model begins, each colour keeps to itself. Press Play.",
    "In the middle layers, what means the same has come together. Lines join a few such items.",
    "Now a sentence that the model never saw: what lies nearest to it?",
)
KEY = "tour"
HTML = """
<section aria-label="Tour" hidden>
  <p role="status"></p>
  <button type="button" class="next"></button>
  <button type="button" class="end" aria-label="Close the tour">×</button>
</section>
<button type="button" class="again" hidden>Tour</button>
"""
CSS = """
section {
    border-left: 3px solid var(--st-primary-color); padding-left: .75em;
    color: var(--st-text-color); font-family: var(--st-font);
}
p { margin: 0 0 .5em }
button {
    font: inherit; font-size: .9em; color: var(--st-text-color); cursor: pointer;
    background: var(--st-background-color); border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius); padding: .2em .75em;
}
button:hover { color: var(--st-primary-color); border-color: var(--st-primary-color) }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px }
"""

_tour = st.components.v2.component(
    "semhub_tour", html=HTML, css=CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)  # fmt: skip


def draw() -> None:
    """Draw the step that a person has come to; the last one types the sentence for them."""

    def shown() -> None:
        st.session_state[typed.KEY] = typed.EXAMPLE

    _tour(key=KEY, data={"steps": STEPS, "last": "Show me"}, on_show_change=shown)
