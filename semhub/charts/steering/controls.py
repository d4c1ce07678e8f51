"""What the controls that stand beside a push are called, on charts and in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from semhub.charts.text_format import number

if TYPE_CHECKING:
    from semhub.steering.change import Band

LABELS = {
    "random": "Random directions",
    "pairs": "Pairs of other words",
    "span": "Mixtures of other words",
    "third": "A third word",
    "states": "Texts of the same word",
}
"""Control -> what a person chooses it by."""

PUSHES = {
    "random": "random pushes",
    "pairs": "pushes from one other word to another",
    "span": "pushes along mixtures of other words",
    "third": "pushes to a third word",
    "states": "pushes between texts that say the same word",
}
"""Control -> its pushes, as a sentence has them."""

ROWS = {
    "random": "random", "pairs": "other pairs", "span": "mixtures", "third": "to a third",
    "states": "same word",
}  # fmt: skip
"""Control -> its pushes, as a row has room for them."""


def natural(strength: float) -> str:
    """Return a strength in words: "2 natural differences"."""
    return f"{strength:g} natural difference{'s' * (abs(strength) != 1)}"


def row(name: str, band: Band) -> str:
    return f"{len(band.change)} {ROWS[name]}"


def spread(band: Band) -> str:
    """Return where 95% of the band's pushes lie around its centre; of a single push, the centre."""
    centre = number(band.centre)
    return centre if math.isnan(band.limit) else f"{centre} ± {number(band.limit)}"
