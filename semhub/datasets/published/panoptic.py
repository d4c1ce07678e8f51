"""COCO's panoptic masks: panoptic_*.json, a folder of PNG files beside it, and the pictures.

https://cocodataset.org/#format-data, “Panoptic Segmentation”. The colour of a pixel is the number
of its segment, R + 256 G + 256² B; 0 is of no segment. The masks of panoptic_val2017.json lie in
“panoptic_val2017”, its pictures where `coco` looks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from semhub.datasets.published.coco import picture
from semhub.datasets.published.finding import entries, entry, index, index_file, media_file
from semhub.errors import InputError
from semhub.inputs import Image
from semhub.inputs.door import shown
from semhub.inputs.folder import read_file
from semhub.inputs.image import LONGEST_SIDE


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of a picture. mask: (height, width) true on it. word: its category's name.
    thing: whether it is something that can be counted, and not stuff such as grass."""

    mask: np.ndarray
    word: str
    thing: bool


@dataclass(frozen=True, eq=False)
class Segmented:
    """A picture with its segments. number: as the file counts its annotations. picture: None where
    it cannot be read, and `why` says so."""

    number: int
    picture: Image | None = None
    segments: tuple[Segment, ...] = ()
    why: str = ""


def segmented(path: Path) -> Iterator[Segmented]:
    """The pictures of a folder with their segments, one after the other, in the order of the file.

    Raises `InputError` where the index cannot be read, at once.
    """
    file = index_file(path, "panoptic_*.json", "panoptic:FOLDER")
    whole = index(file, ("images", "annotations", "categories"))
    if not whole["annotations"]:
        raise InputError(f"{shown(file.name)} lists no annotations; give another.")
    names = entries(whole["images"], "id")
    categories = entries(whole["categories"], "id")

    def rows() -> Iterator[Segmented]:
        for number, one in enumerate(whole["annotations"], start=1):
            place = f"{shown(file.name)}, annotation {number}"
            try:
                yield Segmented(number, *_read(file, one, names, categories, place))
            except InputError as error:
                yield Segmented(number, why=str(error))

    return rows()


def _read(
    file: Path, one: object, names: dict, categories: dict, place: str
) -> tuple[Image, tuple[Segment, ...]]:
    if not isinstance(one, dict) or not isinstance(one.get("segments_info"), list):
        raise InputError(f"{place} has no list “segments_info”.")
    image = entry(names, one.get("image_id"))
    if image is None:
        raise InputError(f"{place} is of an image that the file does not list.")
    shows = picture(file, image.get("file_name"), place)
    ids = _numbers(file, one.get("file_name"), place)
    if ids.shape != shows.pixels.shape[:2]:
        raise InputError(
            f"{place} has a mask of {ids.shape[0]} x {ids.shape[1]} pixels and a picture of "
            f"{shows.pixels.shape[0]} x {shows.pixels.shape[1]}."
        )
    return shows, tuple(_segment(part, ids, categories, place) for part in one["segments_info"])


def _numbers(file: Path, name: object, place: str) -> np.ndarray:
    """(height, width) the number of each pixel's segment."""
    if not isinstance(name, str) or not name:
        raise InputError(f"{place} has no “file_name”.")
    found = read_file(media_file(file, (file.stem,), name))
    if not isinstance(found, Image) or max(found.pixels.shape) >= LONGEST_SIDE:
        # Larger ones are scaled down as they are read, which would mix the numbers of segments.
        raise InputError(f"{shown(name)} is no mask of less than {LONGEST_SIDE:,} pixels a side.")
    return found.pixels.astype(np.int64) @ np.array([1, 256, 256**2])


def _segment(one: object, ids: np.ndarray, categories: dict, place: str) -> Segment:
    if not isinstance(one, dict) or not isinstance(one.get("id"), int):
        raise InputError(f"{place} lists a segment without a number as “id”.")
    category = entry(categories, one.get("category_id")) or {}
    if not isinstance(category.get("name"), str):
        raise InputError(f"{place} lists a segment of a category that the file does not name.")
    mask = ids == one["id"]
    if not mask.any():
        raise InputError(f"{place} lists the segment {one['id']}, which no pixel of its mask is.")
    return Segment(mask, category["name"], bool(category.get("isthing")))
