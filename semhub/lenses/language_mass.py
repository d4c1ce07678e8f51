"""In which language do the layers read? The lens's probability by language, over many texts.

Section 3 of "The Semantic Hub Hypothesis" (Wu et al., ICLR 2025) follows it over depth: the paper's
second claim is that texts in any language read as the dominant one in the middle layers, and as
their own towards the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval

if TYPE_CHECKING:
    from semhub.lenses.languages import LanguageTable
    from semhub.models.protocol import TokenModel

RESAMPLES = 1000


@dataclass(frozen=True)
class LanguageMass:
    """The logit lens's probability by language, over the own tokens of each text, mean of texts.

    n: number of texts. languages: code -> its share with its 95% interval over texts; all add
        up to 1.
    covered: the share of the model's vocabulary that was seen in text of a known language. The
        probability of any other token is divided evenly, so that it favours none.
    """

    model: str
    n: int
    languages: Mapping[str, Band]
    covered: float

    def to_dict(self) -> dict:
        """The `languages --json` contract: one number a layer in every list."""
        return {
            "model": self.model,
            "n": self.n,
            "covered": self.covered,
            "languages": {code: band.to_dict() for code, band in self.languages.items()},
        }

    @classmethod
    def from_dict(cls, recorded: Mapping) -> LanguageMass:
        """Read what `to_dict` wrote."""
        languages = {
            code: Band(**{part: np.array(numbers) for part, numbers in parts.items()})
            for code, parts in recorded["languages"].items()
        }
        return cls(recorded["model"], recorded["n"], languages, recorded["covered"])


def language_mass(
    model: TokenModel,
    texts: Sequence[Text],
    table: LanguageTable,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> LanguageMass:
    """Read every text by the logit lens and add up its probability by language.

    progress: called with texts, done and in all. Raises `InputError` without texts, for items that
    are no texts, and for a model without a head.
    """
    # Here and not above: what was recorded can then be shown before torch is loaded.
    from semhub.lenses.reading import read

    if not texts or any(item.modality != "text" for item in texts):
        raise InputError("Languages are counted over texts; give at least one, and nothing else.")
    curves = []
    for done, text in enumerate(texts, start=1):
        curve = read(model, text, top=1, languages=table).language_curve()
        assert curve is not None  # since there is a table
        curves.append(curve)
        if progress:
            progress(done, len(texts))
    taken = np.stack(curves)  # (texts, layers, languages)
    draws = bootstrap_indices(len(texts), RESAMPLES, seed)
    drawn = np.stack([taken[draw].mean(axis=0) for draw in draws])
    ends = np.apply_along_axis(percentile_interval, 0, drawn)
    value = taken.mean(axis=0)
    return LanguageMass(
        model.name,
        len(texts),
        {
            code: Band(value[:, k], ends[0, :, k], ends[1, :, k])
            for k, code in enumerate(table.languages)
        },
        float(table.seen.mean()),
    )
