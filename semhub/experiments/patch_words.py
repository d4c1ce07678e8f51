"""Patches of pictures: whose words they say, and which colour they say.

A picture's positions may be read word by word (`semhub.lenses.reading`). Here the words are chosen
beforehand, and it is asked at which layers the patches prefer those of the picture itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.experiments.hard_negatives import share
from semhub.inputs import Image
from semhub.lenses.kinds import Kind
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading
from semhub.models.protocol import Model
from semhub.states.positions import position_states
from semhub.statistics.band import Band
from semhub.statistics.curve import bootstrap_indices, percentile_interval

COLOURS = {
    "red": (214, 39, 40), "orange": (255, 140, 0), "yellow": (250, 220, 50),
    "green": (44, 160, 44), "blue": (31, 80, 200), "purple": (130, 60, 170),
    "brown": (130, 80, 45), "white": (255, 255, 255),
}  # fmt: skip
"""English word -> red, green and blue of a plain picture of it."""

SIDE = 96
RESAMPLES = 1000
MINIMUM = 4
"""Pictures, below which an interval over them means nothing."""


@dataclass(frozen=True)
class NounContrast:
    """Words of pictures against words of other pictures, over patches, by layer.

    n: pictures. own, other: mean over words and patches of the log-probability (the cosine, for
    neighbours), averaged over pictures; intervals are over pictures, NaN where there are too few.
    ahead: share of pictures whose own words lead, with a Wilson interval.
    """

    kind: Kind
    n: int
    own: Band
    other: Band
    ahead: Band

    def to_dict(self) -> dict:
        """The JSON contract: plain lists, one entry a layer."""
        bands = {name: getattr(self, name).to_dict() for name in ("own", "other", "ahead")}
        return {"kind": self.kind, "n": self.n, "chance_ahead": 0.5, **bands}


def noun_contrast(
    model: Model,
    reader: Reader,
    pictures: Sequence[Image],
    own: Sequence[Sequence[str]],
    other: Sequence[Sequence[str]],
    progress: Callable[[int, int], None] | None = None,
    seed: int = 0,
) -> NounContrast:
    """Read pictures, each for words of its own and words of another.

    own[i] and other[i]: words of picture i, and of another; no word may be in both.
    progress: called with pictures, done and in all.
    """
    scores = []
    for i, (picture, mine, theirs) in enumerate(zip(pictures, own, other, strict=True)):
        reading = reader.read(position_states(model, picture), top=1, track=[*mine, *theirs])
        scores.append([_mean(reading, mine), _mean(reading, theirs)])
        if progress:
            progress(i + 1, len(pictures))
    first, second = np.array(scores).transpose(1, 2, 0)
    draws = bootstrap_indices(len(pictures), RESAMPLES, seed) if len(pictures) >= MINIMUM else None
    return NounContrast(
        reader.kind, len(pictures), _band(first, draws), _band(second, draws), share(first > second)
    )


@dataclass(frozen=True)
class ColourReading:
    """Which colour word the patches of plain colours prefer.

    names: (colours,) the colours shown, and the words asked for. scores: (layers, shown, asked)
    mean over patches. right: (layers,) share of colours whose own word is preferred, with a
    Wilson interval; chance is one over their number.
    """

    kind: Kind
    names: list[str]
    scores: np.ndarray
    right: Band

    @property
    def preferred(self) -> np.ndarray:
        """(layers, shown) number of the preferred word."""
        return self.scores.argmax(axis=2)

    def to_dict(self) -> dict:
        """The JSON contract: plain lists, one entry a layer."""
        return {
            "kind": self.kind,
            "colours": self.names,
            "preferred": [[self.names[i] for i in row] for row in self.preferred],
            "scores": self.scores.tolist(),
            "right": self.right.to_dict(),
            "chance": 1 / len(self.names),
        }


def plain(name: str) -> Image:
    """Make a picture of one colour of `COLOURS` and nothing else."""
    return Image(np.full((SIDE, SIDE, 3), COLOURS[name], dtype=np.uint8), label=f"plain {name}")


def colour_reading(model: Model, reader: Reader) -> ColourReading:
    """Read plain pictures of eight colours, each for all eight colour words.

    Raises `InputError` where the reader does not know one of the colour words.
    """
    names = list(COLOURS)
    shown = [position_states(model, plain(name)) for name in names]
    reader = reader.centred_on(shown)
    scores = []
    for of_one in shown:
        reading = reader.read(of_one, top=1, track=names)
        scores.append(np.stack([_mean(reading, [word]) for word in names], axis=1))
    found = np.stack(scores, axis=1)
    right = found.argmax(axis=2) == np.arange(len(names))
    return ColourReading(reader.kind, names, found, share(right))


def _mean(reading: Reading, words: Sequence[str]) -> np.ndarray:
    """(layers,) over words and patches: of logarithms of probabilities, or of cosines."""
    scores = reading.logs or reading.tracked
    return np.stack([scores[word] for word in words]).mean(axis=(0, 2))


def _band(scores: np.ndarray, draws: np.ndarray | None) -> Band:
    """Mean of (layers, n), with a percentile bootstrap interval from (B, n)."""
    if draws is None:
        nothing = np.full(len(scores), np.nan)
        return Band(scores.mean(axis=1), nothing, nothing)
    low, high = np.array([percentile_interval(layer[draws].mean(axis=1)) for layer in scores]).T
    return Band(scores.mean(axis=1), low, high)
