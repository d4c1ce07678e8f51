"""Patches of pictures: whose words they say, and which colour they say.

A picture's positions may be read word by word (`semhub.lenses.reading`). Here the words are chosen
beforehand, and it is asked at which layers the patches prefer those of the picture itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.experiments.gold_predicted import GoldPredicted, Mean
from semhub.experiments.hard_negatives import share
from semhub.experiments.word_measure import Measure, measured, usual
from semhub.inputs import Audio, Image
from semhub.lenses.kinds import KINDS, Kind
from semhub.lenses.reader import Reader
from semhub.models.protocol import Model
from semhub.result import Result
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


@dataclass(frozen=True, repr=False)
class NounContrast(Result):
    """Words of pictures against words of other pictures, over patches, by layer.

    n: pictures. own, other: how strongly their patches read as the words, by `measure` (for
    neighbours the mean cosine), averaged over pictures; intervals are over pictures, NaN where
    there are too few. ahead: share of pictures whose own words lead, with a Wilson interval.
    """

    kind: Kind
    n: int
    own: Band
    other: Band
    ahead: Band
    measure: Measure = "log-probability"

    def to_dict(self) -> dict:
        """The JSON contract: plain lists, one entry a layer."""
        bands = {name: getattr(self, name).to_dict() for name in ("own", "other", "ahead")}
        about = {"kind": self.kind, "measure": self.measure, "n": self.n, "chance_ahead": 0.5}
        return {**about, **bands}


def noun_contrast(
    model: Model,
    reader: Reader,
    pictures: Sequence[Image | Audio],
    own: Sequence[Sequence[str]],
    other: Sequence[Sequence[str]],
    progress: Callable[[int, int], None] | None = None,
    seed: int = 0,
    *,
    measure: Measure | None = None,
) -> NounContrast:
    """Read pictures, or sounds, each for words of its own and words of another.

    own[i] and other[i]: words of picture i, and of another; no word may be in both. By
    "probability" those of its own are added up, and as many of the other.
    measure: by default the mean of what the reader gives.
    progress: called with pictures, done and in all.

    Raises `InputError` where there is no picture, and where the reader does not know a word.
    """
    if not pictures:
        raise InputError(
            "Nothing is left to read: none of these has words that this reading knows and that "
            "another lacks; give others, or choose another model."
        )
    measure = measure or usual(reader)
    scores = []
    for i, (picture, mine, theirs) in enumerate(zip(pictures, own, other, strict=True)):
        reading = reader.read(position_states(model, picture), top=1, track=[*mine, *theirs])
        times = len(mine) if measure == "probability" else 1
        scores.append([times * measured(reader, reading, w, measure) for w in (mine, theirs)])
        if progress:
            progress(i + 1, len(pictures))
    first, second = np.array(scores).transpose(1, 2, 0)
    return contrast_of(reader.kind, first, second, measure, seed)


def contrast_of(
    kind: Kind, first: np.ndarray, second: np.ndarray, measure: Measure, seed: int = 0
) -> NounContrast:
    """Put a contrast together from the numbers (layers, n) of each picture."""
    n = first.shape[1]
    draws = bootstrap_indices(n, RESAMPLES, seed) if n >= MINIMUM else None
    return NounContrast(
        kind, n, _band(first, draws), _band(second, draws), share(first > second), measure
    )


@dataclass(frozen=True, repr=False)
class ColourReading(Result):
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

    def gold_predicted(self) -> GoldPredicted:
        """Return the matrix of colours shown by colours read: the scores, less each word's mean
        over all colours shown, since a word that is read everywhere tells nothing."""
        n = len(self.names)
        value = self.scores - self.scores.mean(axis=1, keepdims=True)
        mean: Mean = "cosine" if KINDS[self.kind].score == "cosine" else "log-probability"
        return GoldPredicted(
            "", self.kind, self.names, self.names, [1] * n, mean, value,
            share(value.argmax(axis=2) == np.arange(n)), 1 / n, "pictures",
        )  # fmt: skip

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
    return picture_of(COLOURS[name], name)


def picture_of(colour: tuple[int, int, int], name: str) -> Image:
    """Make a picture of one colour, red, green and blue of 255, and nothing else."""
    return Image(np.full((SIDE, SIDE, 3), colour, dtype=np.uint8), label=f"plain {name}")


def colour_reading(model: Model, reader: Reader) -> ColourReading:
    """Read plain pictures of eight colours, each for all eight colour words.

    Raises `InputError` where the reader does not know one of the colour words.
    """
    names = list(COLOURS)
    shown = [position_states(model, plain(name)) for name in names]
    reader, by = reader.centred_on(shown), usual(reader)
    scores = []
    for of_one in shown:
        reading = reader.read(of_one, top=1, track=names)
        scores.append(np.stack([measured(reader, reading, [word], by) for word in names], axis=1))
    found = np.stack(scores, axis=1)
    right = found.argmax(axis=2) == np.arange(len(names))
    return ColourReading(reader.kind, names, found, share(right))


def _band(scores: np.ndarray, draws: np.ndarray | None) -> Band:
    """Mean of (layers, n), with a percentile bootstrap interval from (B, n)."""
    if draws is None:
        nothing = np.full(len(scores), np.nan)
        return Band(scores.mean(axis=1), nothing, nothing)
    low, high = np.array([percentile_interval(layer[draws].mean(axis=1)) for layer in scores]).T
    return Band(scores.mean(axis=1), low, high)
