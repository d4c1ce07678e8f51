"""COCO's captions: annotations/captions_*.json beside a folder of pictures.

https://cocodataset.org/#format-data. The pictures of captions_val2017.json lie in “val2017”,
“images/val2017” or “images”. Of the several captions of a picture the first is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from semhub.datasets.published.finding import index, index_file, media_file, subset
from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.folder import read_file
from semhub.inputs.image import Image
from semhub.inputs.item import Input
from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text, stripped


class Captioned(NamedTuple):
    """place: how sentences name the picture. file: its name. caption: None where it has none."""

    place: str
    file: Any
    caption: Any


def columns(path: Path) -> Mapping[str, Iterator[Row]]:
    """Pictures and captions, in the order of the pictures in the file. Raises `InputError` where
    the file cannot be read."""
    file = index_file(path, "captions_*.json", "coco:FOLDER")
    found = _captioned(file)

    def rows(make: Callable[[Captioned], Input]) -> Iterator[Row]:
        for number, one in enumerate(found, start=1):
            yield row_of(number, "", partial(make, one))

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
    captions: dict[Any, Any] = {}
    for entry in filter(_has_key("image_id"), whole["annotations"]):
        captions.setdefault(entry["image_id"], entry.get("caption"))
    found = []
    for number, entry in enumerate(whole["images"], start=1):
        place = f"{name}, image {number}"
        known = _has_key("id")(entry)
        caption = captions.pop(entry["id"], None) if known else None
        found.append(Captioned(place, entry.get("file_name") if known else None, caption))
    for key, caption in captions.items():
        place = f"{name}, the caption of image {shown(str(key))}, which the file does not list,"
        found.append(Captioned(place, None, caption))
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


def _has_key(key: str):
    """Whether an entry is an object with a number or a text under that key."""
    return lambda entry: isinstance(entry, dict) and isinstance(entry.get(key), int | str)


def entries(listed: Sequence[Any], key: str) -> dict[Any, dict[str, Any]]:
    """The objects of a list by that key of theirs."""
    return {entry[key]: entry for entry in filter(_has_key(key), listed)}
