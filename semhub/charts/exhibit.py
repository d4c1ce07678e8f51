"""A real model's recorded curves: where languages meet in it, and in which language it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt

from semhub.charts.palette import colour
from semhub.charts.series import Series, series_curve
from semhub.charts.text_format import number, verdict
from semhub.experiments.verdict import METRIC
from semhub.similarity import METRICS

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.lenses.language_mass import LanguageMass

HEIGHT = 430


def meeting_curves(found: Mapping[str, Comparison], names: Mapping[str, str]) -> alt.LayerChart:
    """Draw the retrieval of English sentences' translations over the layers.

    found: language code -> English against it, all of the same rows.
    """
    first = next(iter(found.values()))
    best = "; ".join(
        f"{names[code]} {number(float(one.metrics[METRIC].value.max()))}"
        for code, one in found.items()
    )
    return series_curve(
        [
            (Series(f"English and {names[code]}", colour(code)), one.metrics[METRIC])
            for code, one in found.items()
        ],
        question="Do languages meet in a real model?",
        answer=[
            *(f"{names[code]}: {_inside(verdict(one.hub))}" for code, one in found.items()),
            f"Best layer: {best}; chance {number(first.metrics[METRIC].chance)}; {first.n} pairs",
        ],
        axis=METRICS[METRIC].axis,
        columns=2,
    ).properties(height=HEIGHT)


def mass_curves(found: LanguageMass, of: str, names: Mapping[str, str]) -> alt.LayerChart:
    """Draw the share of English and of the texts' own language in what the layers read as.

    of: code of the language that the texts are in.
    """
    shown = {code: found.languages[code] for code in ("en", of)}
    english = shown["en"].value
    last = len(english) - 1
    top = int(english.argmax())
    return series_curve(
        [(Series(names[code], colour(code)), mass) for code, mass in shown.items()],
        question=f"In which language does it read {names[of]}?",
        answer=[
            f"At layer {top}: English {english[top]:.0%}, {names[of]} {shown[of].value[top]:.0%}",
            f"At the last: English {english[last]:.0%}, {names[of]} {shown[of].value[last]:.0%}; "
            f"{found.n} texts",
        ],
        axis="share of probability",
        domain=(0, 1),
        columns=2,
    ).properties(height=HEIGHT)


def _inside(sentence: str) -> str:
    """Return a verdict as it stands behind a colon."""
    return sentence[0].lower() + sentence[1:]
