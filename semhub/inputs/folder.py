"""Pictures and sounds on disk: one file, or a folder of them in name order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

from semhub.errors import InputError
from semhub.inputs import audio, image
from semhub.inputs.audio import Audio, audio_of
from semhub.inputs.image import Image, image_of

MAX_FILE_BYTES = 200 << 20
"""The largest file that is read: as much as an upload to the app may have."""

MAX_FOLDER_BYTES = 4 << 30
"""Memory that the decoded items of a folder may take."""

_DECODERS = {"image": image_of, "audio": audio_of}
# Files that a decoder will refuse are counted in: a folder that silently left one out would pair
# all that follow with the wrong items.
_SUFFIXES = {
    "image": (*image.SUFFIXES, ".svg", ".heic", ".heif"),
    "audio": (*audio.SUFFIXES, ".m4a", ".aac", ".wma", ".webm", ".mp4"),
}


def modality_of(path: Path) -> Literal["image", "audio"] | None:
    """What a file's name says it holds; None for anything but a picture or a sound."""
    suffix = path.suffix.lower()
    return next((kind for kind, known in _SUFFIXES.items() if suffix in known), None)


def read_file(path: Path) -> Image | Audio:
    """One picture or sound, labelled by its file's name without suffix.

    Raises `InputError` if the file cannot be read or decoded, or is neither by its suffix.
    """
    kind = modality_of(path)
    if kind is None:
        raise InputError(
            f"{path} is no picture and no sound by its name, which ends in none of "
            f"{', '.join(image.SUFFIXES + audio.SUFFIXES)}."
        )
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"{path} has {size >> 20:,} MiB and at most {MAX_FILE_BYTES >> 20} can be read; "
                "shorten or compress it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    return replace(_DECODERS[kind](data, str(path)), label=path.stem)


def read_folder(path: Path) -> list[Image] | list[Audio]:
    """The pictures or the sounds of a folder, in name order with numbers by their value (2, 10).

    Other files, hidden files and folders inside are passed over. Raises `InputError` if the folder
    cannot be read, holds both kinds or neither, or holds a file that cannot be read.
    """
    try:
        files = sorted(
            (f for f in path.iterdir() if not f.name.startswith(".") and f.is_file()), key=_order
        )
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    media = [file for file in files if modality_of(file)]
    kinds = {modality_of(file) for file in media}
    if not media:
        raise InputError(f"The folder {path} holds no pictures and no sounds; choose another.")
    if len(kinds) > 1:
        raise InputError(
            f"The folder {path} holds both pictures and sounds; put each kind in a folder of its "
            "own."
        )
    items, left = [], MAX_FOLDER_BYTES
    for file in media:
        items.append(read_file(file))
        left -= _bytes(items[-1])
        if left < 0:
            raise InputError(
                f"The folder {path} takes more than {MAX_FOLDER_BYTES >> 30} GiB of memory at "
                f"{file.name}, file {len(items)} of {len(media)}; use fewer or smaller files."
            )
    return items


def _order(file: Path) -> tuple:
    """Names in the order of a file manager: digits count as numbers, case does not count."""
    parts = re.findall(r"[0-9]+|[^0-9]+", file.name.casefold())
    return [(0, int(p), p) if p[0] in "0123456789" else (1, 0, p) for p in parts], file.name


def _bytes(item: Image | Audio) -> int:
    return (item.pixels if isinstance(item, Image) else item.samples).nbytes
