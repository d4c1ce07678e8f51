"""Which language texts are in, guessed from the texts alone.

By py3langid, a naive Bayes classifier over byte n-grams (Lui and Baldwin, "langid.py", ACL 2012)
of 97 languages. Longer texts are guessed better, so a column is guessed as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from semhub import datasets

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENOUGH = 200
"""Characters of a text that are looked at: one that is very long must not outweigh the others."""

LIKELY = 0.5
"""Probability below which nothing is guessed."""


def language_of(texts: Sequence[str]) -> str | None:
    """Guess the language of a column, one of those that have a name (`datasets.NAMES`); None where
    none is more likely than all others together, as for texts without a letter."""
    text = "\n".join(one[:ENOUGH] for one in texts)
    if not any(map(str.isalpha, text)):
        return None
    code, _ = _identifier().classify(text)
    return code if code in datasets.NAMES else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=LIKELY)
    found.set_languages([code for code in datasets.NAMES if code not in datasets.NOTATIONS])
    return found
