"""A click on a chart, which is followed once: afterwards other controls may choose otherwise."""

from __future__ import annotations

import streamlit as st


def clicked(chart: str, pick: str) -> dict | None:
    """Find the point that was clicked since the last run; None where none was.

    chart: the chart's key. pick: the name of its selection, of one point.
    """
    points = selected(chart, pick)
    before = st.session_state.get(f"{chart}/clicked")
    # One that was undone, or went with its chart, can be clicked again.
    st.session_state[f"{chart}/clicked"] = points
    return points[0] if points and points != before else None


def selected(chart: str, pick: str) -> list[dict]:
    """List the points of a selection as it is now, whether or not it was followed."""
    event = st.session_state.get(chart) or {"selection": {}}
    return event["selection"].get(pick) or []
