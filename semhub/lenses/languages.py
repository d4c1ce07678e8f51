"""Which language a token belongs to, counted from text whose language is known.

P(language | token) is the token's relative frequency in each language's text, normalised over
languages; a token seen in none is uniform, so that it says nothing. What several languages write
alike ("no", "chat") is shared out by how often each writes it. The counts are of the embedded data
and of lists of frequent words: the table tells languages apart, it does not model them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from semhub import datasets
from semhub.datasets.frequent import Weighed, frequent
from semhub.models.protocol import LanguageModel, Model


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
        """Add up language mass (..., languages) of probabilities over tokens (..., vocabulary)."""
        return token_probabilities @ self.probabilities

    def of(self, token: int) -> str | None:
        """Find the language that the token belongs to with more than half, or None."""
        best = int(self.probabilities[token].argmax())
        belongs = self.probabilities[token, best] > 0.5
        return self.languages[best] if belongs else None


def table(
    model: LanguageModel,
    corpora: Mapping[str, Sequence[str]],
    vocabulary: int,
    words: Mapping[str, Sequence[Weighed]] | None = None,
) -> LanguageTable:
    """Count the tokens of `corpora` (language -> texts) as the model's tokenizer cuts them.

    vocabulary: number of rows of the model's head. words: language -> texts of words, each with
    how often its words are met; half of a token's frequency is then its frequency in these.
    Frequencies are relative to each language's number of tokens, so that a language with more text
    does not own what all share.
    """
    languages = tuple(corpora)
    frequencies = np.zeros((vocabulary, len(languages)))
    for column, language in enumerate(languages):
        plain = [(text, 1.0) for text in corpora[language]]
        for texts in (plain, (words or {}).get(language, ())):
            counts = _counted(model, texts, vocabulary)
            frequencies[:, column] += counts / (counts.sum() or 1)
    sums = frequencies.sum(axis=1, keepdims=True)
    uniform = np.full_like(frequencies, 1 / len(languages))
    probabilities = np.where(sums > 0, frequencies / np.where(sums > 0, sums, 1), uniform)
    return LanguageTable(languages, probabilities.astype(np.float32), sums[:, 0] > 0)


def known(model: Model) -> LanguageTable:
    """Make the table of the embedded data and of the frequent words of the same languages.

    Raises `InputError` for a model without a head.
    """
    model = model.require_head()
    corpora = datasets.corpora()
    return table(model, corpora, model.vocabulary_size, {code: frequent(code) for code in corpora})


def _counted(model: LanguageModel, texts: Sequence[Weighed], vocabulary: int) -> np.ndarray:
    """Count each token, (vocabulary,), in texts that each count as often as they say."""
    counts = np.zeros(vocabulary)
    for often, alike in groupby(texts, key=lambda pair: pair[1]):
        ids = np.fromiter(model.content_ids([text for text, _ in alike]), dtype=np.int64)
        counts += often * np.bincount(ids, minlength=vocabulary)[:vocabulary]
    return counts
