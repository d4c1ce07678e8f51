"""Which language a token belongs to, counted from text whose language is known.

P(language | token) is the token's relative frequency in each language's text, normalised over
languages; a token seen in none is uniform, so that it says nothing. The counts are of the embedded
data, which is small: the table tells languages apart, it does not model them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.models.protocol import Model


@dataclass(frozen=True)
class LanguageTable:
    """P(language | token).

    languages: their codes, in the order of the columns.
    probabilities: (vocabulary, languages) float32, each row sums to one.
    seen: (vocabulary,) whether the token occurred at all.
    """

    languages: tuple[str, ...]
    probabilities: np.ndarray
    seen: np.ndarray

    @property
    def covered(self) -> float:
        """Share of the vocabulary that occurred; the rest is divided evenly, and favours none."""
        return float(self.seen.mean())

    def mass(self, token_probabilities: np.ndarray) -> np.ndarray:
        """Language mass (..., languages) of probabilities over tokens (..., vocabulary)."""
        return token_probabilities @ self.probabilities

    def of(self, token: int) -> str | None:
        """The language that the token belongs to with more than half, or None."""
        best = int(self.probabilities[token].argmax())
        belongs = self.probabilities[token, best] > 0.5
        return self.languages[best] if belongs else None


def table(model: Model, corpora: Mapping[str, Sequence[str]], vocabulary: int) -> LanguageTable:
    """Count the tokens of `corpora` (language -> texts) as the model's tokenizer cuts them.

    vocabulary: number of rows of the model's head. Frequencies are relative to each language's
    number of tokens, so that a language with more text does not own what all share.
    """
    languages = tuple(corpora)
    counts = np.zeros((vocabulary, len(languages)))
    for column, language in enumerate(languages):
        ids = np.fromiter(model.content_ids(corpora[language]), dtype=np.int64)
        counts[:, column] = np.bincount(ids, minlength=vocabulary)[:vocabulary]
    totals = counts.sum(axis=0)
    frequencies = counts / np.where(totals > 0, totals, 1)
    sums = frequencies.sum(axis=1, keepdims=True)
    uniform = np.full_like(frequencies, 1 / len(languages))
    probabilities = np.where(sums > 0, frequencies / np.where(sums > 0, sums, 1), uniform)
    return LanguageTable(languages, probabilities.astype(np.float32), sums[:, 0] > 0)
