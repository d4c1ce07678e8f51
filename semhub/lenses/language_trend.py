"""Where does a text's own language take over from the dominant one? A curve and its crossing.

"The Semantic Hub Hypothesis" (Wu et al., ICLR 2025, section 3) finds that inner layers lean to the
dominant language, and the last ones to the text's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.quoting import quoted
from semhub.result import Result
from semhub.statistics.band import Band
from semhub.statistics.curve import percentile_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semhub.lenses.language_mass import TextShares


@dataclass(frozen=True, repr=False)
class LanguageTrend(Result):
    """Two languages' shares in texts of one of them, from layer to layer.

    n: number of texts. own, dominant: codes.
    lead: (layers,) the share of `own` less that of `dominant`, with its 95% interval over texts.
    crossing: the last point at which `own` passes `dominant`, in layers, between two of them by a
        straight line; None where it passes nowhere. low, high: its 95% interval over the draws of
        texts that have a crossing. crossed: the share of draws that do.
    """

    model: str
    n: int
    own: str
    dominant: str
    lead: Band
    crossing: float | None
    low: float | None
    high: float | None
    crossed: float

    @property
    def dominant_leads(self) -> list[int]:
        """Layers at which the whole interval is the dominant language's."""
        return np.flatnonzero(self.lead.high < 0).tolist()

    @property
    def own_leads(self) -> list[int]:
        """Layers at which the whole interval is the text's own language's."""
        return np.flatnonzero(self.lead.low > 0).tolist()

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "n": self.n,
            "own": self.own,
            "dominant": self.dominant,
            "lead": self.lead.to_dict(),
            "crossing": self.crossing,
            "low": self.low,
            "high": self.high,
            "crossed": self.crossed,
        }


def language_trend(
    shares: TextShares, own: str, dominant: str = "en", *, seed: int = 0
) -> LanguageTrend:
    """Follow the shares of two languages over depth.

    Raises `InputError` on a language that the shares are not of.
    """
    for code in (own, dominant):
        if code not in shares.languages:
            raise InputError(
                f"There is no share of {quoted(code)}; choose from {', '.join(shares.languages)}."
            )
    mine, other = shares.languages.index(own), shares.languages.index(dominant)
    drawn = shares.draws(seed)
    leads = drawn[..., mine] - drawn[..., other]
    mean = shares.mean
    lead = mean[:, mine] - mean[:, other]
    ends = np.apply_along_axis(percentile_interval, 0, leads)
    crossing = crossing_of(lead)
    passed = [found for one in leads if (found := crossing_of(one)) is not None]
    low, high = percentile_interval(np.array(passed)) if crossing is not None and passed else (
        None, None,
    )  # fmt: skip
    return LanguageTrend(
        shares.model, len(shares.shares), own, dominant, Band(lead, *ends),
        crossing, low, high, len(passed) / len(leads),
    )  # fmt: skip


def crossing_of(lead: Sequence[float] | np.ndarray) -> float | None:
    """The last point at which a curve (layers,) rises above zero; None where it does so nowhere."""
    lead = np.asarray(lead, dtype=float)
    rises = np.flatnonzero((lead[:-1] <= 0) & (lead[1:] > 0))
    if not len(rises):
        return None
    k = int(rises[-1])
    return float(k - lead[k] / (lead[k + 1] - lead[k]))
