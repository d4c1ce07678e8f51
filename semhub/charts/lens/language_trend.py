"""By how much a text's own language leads the dominant one, and where it takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from semhub.charts.palette import colour
from semhub.charts.series import Series, series_curve
from semhub.charts.text_format import layers, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semhub.lenses.language_trend import LanguageTrend

SURE = 0.95
"""Share of the draws that must have a crossing before an interval is named."""


def language_trend_curve(found: LanguageTrend, names: Mapping[str, str]) -> alt.LayerChart:
    """names: language code -> name."""
    own, dominant = (names.get(code, code) for code in (found.own, found.dominant))
    return series_curve(
        [(Series(f"{own} less {dominant}", colour(found.own)), found.lead)],
        question=f"Where does {own} take over from {dominant}?",
        answer=[one.rstrip(".") for one in language_trend_answer(found, names)],
        axis="difference of shares",
    )


def language_trend_answer(found: LanguageTrend, names: Mapping[str, str]) -> list[str]:
    """Which language leads where, and where the text's own takes over: a sentence each."""
    own, dominant = (names.get(code, code) for code in (found.own, found.dominant))
    last = len(found.lead.value) - 1
    leads = (
        f"In {found.n} {own} texts {dominant} clearly leads at "
        f"{layers(found.dominant_leads).lower()} of 0 to {last}, "
        f"{own} at {layers(found.own_leads).lower()}."
    )
    if found.crossing is None:
        since = ", as it leads from layer 0 on" if found.lead.value[0] > 0 else ""
        return [leads, f"{own} never passes {dominant}{since}."]
    where = f"{own} last passes {dominant} at layer {number(found.crossing)}"
    if found.crossed < SURE:
        return [leads, f"{where}, and in {found.crossed:.0%} of draws of the texts at all."]
    return [leads, f"{where} [{number(found.low)}, {number(found.high)}]."]
