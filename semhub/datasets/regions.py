"""Regions of the embedded pictures: which pixels show a thing, and the thing's English word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from semhub import datasets
from semhub.datasets.published.panoptic import Segmented
from semhub.errors import InputError

WHITE = 250
"""Of 255: what is darker in any colour is drawn, on the white ground of the concepts."""


@dataclass(frozen=True, eq=False)
class Region:
    """What a part of a picture shows. mask: (height, width) true on it. word: its name.
    other: the name of something else that could stand there."""

    mask: np.ndarray
    word: str
    other: str


def regions(
    dataset: str, seed: int = 0, knows: Callable[[str], bool] = lambda word: True
) -> Iterator[list[Region]]:
    """Yield the regions of each row of `world:image` or `concepts:image`.

    In the world these are the animals and the place, of a concept all that is drawn. The other word
    is drawn from those of its kind by `seed`. knows: whether a word may be used; a region whose
    word may not is left out. Raises `InputError` on another dataset.
    """
    if dataset not in _REGIONS:
        raise InputError(f"No regions are known in {dataset}; choose {' or '.join(_REGIONS)}.")
    return _REGIONS[dataset](Random(f"regions/{seed}"), knows)


def regions_of(
    pictures: Sequence[Segmented], seed: int = 0, knows: Callable[[str], bool] = lambda word: True
) -> Iterator[list[Region]]:
    """Yield the regions of pictures with masks. The other word is another picture's or segment's.

    knows: as for `regions`. Raises `InputError` where fewer than two words may be used.
    """
    rng = Random(f"regions/{seed}")
    known = sorted({part.word for one in pictures for part in one.segments if knows(part.word)})
    if len(known) < 2:
        raise InputError(
            "The segments of these pictures have fewer than two words that can be read; give "
            "others."
        )
    for one in pictures:
        yield [
            Region(part.mask, part.word, _other(rng, part.word, known))
            for part in one.segments
            if part.word in known
        ]


def _world(rng: Random, knows: Callable[[str], bool]) -> Iterator[list[Region]]:
    from semhub.datasets.nouns import SLOTS
    from semhub.world.held_out import SEED, scenes
    from semhub.world.renderings.mask import shown_pixels
    from semhub.world.scenes import CLASSES

    known = {slot: [word for word in CLASSES[slot] if knows(word)] for slot in SLOTS}
    for row, scene in enumerate(scenes()):
        seed = f"{SEED}/{row}"
        yield [
            Region(shown_pixels(scene, seed, slot), word, _other(rng, word, known[slot]))
            for slot in SLOTS
            if (word := getattr(scene, slot)) in known[slot]
        ]


def _concepts(rng: Random, knows: Callable[[str], bool]) -> Iterator[list[Region]]:
    names = datasets.table("concepts")["en"]
    known = [name for name in names if knows(name)]
    for picture, name in zip(datasets.column("concepts:image"), names, strict=True):
        mask = (picture.pixels < WHITE).any(axis=-1)
        yield [Region(mask, name, _other(rng, name, known))] if name in known else []


_REGIONS = {"world": _world, "concepts": _concepts}


def _other(rng: Random, word: str, words: Sequence[str]) -> str:
    return rng.choice([one for one in words if one != word])
