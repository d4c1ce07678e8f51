"""How strongly the positions of an item read as certain words, as one number a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np

from semhub.lenses.kinds import KINDS
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading

Measure = Literal["log-probability", "probability", "geometric", "first", "cosine"]

AXIS: Mapping[Measure, str] = {
    "log-probability": "mean log-probability",
    "probability": "sum of mean probabilities",
    "geometric": "geometric mean of probabilities",
    "first": "share of positions",
    "cosine": "mean cosine",
}
"""What each measure is called on an axis."""


def measured(
    reader: Reader,
    reading: Reading,
    words: Sequence[str],
    measure: Measure,
    inside: np.ndarray | None = None,
) -> np.ndarray:
    """Return (layers,) one number for `words`, which `reading` has tracked.

    "log-probability" is the mean over words and positions of the logarithm, "cosine" that of
    cosines. "geometric" is the exponential of the first. "probability" is the mean over positions,
    averaged over words. "first" is the share of positions at which one of the words comes first.
    inside: (positions,) which positions count; by default all.
    """
    places = slice(None) if inside is None else inside
    return _MEASURES[measure](reader, reading, words, places)


Places = slice | np.ndarray


def usual(reader: Reader) -> Literal["log-probability", "cosine"]:
    """Return the mean of what the reader gives: of logarithms of probabilities, or of cosines."""
    return "cosine" if KINDS[reader.kind].score == "cosine" else "log-probability"


def _log(_reader: Reader, reading: Reading, words: Sequence[str], places: Places) -> np.ndarray:
    return np.stack([reading.logs[word][:, places] for word in words]).mean(axis=(0, 2))


def _geometric(reader: Reader, reading: Reading, words: Sequence[str], at: Places) -> np.ndarray:
    return np.exp(_log(reader, reading, words, at))


def _score(_reader: Reader, reading: Reading, words: Sequence[str], at: Places) -> np.ndarray:
    return np.stack([reading.tracked[word][:, at] for word in words]).mean(axis=(0, 2))


def _first(reader: Reader, reading: Reading, words: Sequence[str], places: Places) -> np.ndarray:
    entries = [entry for word in words for entry in reader.entries(word)]
    return np.isin(reading.tokens[:, places, 0], entries).mean(axis=1)


_MEASURES: Mapping[Measure, Callable[[Reader, Reading, Sequence[str], Places], np.ndarray]] = {
    "log-probability": _log,
    "probability": _score,
    "cosine": _score,
    "geometric": _geometric,
    "first": _first,
}
