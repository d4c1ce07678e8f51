"""VGGSound: vggsound.csv and a folder of clips.

https://www.robots.ox.ac.uk/~vgg/data/vggsound/. A row of the file is a video's id, the second at
which the clip starts, its label, and train or test, without a first row of names. A clip is called
ID_START with the second in six digits, as in abc_000030.wav, and may lie in any folder inside.
Only sounds are read: of a video its sound has to be taken first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from semhub.datasets.published.finding import index_file
from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.encoding import lines_of
from semhub.inputs.folder import modality_of, read_file
from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text, stripped

_CELLS = 4


class Clip(NamedTuple):
    """number: the line in the file. file: of the sound. why: what is wrong with the line."""

    number: int
    file: Path | None = None
    label: str = ""
    why: str = ""


def columns(folder: Path) -> Mapping[str, Iterator[Row]]:
    """The sounds that lie in the folder and their labels, in the order of the file.

    Rows without a clip, which most have where videos are no longer online, are one row that cannot
    be read, with their number. Raises `InputError` where there is no file, or no clip of it.
    """
    file = index_file(folder, "vggsound.csv", "vggsound:FOLDER")
    clips = _clips(file)

    def sounds() -> Iterator[Row]:
        for one in clips:
            if one.why or one.file is None:
                yield Row(one.number, why=one.why)
            else:
                yield row_of(one.number, "", partial(read_file, one.file), one.file.name)

    def labels() -> Iterator[Row]:
        for one in clips:
            place = f"{shown(file.name)}, line {one.number}"
            if one.why:
                yield Row(one.number, why=one.why)
            else:
                yield row_of(one.number, place, partial(Text, one.label))

    return {"sound": sounds(), "label": labels()}


def _clips(file: Path) -> list[Clip]:
    """The rows whose clip is there, and those that cannot be read."""
    name, there = shown(file.name), _sounds(file.parent)
    found: list[Clip] = []
    missing: list[int] = []
    lines = csv.reader(lines_of(file, shown(str(file))))
    try:
        for cells in filter(any, lines):
            number = lines.line_num
            place = f"{name}, line {number}"
            if len(cells) != _CELLS:
                why = f"{place} has {len(cells)} cells and not id, second, label and part."
                found.append(Clip(number, why=why))
                continue
            video, start, label, _ = map(stripped, cells)
            if not start.isdecimal():
                found.append(Clip(number, why=f"{place} has no whole number as its second."))
            elif path := there.get(f"{video}_{start.zfill(6)}"):
                found.append(Clip(number, path, label))
            else:
                missing.append(number)
    except csv.Error as error:
        raise InputError(f"{name} cannot be read near line {lines.line_num:,}: {error}.") from None
    if not any(one.file for one in found):
        raise InputError(
            f"{shown(str(file.parent))} holds no sound called ID_START of a row of {name}, such as "
            "abc_000030.wav; put the clips there."
        )
    if missing:
        rows = f"rows of {name} have" if len(missing) > 1 else f"row of {name} has"
        why = f"{len(missing):,} {rows} no clip, the first in line {missing[0]}."
        found.append(Clip(missing[0], why=why))
    return found


def _sounds(folder: Path) -> dict[str, Path]:
    """Name without suffix -> file; of two of one name, the one that is no video."""
    videos = (".mp4", ".webm", ".mov")
    files = sorted(folder.rglob("*"), key=lambda file: file.suffix.lower() not in videos)
    return {file.stem: file for file in files if modality_of(file) == "audio"}
