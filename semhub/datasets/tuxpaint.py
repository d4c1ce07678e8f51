"""Stamps of Tux Paint, as Debian's `tuxpaint-stamps-default` installs them -> rows of a pack.

A stamp is a picture, `dog.png`; beside it lie `dog.txt`, its caption in English and in lines such
as `de.utf8=Ein Hund.`, and for some `dog.ogg`, what it sounds like. `dog_desc.ogg` is the caption
read aloud, `dog_mirror.png` a variant; neither is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from semhub import cache
from semhub.datasets import NAMES
from semhub.datasets.pack import Row
from semhub.errors import InputError
from semhub.inputs import Text, read_file

PLACES = tuple(
    Path(place) for place in ("/usr/share/tuxpaint/stamps", "/usr/local/share/tuxpaint/stamps")
)
LEFT_OUT = "symbols"
"""A folder of letters, figures and coins, whose sounds are their spoken names."""

DRAWN = "cartoon"
"""Folders whose stamps give way to a photograph of the same caption."""

COVERED = 0.85
"""Share of the stamps for which a language needs captions; no column leaves a row out."""

_CODES = {code: code for code in NAMES} | {"zh": "zh_CN"}
_LINE = re.compile(r"([A-Za-z@_]+)\.utf8=(.*)")
_STOPS = " .。।|"


def find(tree: Path | None) -> Path:
    """Return the folder with stamps: `tree`, or where the package puts them.

    Raises `InputError` if there is none.
    """
    for place in (tree,) if tree else PLACES:
        if place.is_dir() and next(place.rglob("*.txt"), None):
            return place
    raise InputError(
        f"There are no stamps of Tux Paint in {tree or PLACES[0]}; install them with `apt install "
        "tuxpaint-stamps-default`, or give the folder of an unpacked package with --from FOLDER."
    )


def rows(tree: Path) -> list[Row]:
    """Return one row an English caption, in the order of the files, each with the same languages.

    Raises `InputError` if no stamp has both a caption and a picture that can be read.
    """
    found: dict[str, Row] = {}
    for picture in sorted(tree.rglob("*.png"), key=lambda file: _rank(file, tree)):
        texts = captions(picture.with_suffix(".txt"))
        if texts and LEFT_OUT not in picture.relative_to(tree).parts and _reads(picture):
            found.setdefault(texts["en"], Row(_name(picture, tree), _sound(picture, tree), texts))
    if not found:
        raise InputError(
            f"No stamp in {tree} has a caption and a PNG picture that can be read; install "
            "tuxpaint-stamps-default again."
        )
    return _once(_aligned(sorted(found.values(), key=lambda row: row.picture)), tree)


def captions(file: Path) -> dict[str, str]:
    """Return column -> caption without its full stop, English first; nothing where the file has
    none.

    A caption of several words that is the English one was never translated.
    """
    try:
        first, *lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    said = dict(found.groups() for found in map(_LINE.match, lines) if found)
    texts = {"en": first} | {code: said[key] for code, key in _CODES.items() if key in said}
    texts = {code: _clean(text, code) for code, text in texts.items()}
    if not _is_text(texts["en"]):
        return {}
    return {
        code: text
        for code, text in texts.items()
        if _is_text(text) and (code == "en" or text != texts["en"] or " " not in text)
    }


def _clean(text: str, code: str) -> str:
    """Return the caption without its full stop, if any: "|" in Hindi, in Arabic often in front,
    where it is seen."""
    if code == "hi":
        text = text.replace("|", "।")
    if code == "ar":
        text = text.removeprefix("A ")  # the article of the English caption
    return text.strip(_STOPS + "\r\t")


def _is_text(text: str) -> bool:
    try:
        Text(text)
    except InputError:
        return False
    return True


def _rank(picture: Path, tree: Path) -> tuple[bool, bool, str]:
    """Return the order in which stamps with one caption are taken: photographs first, and those
    with a sound."""
    parts = picture.relative_to(tree).parts
    return DRAWN in parts, _sound(picture, tree) is None, _name(picture, tree)


def _name(file: Path, tree: Path) -> str:
    return file.relative_to(tree).as_posix()


def _sound(picture: Path, tree: Path) -> str | None:
    beside = (picture.with_suffix(suffix) for suffix in (".ogg", ".wav"))
    return next((_name(file, tree) for file in beside if file.is_file() and _reads(file)), None)


def _reads(file: Path) -> bool:
    try:
        read_file(file)
    except InputError:
        return False
    return True


def _aligned(found: Sequence[Row]) -> list[Row]:
    """Return the languages that most rows have, and the rows that have all of them."""
    codes = [
        code for code in NAMES if sum(code in row.texts for row in found) >= COVERED * len(found)
    ]
    return [
        Row(row.picture, row.sound, {code: row.texts[code] for code in codes})
        for row in found
        if set(codes) <= set(row.texts)
    ]


def _once(found: Sequence[Row], tree: Path) -> list[Row]:
    """Return the same rows; a recording that several share stays with the first."""
    heard: set[str] = set()
    kept = []
    for row in found:
        digest = cache.digest(tree / row.sound) if row.sound else None
        kept.append(Row(row.picture, None if digest in heard else row.sound, row.texts))
        heard |= {digest} - {None}
    return kept
