"""A recorded hub, shown on the page Hub until the model is loaded and has read its items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.hub import matrix as hub_matrix
from semhub.experiments.hub import SETS, Findings
from semhub.models.catalogue import EMBEDDED
from semhub.pools import AUTO
from semhub.ui.hub import headline
from semhub.ui.hub.section import chosen_layer
from semhub.ui.shared import cached, models
from semhub.ui.shared import recorded as shipped
from semhub.ui.shared.controls import NAMES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.ui.hub.controls import Choices

RECORDED = "hub"
"""Written by `python -m semhub hub --model semhub-nano --record FILE.zip`."""

CONTROLS = 72
"""Height in pixels of the line of slider and pair. Until they come a note takes this height, so
that no chart moves."""


def meanwhile(choices: Choices) -> Findings | None:
    """Return the recorded hub if it fits the choices and this server has not computed it yet; else
    None."""
    return _read() if _fits(choices) and models.stamp(EMBEDDED) not in _answered() else None


def answered(choices: Choices, model: Model) -> None:
    """Note that this server has computed the hub itself."""
    if _fits(choices) and model.name == choices.model:
        _answered().add(models.stamp(EMBEDDED))


def _fits(choices: Choices) -> bool:
    found = _read()
    wanted = (choices.model, tuple(choices.sets), set(choices.spokes), choices.metric)
    same = wanted == (EMBEDDED, SETS, set(found.names), found.metric)
    return same and choices.pool in (AUTO, found.pool)


@cached.resource
def _answered() -> set[tuple]:
    """Keep the stamps of the embedded model's files whose hub was computed."""
    return set()


@cached.resource
def _read() -> Findings:
    return Findings.from_dict(shipped.result(RECORDED))


def draw(found: Findings) -> DeltaGenerator:
    """Draw the headline and the matrix, which fill the first screen: drawing more would delay the
    answer. Returns the place for the progress bar.

    Each part has the same place in the page's tree as the part of the answer that replaces it, so
    that nothing flickers: within a run, the browser keeps what is not drawn over.
    """
    layer, called = chosen_layer(found), words.model(found.model)
    with st.columns(headline.COLUMNS)[0]:
        headline.headline({called: found})
    section = st.container()
    awaited = section.container(height=CONTROLS, border=False, gap=None)
    items = sum(rows.n * len(rows.spokes) for rows in found.rows.values())
    awaited.caption(
        f"A recorded result; layer and pair can be chosen once this machine has read all {items:,} "
        "items itself."
    )
    left, right = section.columns(2, gap="medium")
    slides = hub_matrix.hub_matrix(found, model=called, names=NAMES, spokes=found.names, top=1.0)
    left.vega_lite_chart(
        slides.at(layer).to_dict(), width="stretch",
        alt=f"All data types against each other in {called} at layer {layer}, recorded",
    )  # fmt: skip
    with right.container(
        border=True, height=hub_matrix.height(len(found.names)),
        horizontal_alignment="center", vertical_alignment="center",
    ):  # fmt: skip
        st.caption("The items themselves are drawn here once they are read.", width="content")
    return awaited
