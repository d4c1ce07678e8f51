"""GALE parallel text, as the LDC distributes it: a folder of tab-delimited files (TDF).

A source document NAME.tdf and its translation NAME.eng.tdf lie in folders called “source” and
“translation”. A file's first line declares its fields, each name with a type behind a semicolon;
lines that begin with ;; are comments; every other line is a segment, whose text is the field
`transcript` (README.txt and TDF_format.txt of LDC2013T11 and LDC2012T18). That segment i of a
document is segment i of its translation is not written there: it is checked by their start and end.
Marks of the transcription stay in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.encoding import lines_of
from semhub.inputs.row import Row, row_of
from semhub.inputs.text import Text, stripped

_NEEDED = ("start", "end", "transcript")
_TRANSLATION = "translation"
_SUFFIX = ".eng"
"""Of a translation's name, before its .tdf."""
_SCRIPTS = {"zh": re.compile(r"[\u4e00-\u9fff]"), "ar": re.compile(r"[\u0600-\u06ff]")}
_LOOKED_AT = 50
"""Segments whose script tells the source's language."""


class Segment(NamedTuple):
    """place: file and line, as sentences name them. time: its start and end as they are written."""

    place: str
    time: tuple[str, str]
    text: str


class Pair(NamedTuple):
    """A segment and its translation, or the sentence that says why they cannot be read."""

    source: Segment | None
    english: Segment | None
    why: str = ""


def columns(folder: Path) -> Mapping[str, Iterator[Row]]:
    """English, and the source by its code. Raises `InputError` where the folder holds no pair of
    documents, or texts in neither Chinese nor Arabic."""
    documents = _documents(folder)
    code = _language(documents, folder)
    return {"en": _rows(documents, "english"), code: _rows(documents, "source")}


def _documents(folder: Path) -> list[tuple[Path, Path | None]]:
    """Every source document and its translation, None where that is missing."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {shown(str(folder))}; give gale:FOLDER.")
    files = sorted(folder.rglob("*.tdf"))
    english = {file.stem.removesuffix(_SUFFIX): file for file in files if _is_translation(file)}
    found = [(file, english.get(file.stem)) for file in files if not _is_translation(file)]
    if not any(translation for _, translation in found):
        raise InputError(
            f"{shown(str(folder))} holds no document with its translation; GALE's are called "
            "NAME.tdf and NAME.eng.tdf."
        )
    return found


def _is_translation(file: Path) -> bool:
    return file.parent.name == _TRANSLATION or file.stem.endswith(_SUFFIX)


def _language(documents: list[tuple[Path, Path | None]], folder: Path) -> str:
    texts = "".join(pair.source.text for pair in islice(_pairs(documents), _LOOKED_AT) if pair[0])
    counts = {code: len(script.findall(texts)) for code, script in _SCRIPTS.items()}
    code = max(counts, key=counts.__getitem__)
    if not counts[code]:
        raise InputError(
            f"The first segments of {shown(str(folder))} are neither in Chinese nor in Arabic "
            "script; give a folder of GALE's parallel text."
        )
    return code


def _rows(documents: list[tuple[Path, Path | None]], side: str) -> Iterator[Row]:
    for number, pair in enumerate(_pairs(documents), start=1):
        segment = getattr(pair, side)
        if pair.why:
            yield Row(number, why=pair.why)
        else:
            yield row_of(number, segment.place, partial(Text, segment.text))


def _pairs(documents: list[tuple[Path, Path | None]]) -> Iterator[Pair]:
    for source, translation in documents:
        if translation is None:
            yield Pair(None, None, f"{shown(source.name)} has no translation beside it.")
            continue
        try:
            sides = [_segments(file) for file in (source, translation)]
        except InputError as error:
            yield Pair(None, None, str(error))
            continue
        if len(sides[0]) != len(sides[1]):
            yield Pair(
                None, None,
                f"{shown(source.name)} has {len(sides[0]):,} segments and its translation "
                f"{len(sides[1]):,}, so that none can be paired.",
            )  # fmt: skip
            continue
        for one, other in zip(*sides, strict=True):
            if one.time != other.time:
                yield Pair(None, None, f"{other.place} is of another time than {one.place}.")
            elif one.text or other.text:  # music and silence have no text on either side
                yield Pair(one, other)


def _segments(file: Path) -> list[Segment]:
    """The segments of a document. Raises `InputError` where a line is none."""
    name, found = shown(file.name), []
    fields: list[str] = []
    for number, line in enumerate(lines_of(file, shown(str(file))), start=1):
        cells, place = line.rstrip("\n").split("\t"), f"{name}, line {number}"
        if not fields:
            fields = [cell.partition(";")[0].strip() for cell in cells]
            if not all(one in fields for one in _NEEDED):
                raise InputError(
                    f"{place} declares no fields {', '.join(_NEEDED)}, as a TDF file's first does."
                )
        elif line.strip() and not line.startswith(";;"):
            if len(cells) != len(fields):
                raise InputError(
                    f"{place} has {len(cells)} fields and the first line declares {len(fields)}, "
                    "so that the document is damaged."
                )
            start, end, text = (stripped(cells[fields.index(one)]) for one in _NEEDED)
            found.append(Segment(place, (start, end), text))
    if not found:
        raise InputError(f"{name} holds no segment.")
    return found
