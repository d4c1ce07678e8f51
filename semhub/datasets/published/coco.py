"""COCO's captions: annotations/captions_*.json beside a folder of pictures.

https://cocodataset.org/#format-data. The pictures of captions_val2017.json lie in “val2017”,
“images/val2017” or “images”. Of the several captions of a picture the first is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from semhub.datasets.published.finding import entries, entry, index, index_file, media_file, subset
from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.folder import read_file
from semhub.inputs.image import Image
from semhub.inputs.item import Input
from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text, stripped


class Captioned(NamedTuple):
    """A picture of the index, with its first caption, as they stand there.

    place: how sentences name it. file: its name. why: what is wrong with both.
    """

    place: str
    file: Any
    caption: Any
    why: str = ""


def columns(path: Path) -> Mapping[str, Iterator[Row]]:
    """Pictures and captions, in the order of the pictures in the file. Raises `InputError` where
    the file cannot be read."""
    file = index_file(path, "captions_*.json", "coco:FOLDER")
    found = _captioned(file)

    def rows(make: Callable[[Captioned], Input]) -> Iterator[Row]:
        for number, one in enumerate(found, start=1):
            yield Row(number, why=one.why) if one.why else row_of(number, "", partial(make, one))

    return {
        "image": rows(lambda one: picture(file, one.file, one.place)),
        "caption": rows(_caption),
    }


def picture(index: Path, name: object, place: str) -> Image:
    """A picture that an index names. Raises `InputError` where it is not there or cannot be
    read."""
    if not isinstance(name, str) or not name:
        raise InputError(f"{place} has no “file_name”.")
    of = subset(index)
    found = read_file(media_file(index, (of, f"images/{of}", "images"), name))
    if not isinstance(found, Image):
        raise InputError(f"{shown(name)} is no picture.")
    return found


def _captioned(file: Path) -> list[Captioned]:
    name = shown(file.name)
    whole = index(file, ("images", "annotations"))
    captions = entries(reversed(whole["annotations"]), "image_id")  # so that the first one stays
    found, known = [], set()
    for number, listed in enumerate(whole["images"], start=1):
        place, of = f"{name}, image {number}", listed if isinstance(listed, dict) else {}
        caption = entry(captions, of.get("id")) or {}
        known.add(caption.get("image_id"))
        found.append(Captioned(place, of.get("file_name"), caption.get("caption")))
    for key in (key for key in captions if key not in known):
        why = f"{name} has a caption of image {shown(str(key))}, and does not list that image."
        found.append(Captioned("", None, None, why))
    if not found:
        raise InputError(f"{name} lists no pictures; give another.")
    return found


def _caption(one: Captioned) -> Input:
    if not isinstance(one.caption, str):
        raise InputError(f"{one.place} has no caption.")
    try:
        return Text(stripped(one.caption))
    except InputError as error:
        raise InputError(f"{one.place}: {error}") from None
