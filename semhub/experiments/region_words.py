"""Regions of pictures: are the patches on an object read as the object's word?

A region is a mask over a picture and a word for what it shows. Its patches are those that lie on
the mask by more than half, as in the released code of Wu et al. (ICLR 2025). Their word may lead
those of other things there, and it may lead itself elsewhere in the picture: the one is theirs, the
other is free of how easily a word is read anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from semhub.datasets.regions import Region
from semhub.errors import InputError
from semhub.experiments.patch_words import NounContrast, contrast_of
from semhub.experiments.word_measure import Measure, measured, usual
from semhub.inputs import Image
from semhub.lenses.reader import Reader
from semhub.models.protocol import TokenModel
from semhub.states.positions import position_states

HALF = 0.5


@dataclass(frozen=True)
class RegionWords:
    """words: the region's word against another, on the region. places: the region's word on it
    against outside it. Both are averaged over a picture's regions, then over pictures.

    regions: those that were read. left_out: those on which no patch lies, or every one.
    """

    words: NounContrast
    places: NounContrast
    regions: int
    left_out: int


def patches_on(model: TokenModel, picture: Image, mask: np.ndarray) -> np.ndarray:
    """Return (span,) whether more than half of what each position shows lies on the mask.

    Raises `InputError` where positions do not cover the picture evenly, or the mask has another
    shape than the picture.
    """
    if mask.shape != picture.pixels.shape[:2]:
        raise InputError(
            f"The mask of “{picture.label}” has the shape {mask.shape}, and the picture "
            f"{picture.pixels.shape[:2]}; give one of the same height and width."
        )
    boxes = model.boxes(picture)
    if boxes is None:
        raise InputError(
            f"{model.name} does not say which position shows which part of “{picture.label}”; "
            "choose a model whose positions cover pictures evenly."
        )
    return np.array([share_inside(mask, box) for box in boxes]) > HALF


def share_inside(mask: np.ndarray, box: np.ndarray) -> float:
    """Return the share of the box, in shares of width and height, that lies on the mask: of the
    pixels whose middle is in it. What lies beyond the picture is not on the mask, and counts."""
    left, top, right, bottom = box
    height, width = mask.shape
    across = (np.arange(width) + 0.5) / width
    down = (np.arange(height) + 0.5) / height
    inside = mask[np.ix_((top <= down) & (down < bottom), (left <= across) & (across < right))]
    pixels = (right - left) * width * (bottom - top) * height
    return min(float(inside.sum() / pixels), 1.0) if pixels > 0 else 0.0


def region_words(
    model: TokenModel,
    reader: Reader,
    pictures: Sequence[Image],
    regions: Sequence[Sequence[Region]],
    *,
    measure: Measure | None = None,
    progress: Callable[[int, int], None] | None = None,
    seed: int = 0,
) -> RegionWords:
    """Read the patches of pictures for the words of their regions.

    regions[i]: those of picture i. measure: over the patches of a region, by default the mean of
    what the reader gives.
    progress: called with pictures, done and in all.

    Raises `InputError` as `patches_on`, and where no region has patches of its own.
    """
    measure = measure or usual(reader)
    found, count, left_out = [], 0, 0
    for i, (picture, of_one) in enumerate(zip(pictures, regions, strict=True)):
        placed = [(one, patches_on(model, picture, one.mask)) for one in of_one]
        kept = [(one, on) for one, on in placed if on.any() and not on.all()]
        count, left_out = count + len(kept), left_out + len(placed) - len(kept)
        if kept:
            found.append(_read(model, reader, picture, kept, measure))
        if progress:
            progress(i + 1, len(pictures))
    if not found:
        raise InputError(
            "No region of these pictures has patches of its own: each covers all of its picture or "
            "less than half of any patch; give others."
        )
    own, other, outside = np.array(found).transpose(1, 2, 0)
    return RegionWords(
        contrast_of(reader.kind, own, other, measure, seed),
        contrast_of(reader.kind, own, outside, measure, seed),
        count,
        left_out,
    )


def _read(
    model: TokenModel,
    reader: Reader,
    picture: Image,
    regions: Sequence[tuple[Region, np.ndarray]],
    measure: Measure,
) -> np.ndarray:
    """Return (3, layers), means over regions: the word on it, another word on it, the word
    outside."""
    words = list(dict.fromkeys(word for one, _ in regions for word in (one.word, one.other)))
    reading = reader.read(position_states(model, picture), top=1, track=words)
    return np.mean(
        [
            [
                measured(reader, reading, [word], measure, places)
                for word, places in ((one.word, on), (one.other, on), (one.word, ~on))
            ]
            for one, on in regions
        ],
        axis=0,
    )
