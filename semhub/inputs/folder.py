"""Pictures and sounds on disk: one file, or a folder of them in name order."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

from semhub.errors import InputError
from semhub.inputs import audio, image
from semhub.inputs.audio import Audio
from semhub.inputs.door import path_of, shown
from semhub.inputs.image import Image
from semhub.inputs.item import Input

MAX_FILE_BYTES = 200 << 20
"""The largest file that is read: as much as an upload to the app may have."""

MAX_FOLDER_BYTES = 4 << 30
"""Memory that the decoded items of a folder may take."""

_DECODERS = {"image": Image.from_bytes, "audio": Audio.from_bytes}
# Files that a decoder will refuse are counted in: a folder that silently left one out would pair
# all that follow with the wrong items.
_REFUSED = {
    "image": (".svg", ".heic", ".heif", ".jxl"),
    "audio": (".wma", ".ape", ".wv"),
}
_TYPES = mimetypes.MimeTypes()  # its own table, the same on every machine


def modality_of(path: Path) -> Literal["image", "audio"] | None:
    """Return the modality of a file by its name; None for anything but a picture or a sound."""
    suffix = path.suffix.lower()
    return _modality(suffix) if suffix else None


@cache
def _modality(suffix: str) -> Literal["image", "audio"] | None:
    for kind, decoder in (("image", image), ("audio", audio)):
        if suffix in _REFUSED[kind] or suffix in decoder.suffixes():
            return kind
    kind = (_TYPES.guess_type("a" + suffix)[0] or "").partition("/")[0]
    return kind if kind in _DECODERS else None


def read_file(path: Path) -> Image | Audio:
    """Return one picture or sound, labelled by its file's name without suffix.

    Raises `InputError` if the file cannot be read or decoded, or is neither by its suffix.
    """
    path = path_of(path)
    kind = modality_of(path)
    if kind is None:
        usual = ".png, .jpg, .webp, .wav, .flac, .mp3, .m4a or .ogg"
        raise InputError(
            f"{shown(str(path))} is no picture and no sound by its name, which ends in none of "
            f"{usual}, nor in another suffix that can be read."
        )
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"{shown(str(path))} has {size >> 20:,} MiB and at most {MAX_FILE_BYTES >> 20} "
                "can be read; shorten or compress it."
            )
        data = path.read_bytes()
    except OSError as error:
        if path.is_symlink():
            raise InputError(
                f"{shown(str(path))} is a link to a file that is not there; mend or remove it."
            ) from None
        raise InputError(f"{shown(str(path))} cannot be read: {error.strerror}.") from None
    return replace(_DECODERS[kind](data, shown(str(path))), label=shown(path.stem))


def read_folder(path: Path) -> list[Image] | list[Audio]:
    """Return the pictures or the sounds of a folder, in name order with numbers by their value (2,
    10).

    Other files, hidden files and folders inside are passed over; `passed_over` names them. Raises
    `InputError` if the folder cannot be read, holds both kinds or neither, or holds a file that
    cannot be read.
    """
    path = path_of(path)
    return read_files(media_files(path), path)


def read_files(files: Sequence[Path], folder: Path) -> list[Image] | list[Audio]:
    """Return some files of a folder. Raises `InputError` where one cannot be read, or memory is
    full."""
    items, left = [], MAX_FOLDER_BYTES
    for file in files:
        items.append(read_file(file))
        left -= size_of(items[-1])
        if left < 0:
            raise InputError(
                f"The folder {shown(str(folder))} takes more than {MAX_FOLDER_BYTES >> 30} GiB of "
                f"memory at {shown(file.name)}, file {len(items)} of {len(files)}; use fewer or "
                "smaller files."
            )
    return items


def media_files(path: Path) -> list[Path]:
    """Return the pictures or the sounds of a folder, in name order. Raises `InputError` if the
    folder cannot be read, or holds both kinds or neither."""
    media = [file for file in _files(path) if modality_of(file)]
    if not media:
        raise InputError(
            f"The folder {shown(str(path))} holds no pictures and no sounds; choose another."
        )
    if len({modality_of(file) for file in media}) > 1:
        raise InputError(
            f"The folder {shown(str(path))} holds both pictures and sounds; put each kind in a "
            "folder of its own."
        )
    return media


def passed_over(path: Path) -> list[str]:
    """Return names of a folder's files that are no picture and no sound; hidden ones are not
    counted."""
    return [shown(file.name) for file in _files(path) if not modality_of(file)]


def _files(path: Path) -> list[Path]:
    try:
        seen = [file for file in path.iterdir() if not file.name.startswith(".")]
        # A link to nothing is counted in, as a file that no decoder reads.
        files = [file for file in seen if file.is_file() or not file.exists()]
    except OSError as error:
        raise InputError(f"{shown(str(path))} cannot be read: {error.strerror}.") from None
    return sorted(files, key=lambda file: (parts(file.name), shown(file.name), file.name))


def parts(name: str) -> tuple[tuple, ...]:
    """Return a name as a file manager orders it: digits of any script count as numbers; case, width
    and the way in which accents are written do not count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    found = re.findall(r"\d+|\D+", folded)
    return tuple((0, int(p), "") if p[0].isdecimal() else (1, 0, p) for p in found)


def size_of(item: Input | None) -> int:
    """Bytes that the pixels or samples of an item take in memory; of a text 0."""
    if isinstance(item, Image):
        return item.pixels.nbytes
    return item.samples.nbytes if isinstance(item, Audio) else 0
