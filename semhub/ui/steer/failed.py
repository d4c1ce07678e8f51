"""“What did not work?”: pushes that were tried on the chosen model and failed; their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from semhub.charts.steering.shifts import change
from semhub.datasets.pushes import ABOUT
from semhub.datasets.tried import MOST, recorded
from semhub.ui.shared.messages import escaped
from semhub.ui.steer import results, words
from semhub.ui.steer.controls import PRESET, SPOKE, spoke_name

if TYPE_CHECKING:
    from semhub.datasets.tried import Trial
    from semhub.models.protocol import Model

ASKS = "What did not work?"


def draw(model: Model) -> None:
    """Draw the table. Each push in it is a link that shows it."""
    tried = results.tried(model)
    failed = [one for one in tried if not one.worked]
    how = (
        "measured once (`python -m semhub.evaluation.pushes`)"
        if recorded(model.name)
        else "pushed just now"
    )
    st.markdown(
        f"{len(failed)} of {len(tried)} ready-made pushes, {how}, change fewer than {MOST:.0%} of "
        "the answers as intended, or move them no farther than 95% of random pushes do. They are "
        "not in the list of pushes; these links open them."
    )
    if failed:
        st.table([_row(one, model.name) for one in failed], border="horizontal")


def _row(one: Trial, model: str) -> dict[str, str]:
    title, spoke = ABOUT[one.preset].title, spoke_name(one.spoke)
    link = urlencode({"model": model, PRESET: title, SPOKE: spoke})
    low, high = (float("nan") if end is None else end for end in (one.low, one.high))
    return {
        "Push": f"[{escaped(title)}](?{link})",
        "While it reads": spoke,
        "Changed as intended": f"{one.changed} of {one.open}",
        "Under random pushes": f"{words.count(one.at_random)} of {one.open}",
        "Log-odds, nats": change(one.change, low, high),
        "Times as far as random": "–" if one.times is None else f"{one.times:.1f}",
    }
