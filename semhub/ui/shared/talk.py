"""Talk mode: one chart at a time, large, without what stands around it; and the keys of a clicker.

Everything is enlarged at one place, by the browser: the page is laid out as on a small screen, and
then magnified. So no chart has to know of it, and all look as they do elsewhere.
"""

from __future__ import annotations

import streamlit as st

PARAMETER = "talk"
"""Of a page's link, 1 in talk mode."""

ON = {PARAMETER: "1"}

LESS, LEAST, MOST = 142, 222, 374
"""Pixels of a chart's height in talk mode: how many fewer than elsewhere, but within the other two.
The page is 497 high before it is magnified."""

_ZOOM = "var(--semhub-talk, 1.45)"
STYLE = f"""
html.semhub-talk body {{
[data-testid=stHeader], [data-testid=stElementToolbar], :has(> .st-key-address),
[class*=st-key-footer], .st-key-inputs, :has(> .st-key-inputs),
.st-key-notes .stElementContainer:not(:has(.stAlert)),
:is(.st-key-first, .st-key-below)
    :is(.stSelectbox, .stTextInput, .stCheckbox, .stPopover, .stButtonGroup) {{
    display: none !important;
}}
[data-testid=stMainBlockContainer] {{ zoom: {_ZOOM}; padding: 0.6rem 1.5rem 2.6rem }}
[data-testid=stMainBlockContainer] .stVerticalBlock {{ gap: 0.4rem }}
.stVegaLiteChart {{
    width: calc(100% / {_ZOOM}) !important; height: calc(100% / {_ZOOM}) !important;
    overflow: visible;
}}
h1, h3 {{ padding: 0.1rem 0 0.8rem !important }}
.st-key-story_says {{ min-height: 3.7rem }}
.st-key-story_says p {{ font-size: 1.35rem; line-height: 1.3 }}
.st-key-first > * > .stHorizontalBlock {{ flex-direction: column; gap: 0 }}
.st-key-first > * > .stHorizontalBlock > .stColumn {{
    flex: none; width: 100%; min-height: 0 !important;
}}
.st-key-first > * > .stHorizontalBlock > .stColumn:first-child
    :is(.stVerticalBlock, .stLayoutWrapper) {{ height: auto; overflow: visible }}
.st-key-below > *:not(:has(details[open])), .st-key-below summary {{ display: none }}
.st-key-below details {{ border: none }}
:has(.st-key-below details[open]) > * > .st-key-first {{ display: none }}
.st-key-talk_leave:not(:focus-within) {{
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}}
:has(> .st-key-talk_foot) {{
    position: fixed; bottom: 0; left: 0; right: 0; z-index: 2; width: auto;
    padding: 0.2rem 1.5rem; backdrop-filter: blur(12px);
}}
}}
"""
"""It holds where `talk.js` has marked the page. Streamlit measures a chart's place as it is on the
screen, and the chart is magnified after that; so the place is made smaller, and the magnified chart
fills what the place would have."""


def on() -> bool:
    """Tell whether the page is shown to an audience."""
    return st.query_params.get(PARAMETER) == "1"


def height(wanted: int) -> int:
    """Return the pixels of a chart's height that there is room for."""
    return min(wanted, MOST, max(wanted - LESS, LEAST)) if on() else wanted


def enter_button() -> None:
    """Draw the button that shows the page to an audience."""
    st.button("Talk", key="talk_enter", on_click=_enter, help="Large, without controls; Esc leaves")


def leave_button() -> None:
    """Draw the button that the key Escape presses; it is seen when Tab reaches it."""
    st.button("Leave talk mode", key="talk_leave", on_click=_leave)


def _enter() -> None:
    st.query_params[PARAMETER] = "1"


def _leave() -> None:
    del st.query_params[PARAMETER]
