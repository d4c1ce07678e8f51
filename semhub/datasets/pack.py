"""A pack: pictures, sounds and captions that are on a user's own machine and not in Semhub.

Made once from what is installed (`semhub.datasets.tuxpaint`), kept in the cache folder: a list of
rows, and one archive of the files as they were. Listed only where it is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache as remembered
from functools import partial
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from semhub import cache
from semhub.errors import InputError
from semhub.inputs import Audio, Image
from semhub.zipped import DAMAGED

NAMES = {"tuxpaint": "Tux Paint", "tuxpaint-sounds": "Tux Paint, with sounds"}
"""Datasets of the pack -> what a person calls them. The second has the rows that have a sound."""

COMMAND = "python -m semhub data tuxpaint"

_ROWS, _MEDIA = "rows.json", "media.zip"
_LAYOUT = "1"


@dataclass(frozen=True)
class Row:
    """picture, sound: names of files in the archive. texts: column -> caption."""

    picture: str
    sound: str | None
    texts: Mapping[str, str]


def folder() -> Path:
    """Return where the pack is, or would be."""
    return cache.root() / "tuxpaint"


def is_there() -> bool:
    return os.path.isfile(folder() / _ROWS)


def written() -> int:
    """Return when the pack was made, in nanoseconds; 0 where there is none. What was read of an
    earlier pack is then dropped."""
    return (folder() / _ROWS).stat().st_mtime_ns if is_there() else 0


def write(rows: Sequence[Row], tree: Path) -> Path:
    """Make the pack of `rows`, whose files lie in `tree` under their names; return its folder.

    Raises `InputError` where the cache folder cannot be written.
    """
    listed = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=0)
    names = [name for row in rows for name in (row.picture, row.sound) if name]
    made_of = "".join([listed, *(cache.digest(tree / name) for name in names)])

    def write_into(target: Path) -> None:
        with ZipFile(target / _MEDIA, "w") as archive:
            for name in names:
                archive.write(tree / name, name)
        (target / _ROWS).write_text(listed, encoding="utf-8")

    source = {"layout": _LAYOUT, "digest": sha256(made_of.encode()).hexdigest()}
    return cache.make(folder(), source, write_into)


def table(name: str) -> dict[str, list[str]]:
    """Return the captions, a column a language. Raises `InputError` if there is no pack."""
    rows = _of(name)
    return {code: [row.texts[code] for row in rows] for code in rows[0].texts}


def media(name: str) -> dict[str, Callable[[Mapping], list[Image] | list[Audio]]]:
    """Return column of pictures or sounds -> a function that makes its items."""
    columns = {"image": partial(_items, name, "picture", Image.from_bytes)}
    if name == "tuxpaint-sounds":
        columns["sound"] = partial(_items, name, "sound", Audio.from_bytes)
    return columns


def _of(name: str) -> list[Row]:
    if not is_there():
        raise InputError(f"The dataset {name} is not on this machine; make it with `{COMMAND}`.")
    rows = _rows(folder() / _ROWS, written())
    return rows if name == "tuxpaint" else [row for row in rows if row.sound]


@remembered
def _rows(file: Path, _written: int) -> list[Row]:
    try:
        return [Row(**row) for row in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        raise _damaged() from None


def _items(name: str, kind: str, decode: Callable, _texts: Mapping) -> list:
    rows = _of(name)
    files = _files([getattr(row, kind) for row in rows])
    return [decode(data, row.texts["en"]) for data, row in zip(files, rows, strict=True)]


def _files(names: Sequence[str]) -> Iterator[bytes]:
    try:
        with ZipFile(folder() / _MEDIA) as archive:
            for name in names:
                yield archive.read(name)
    except (OSError, *DAMAGED):
        raise _damaged() from None


def _damaged() -> InputError:
    return InputError(f"The pack in {folder()} is damaged; make it again with `{COMMAND}`.")
