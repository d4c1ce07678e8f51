"""Which file of one folder belongs to which of another: by their names, where these agree.

An order of names alone would pair all that follows with the wrong items as soon as one folder lacks
a file that the other has, or writes its accents in another way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.inputs.folder import media_files, parts, passed_over

_AGREE = 0.5
"""Share of the smallest folder's files whose names must agree: a few in common may be chance."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_BETWEEN = re.compile(r"[\s_.,()-]+")
"""What stands between the words of a name. Not all that is no letter: vowel signs of Hindi are."""

Key = Callable[[list[Path]], list]
"""From the files of a folder to what each of them is paired by."""


@dataclass(frozen=True)
class Paired:
    """files: of each folder, aligned: file i of one belongs to file i of all.

    notes: sentences that name every file that is left out, and say where only the order of names
    could pair.
    """

    files: list[list[Path]]
    notes: list[str]


def pair_folders(folders: Sequence[Path]) -> Paired:
    """Pair the pictures or sounds of folders, in the name order of the first.

    Names are compared without suffix: as they are written, then whatever their case, then with
    numbers by their value (07 and 7), then whatever stands between words and in dates (a-2024_01_05
    and a 20240105), then by what tells the files of one folder apart (pig_1 and oink-1). The first
    way in which most files have a partner is taken. Where no names agree, and numbers of files do,
    files are paired by the order of their names.

    Raises `InputError` where a folder cannot be read, where nothing pairs, and where some names
    agree, but those of less than half of the smallest folder.
    """
    found = [media_files(folder) for folder in folders]
    files, by_order = _by_name(found), False
    if files is None:
        files, by_order = found, True
        if len({len(side) for side in found}) > 1:
            counts = ", ".join(
                f"{shown(str(folder))} {len(side):,}"
                for folder, side in zip(folders, found, strict=True)
            )
            raise InputError(
                "No file of one folder is called as one of the other, and their numbers differ "
                f"({counts}); give files that belong together the same name."
            )
    notes = []
    for folder, all_, kept in zip(folders, found, files, strict=True):
        alone = [shown(file.name) for file in all_ if file not in set(kept)]
        if alone:
            notes.append(
                f"{len(alone):,} of the {len(all_):,} files of {shown(str(folder))} are left out, "
                f"which have no partner of the same name: {', '.join(alone)}."
            )
        notes += note_of_others(folder)
    if by_order:
        first, second = (shown(side[0].name) for side in files[:2])
        more = ", and so on" if len(found[0]) > 1 else ""
        notes.append(
            f"The names of the files in {' and '.join(shown(str(one)) for one in folders)} do not "
            f"agree, so that they are paired in the order of their names: {first} with "
            f"{second}{more}."
        )
    return Paired(files, notes)


def note_of_others(folder: Path) -> list[str]:
    """Return the sentence that names the files of a folder that are no pictures and no sounds, if
    any."""
    others = passed_over(folder)
    if not others:
        return []
    return [
        f"Of {shown(str(folder))} are passed over, as neither pictures nor sounds that can be read "
        f"by their names: {', '.join(others)}."
    ]


def _by_name(found: list[list[Path]]) -> list[list[Path]] | None:
    """Return the files that have a partner in every folder, aligned; None where no names agree.
    Raises `InputError` where a few do, and where two files of one folder differ in their suffix
    alone."""
    for side in found:
        _require_one_each(side)
    smallest = min(map(len, found))
    best: list[list[Path]] | None = None
    agree = 0
    for key in (_written, _whatever_case, _by_value, _whatever_between, _distinctive_part):
        if key is _distinctive_part and smallest == 1:
            continue  # nothing tells a file apart from no other
        sides = [dict(zip(key(side), side, strict=True)) for side in found]
        if any(len(by) < len(side) for by, side in zip(sides, found, strict=True)):
            continue  # two files of one folder would be the same
        both = [name for name in sides[0] if all(name in other for other in sides[1:])]
        if key is not _distinctive_part:  # of which a part, such as a number, agrees more often
            agree = max(agree, len(both))
        if both and len(both) >= _AGREE * smallest and len(both) > (len(best[0]) if best else 0):
            best = [[side[name] for name in both] for side in sides]
    if best is None and agree:
        raise InputError(
            f"Only {agree:,} of {smallest:,} names of files agree in "
            f"{' and '.join(shown(str(side[0].parent)) for side in found)}, which may be chance; "
            "give files that belong together the same name."
        )
    return best


def _require_one_each(files: list[Path]) -> None:
    known: dict[str, Path] = {}
    for file, name in zip(files, _written(files), strict=True):
        if name in known:
            raise InputError(
                f"{shown(known[name].name)} and {shown(file.name)} in {shown(str(file.parent))} "
                "have one name, so that it is open which of them pairs; rename or take out one."
            )
        known[name] = file


def _written(files: list[Path]) -> list:
    """Return names as they are, also what is not text in them: `shown` could make two names one."""
    return [unicodedata.normalize("NFC", file.stem) for file in files]


def _whatever_case(files: list[Path]) -> list:
    return [unicodedata.normalize("NFC", name.casefold()) for name in _written(files)]


def _by_value(files: list[Path]) -> list:
    return [parts(file.stem) for file in files]


def _whatever_between(files: list[Path]) -> list:
    names = [unicodedata.normalize("NFKC", file.stem) for file in files]
    dated = [_DATE.sub(lambda date: f"{date[1]}{date[3]:0>2}{date[4]:0>2}", one) for one in names]
    return [parts(_BETWEEN.sub(" ", name).strip()) for name in dated]


def _distinctive_part(files: list[Path]) -> list:
    """Return names less what all of a folder begin and end with, cut where a word or a number
    ends."""
    names = _whatever_case(files)
    start = _edge(names, _beginning(names))
    rest = [name[start:] for name in names]
    ending = _beginning([name[::-1] for name in rest])
    stop = _edge([name[::-1] for name in rest], ending)
    return [parts(name[: len(name) - stop]) for name in rest]


def _beginning(names: list[str]) -> str:
    """Return what all of the names begin with."""
    first, last = min(names), max(names)
    same = [a == b for a, b in zip(first, last, strict=False)]
    return first[: (*same, False).index(False)]


def _edge(names: list[str], common: str) -> int:
    """Return how many of the `common` characters can go without cutting a word or a number."""

    def kind(name: str, place: int) -> str:
        return unicodedata.category(name[place])[0] if place < len(name) else ""

    for length in range(len(common), 0, -1):
        before = unicodedata.category(common[length - 1])[0]
        if all(before not in "LMN" or kind(name, length) != before for name in names):
            return length
    return 0
