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
from semhub.result import Result
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval

if TYPE_CHECKING:
    from semhub.lenses.kinds import Kind
    from semhub.lenses.languages import LanguageTable
    from semhub.models.protocol import Model

RESAMPLES = 1000

AT_ONCE = 32
"""Texts whose states of all layers are kept at a time."""


@dataclass(frozen=True, repr=False)
class LanguageMass(Result):
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


@dataclass(frozen=True)
class TextShares:
    """The lens's probability by language in each text, before texts are averaged.

    shares: (texts, layers, languages) mean over positions. weights: (texts,) what each text counts
        in the mean over texts; None where all count the same. languages: codes.
    """

    model: str
    languages: tuple[str, ...]
    shares: np.ndarray
    weights: np.ndarray | None
    covered: float

    def draws(self, seed: int = 0) -> np.ndarray:
        """(resamples, layers, languages) means over texts drawn anew with replacement."""
        return np.stack(
            [self._mean(draw) for draw in bootstrap_indices(len(self.shares), RESAMPLES, seed)]
        )

    @property
    def mean(self) -> np.ndarray:
        """(layers, languages)."""
        return self._mean(np.arange(len(self.shares)))

    def mass(self, seed: int = 0) -> LanguageMass:
        """The means with their intervals."""
        ends = np.apply_along_axis(percentile_interval, 0, self.draws(seed))
        value = self.mean
        return LanguageMass(
            self.model,
            len(self.shares),
            {
                code: Band(value[:, k], ends[0, :, k], ends[1, :, k])
                for k, code in enumerate(self.languages)
            },
            self.covered,
        )

    def _mean(self, rows: np.ndarray) -> np.ndarray:
        weights = None if self.weights is None else self.weights[rows]
        return np.average(self.shares[rows], axis=0, weights=weights)


def language_mass(
    model: Model,
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
    return text_shares(model, texts, table, progress=progress).mass(seed)


def text_shares(
    model: Model,
    texts: Sequence[Text],
    table: LanguageTable,
    *,
    kind: Kind = "logit",
    by_position: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> TextShares:
    """Read each text and add up its probability by language.

    by_position: whether every position counts the same, special ones too, as in the code released
        with the paper; otherwise every text does, by the mean over its own positions.
    progress, errors: as `language_mass`.
    """
    # Here and not above: what was recorded can then be shown before torch is loaded.
    from semhub.lenses.head import normed
    from semhub.lenses.tiles import Shares, read_tiles
    from semhub.states.extraction import positions_of_all

    if not texts or any(item.modality != "text" for item in texts):
        raise InputError("Languages are counted over texts; give at least one, and nothing else.")
    reads = model.require_head()
    shares = Shares(table, reads.device)
    curves, counts = [], []
    for start in range(0, len(texts), AT_ONCE):
        for content, states in positions_of_all(model, texts[start : start + AT_ONCE]):
            norms = [normed(kind, last=layer == len(states) - 1) for layer in range(len(states))]
            read = [
                read_tiles(reads, state.to(reads.device), norm=norm, shares=shares).mass
                for state, norm in zip(states, norms, strict=True)
            ]
            mass = np.array(read, dtype=float)  # (layers, positions, languages)
            if not by_position:
                mass = mass[:, content.numpy()]
            curves.append(mass.mean(axis=1))
            counts.append(mass.shape[1])
            if progress:
                progress(len(curves), len(texts))
    weights = np.array(counts, dtype=float) if by_position else None
    return TextShares(model.name, table.languages, np.stack(curves), weights, table.covered)
