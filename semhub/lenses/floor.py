"""How strongly an input with nothing in it reads as a word: the floor of that word.

A reading has a best word whatever is shown, and a blank picture has one on every patch. So a word
is claimed only where it is stronger than the same word gets in empty inputs of the same size: even
greys from black to white with faint noise on them, or hiss from near silence to 36 decibels below
full scale. Empty inputs differ among themselves (white reads as other words than black), so each
has its own 95th percentile over its positions, and the floor is the largest of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from semhub.inputs import Audio, Image
from semhub.lenses.neighbours import Index
from semhub.lenses.reading import reader_of
from semhub.lenses.result import Reading
from semhub.models.protocol import TokenModel
from semhub.states.extraction import positions_of_all

PERCENTILE = 95

INPUTS = 64
"""Empty inputs of one item. Words change with the shade of grey, so shades have to be close: one
that lies between two distant ones reads as a word of its own."""

POSITIONS = 25
"""Positions that are read of each, spread evenly: those of one empty input are much alike, and all
states of a large model would not fit into memory."""

AT_ONCE = 8
"""Empty inputs that are run and read at a time: all positions of a large picture, and all words of
a large vocabulary, take much memory."""

NOISE = 1.5
"""Standard deviation of the noise on a grey, in steps of 256."""

ROUNDING = 1e-6
"""By how much one state's scores may differ, read among others or alone."""

LOUDEST, FAINTEST = 2.0**-6, 2.0**-14.5
"""Peaks of hiss, of a full scale of 1; below the faintest a sound is refused as silent."""

CALLED = {"image": "an empty picture", "audio": "silence"}
"""Modality -> what an input with nothing in it is called."""


@dataclass(frozen=True, eq=False)
class Floor:
    """What words reach in empty inputs, in probabilities or cosines, as the reading's scores are.

    called: what an empty input is called. cells: (layers, positions, top) of the word of each of a
    reading's cells. tracked: word -> (layers,).
    """

    called: str
    cells: np.ndarray
    tracked: Mapping[str, np.ndarray]

    def above(self, scores: np.ndarray) -> np.ndarray:
        """Tell of each of its cells, (layers, positions, top), whether the scores are higher."""
        return scores > self.cells + ROUNDING

    def tracked_above(self, word: str, scores: np.ndarray) -> np.ndarray:
        """Tell where a tracked word's scores are higher, (layers, positions)."""
        return scores > self.tracked[word][:, None] + ROUNDING

    @property
    def by_chance(self) -> int:
        """One position of an empty input in so many stands above it."""
        return 100 // (100 - PERCENTILE)

    def to_dict(self) -> dict:
        """What a floor adds to the JSON of a reading."""
        return {
            "floor_of": self.called,
            "floor": self.cells.tolist(),
            "tracked_floor": {word: found.tolist() for word, found in self.tracked.items()},
        }


@dataclass(frozen=True, eq=False)
class Empty:
    """States (layers, inputs, positions, width), float32, of empty inputs of one modality."""

    modality: str
    states: torch.Tensor

    def floor(
        self,
        read: Callable[[torch.Tensor], Iterable[np.ndarray | torch.Tensor]],
        numbers: np.ndarray,
        track: Mapping[str, Sequence[int]],
    ) -> Floor:
        """Find what words reach in these inputs.

        read: of states (layers, positions, width), layer by layer, the scores of all words,
        (positions, vocabulary).

        numbers: (layers, positions, top) entries of that vocabulary. track: word -> its entries,
        whose scores are added.
        """
        cells = np.full(numbers.shape, -np.inf)
        tracked = {word: np.full(len(numbers), -np.inf) for word in track}
        for some in self.states.split(AT_ONCE, dim=1):
            for layer, scores in enumerate(read(some.flatten(1, 2))):
                wanted, places = np.unique(numbers[layer], return_inverse=True)
                reached = _reached(scores[:, wanted], some.shape[1])[places.reshape(-1)]
                cells[layer] = np.maximum(cells[layer], reached.reshape(numbers.shape[1:]))
                for word, entries in track.items():
                    score = scores[:, list(entries)].sum(-1)
                    tracked[word][layer] = max(
                        tracked[word][layer], _reached(score[:, None], some.shape[1])[0]
                    )
        return Floor(CALLED[self.modality], cells, tracked)


def _reached(scores: np.ndarray | torch.Tensor, inputs: int) -> np.ndarray:
    """Find the largest of the inputs' percentiles, (words,), of (inputs * positions, words)."""
    scores = torch.as_tensor(scores).float().cpu().numpy()
    each = scores.reshape(inputs, -1, scores.shape[-1])
    return np.percentile(each, PERCENTILE, axis=1).max(axis=0)


def empty_like(item: Image | Audio) -> list[Image] | list[Audio]:
    """Make `INPUTS` inputs with nothing in them, of the item's size, the same at every call.

    Half of the sounds are white noise and half are pink, as of a microphone and of a room.
    """
    rng = np.random.default_rng(0)
    if isinstance(item, Image):
        noise = NOISE * rng.standard_normal((INPUTS, *item.pixels.shape), dtype=np.float32)
        greys = np.linspace(0, 255, INPUTS)[:, None, None, None] + noise
        pixels = np.clip(greys.round(), 0, 255).astype(np.uint8)
        return [replace(item, pixels=each, note=None) for each in pixels]
    peaks = np.repeat(np.geomspace(FAINTEST, LOUDEST, INPUTS // 2), 2)
    hisses = [_hiss(len(item.samples), peak, k % 2 == 1, rng) for k, peak in enumerate(peaks)]
    return [replace(item, samples=samples, note=None) for samples in hisses]


def _hiss(count: int, peak: float, pink: bool, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(count)
    if pink:  # power falls as 1 / frequency
        spectrum = np.fft.rfft(noise)
        noise = np.fft.irfft(spectrum / np.sqrt(1 + np.arange(len(spectrum))), count)
    return (peak * noise / np.abs(noise).max()).astype(np.float32)


def empty(
    model: TokenModel, item: Image | Audio, progress: Callable[[int, int], None] | None = None
) -> Empty:
    """Run empty inputs like `item` through the model, a few at a time.

    progress: called with inputs, done and in all. Raises `InputError` if the model does not take
    the item's modality.
    """
    inputs, found = empty_like(item), []
    for start in range(0, INPUTS, AT_ONCE):
        for content, states in positions_of_all(model, inputs[start : start + AT_ONCE]):
            own = content.bool().nonzero()[:, 0]
            some = torch.linspace(0, len(own) - 1, min(len(own), POSITIONS)).round().long()
            found.append(states[:, own[some]].float())
        if progress:
            progress(len(found), INPUTS)
    return Empty(item.modality, torch.stack(found, dim=1))


def with_floor(
    model: TokenModel,
    item: Image | Audio,
    reading: Reading,
    *,
    index: Index | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Add to the reading of `item`, of any kind, the floor of its words.

    index: the one that was read with, where the kind is neighbours. Raises `InputError` as
    `semhub.lenses.reading.read` does.
    """
    reader = reader_of(model, reading.kind, index=index)
    return reader.with_floor(reading, empty(model, item, progress))
