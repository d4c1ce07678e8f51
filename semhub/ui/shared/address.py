"""“Copy link”: the address of a page as it is now, with what its own address leaves out."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from semhub.ui.shared import talk

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
CONTROL = """
<button type="button">Copy link</button>
<span role="status"></span>
<label hidden>Copy this link: <input type="text" readonly></label>
"""
STYLE = """
:host, div { overflow: visible }
button {
    min-width: 6.5em; padding: .2em .75em; border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius); background: transparent; cursor: pointer;
    color: var(--st-text-color); font: inherit; font-size: .9em;
    line-height: 1.2; white-space: nowrap;
}
button:hover { border-color: var(--st-primary-color) }
:is(button, input):focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px }
[role=status] {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
label:not([hidden]) {
    position: fixed; top: 4.5rem; right: 1rem; z-index: 9; display: flex; gap: .5em;
    align-items: center; width: min(30em, 100vw - 2rem); box-sizing: border-box; padding: .75em;
    border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
    background: var(--st-background-color); color: var(--st-text-color);
}
input {
    flex: 1; min-width: 0; box-sizing: border-box; padding: .25em .5em; font: inherit;
    border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
    background: var(--st-secondary-background-color); color: var(--st-text-color);
}
"""

PLACE = """
:has(> .st-key-address) {
    position: fixed; top: 1.1rem; right: 8.5rem; z-index: 999991; width: auto;
}
@media (640px < width < 880px) { :has(> .st-key-address) { right: 3.4rem } }
@media (width < 1000px) { .st-key-talk_enter { display: none } }
.st-key-talk_enter button { min-height: 0; padding: 0.2rem 0.75rem }
.st-key-talk_enter button p { font-size: 0.9rem; line-height: 1.2 }
:is(.stTopNavLink, [data-testid=stPageLink-NavLink]):focus-visible {
    outline: 2px solid currentColor;
}
"""
"""The button stands in Streamlit's own bar, between the links and “Stop”. A link of the open page
has the background by which Streamlit shows the focus, and gets another mark."""

_COPY = st.components.v2.component("semhub_address", html=CONTROL, css=STYLE, js=SCRIPT)


def button() -> DeltaGenerator:
    """Draw the button. Return the place of what `note` leaves there for it."""
    with st.container(
        key="address", width="content", horizontal=True, gap="xsmall", vertical_alignment="center"
    ):
        talk.enter_button()
        _COPY(key="copy_link", width="content")
        return st.empty()


def note(place: DeltaGenerator, links: Mapping[str, Mapping[str, str]]) -> None:
    """Leave unseen what leads back to each page: its name in an address -> its parameters."""
    written = (
        f'<span hidden data-page="{page}" data-link="{html.escape(urlencode(link, doseq=True))}">'
        "</span>"
        for page, link in links.items()
    )
    place.html("".join(written) or "<span hidden></span>")
