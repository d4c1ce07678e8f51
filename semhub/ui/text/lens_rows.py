"""The lenses side by side: each cell as every one of them reads it, and where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.charts.lens.rows import lens_rows, lens_rows_frame
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.kinds import KINDS, Kind
from semhub.ui.shared import figure, messages
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.text import lenses

if TYPE_CHECKING:
    from semhub.models.protocol import Model


def draw(model: Model, item: Text, kinds: Sequence[Kind]) -> None:
    """Draw the lenses. One that is not fitted is left out, with a note on how to fit it."""
    readings = []
    for kind in kinds:
        try:
            readings.append(lenses.reading(model, item, kind))
        except InputError as error:
            if not KINDS[kind].fitted:
                raise
            messages.info(str(error))
    agree = lenses.agreement(model, readings)
    chart = drawn(lens_rows, readings, agree)
    figure.figure(chart, "lens_rows", "Each cell as every lens reads it", wide=True)
    footer(
        "Framed: another lens has the same best word at that layer and position; capitals and the "
        "space in front do not count. The logit and Jacobian lenses read tokens, neighbours are "
        "whole words: they agree where the token begins the word, which is easy for short tokens. "
        "At the last layer the Jacobian lens is the logit lens.",
        "semhub-lenses",
        chart,
        lens_rows_frame(readings, agree),
    )
