"""The lenses side by side: each cell as every one of them reads it, and where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.lens.rows import lens_rows, lens_rows_frame
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.kinds import KINDS, Kind
from semhub.ui.shared import messages
from semhub.ui.shared.export import footer
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.models.protocol import Model


def draw(model: Model, item: Text, kinds: Sequence[Kind]) -> None:
    """Draw them. A lens that is not fitted is left out, and a sentence says how to fit it."""
    readings = []
    for kind in kinds:
        try:
            readings.append(lenses.reading(model, item, kind))
        except InputError as error:
            if not KINDS[kind].fitted:
                raise
            messages.info(str(error))
    agree = lenses.agreement(model, readings)
    chart = lens_rows(readings, agree)
    st.altair_chart(chart, key="lens_rows", alt="Each cell as every lens reads it")
    footer(
        "Framed: the same best word as another lens at that layer and position, whatever its "
        "capitals or the space in front. A head says tokens and a neighbour is a whole word, so "
        "those agree where the token is the first piece of the word; a short piece begins many. "
        "At the last layer the Jacobian lens is the logit lens.",
        "semhub-lenses",
        chart,
        lens_rows_frame(readings, agree),
    )
