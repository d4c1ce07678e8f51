"""Where the files of a published data set are, and its index in JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from semhub.errors import InputError
from semhub.inputs.door import kind_of, shown
from semhub.inputs.encoding import content_of


def index_file(path: Path, pattern: str, says: str) -> Path:
    """The file that `path` is, or the only one that fits the pattern in it or in the folder
    `annotations` of it.

    says: what the data set is called with its path, as in “coco:FOLDER”.
    Raises `InputError` where there is none, or several.
    """
    if path.is_file():
        return path
    if not path.is_dir():
        raise InputError(f"There is no folder {shown(str(path))}; give {says}.")
    found = sorted({*path.glob(pattern), *path.glob(f"annotations/{pattern}")})
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(
            f"{shown(str(path))} holds no {pattern}, neither at its top nor in “annotations”; give "
            "the folder that does."
        )
    raise InputError(
        f"{shown(str(path))} holds {', '.join(shown(one.name) for one in found)}; name one of "
        "them, with its path, in place of the folder."
    )


def index(path: Path, lists: Sequence[str]) -> Mapping[str, Any]:
    """The object of a JSON file whose named members are lists. Raises `InputError` otherwise."""
    name = shown(str(path))
    try:
        value = json.loads(content_of(path, name))
    except (ValueError, RecursionError):
        raise InputError(
            f"{name} is no JSON, or is cut short; copy or download it again."
        ) from None
    if not isinstance(value, dict):
        raise InputError(f"{name} holds {kind_of(value)} and no object of lists; give another.")
    for one in lists:
        if not isinstance(value.get(one), list):
            raise InputError(f"{name} has no list “{one}”; give the file as it was published.")
    return value


def subset(file: Path) -> str:
    """What an index is of: “val2017” of captions_val2017.json."""
    return file.stem.partition("_")[2]


def media_file(index: Path, folders: Sequence[str], name: str) -> Path:
    """Where a file that an index names is: the first of the folders, of the index's own or of the
    one above, that holds it. Raises `InputError` where none does."""
    inside = not Path(name).is_absolute() and ".." not in Path(name).parts
    for root in (index.parent, index.parent.parent):
        for folder in folders:
            # os.path, unlike pathlib, does not mind a name that is too long for a file.
            if inside and os.path.isfile(found := root / folder / name):
                return found
    where = " or ".join(map(shown, folders))
    raise InputError(f"There is no file {shown(name[:100])} in {where}; copy it there.")


def entries(listed: Iterable[Any], key: str) -> dict[Any, dict[str, Any]]:
    """The objects among these by that number or text of theirs; what has none is left out."""
    return {
        one[key]: one
        for one in listed
        if isinstance(one, dict) and isinstance(one.get(key), int | str)
    }


def entry(by: Mapping[Any, dict[str, Any]], key: object) -> dict[str, Any] | None:
    """The object of that key; None where there is none."""
    return by.get(key) if isinstance(key, int | str) else None
