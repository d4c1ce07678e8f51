"""What the library is given: a string as a text, a path as a file or a folder."""

from __future__ import annotations

import os
from pathlib import Path

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import (
    Input,
    Text,
    looks_like_a_path,
    modality_of,
    read_column,
    read_file,
    read_folder,
    read_lines,
)
from semhub.inputs.door import kind_of, listed, path_of
from semhub.inputs.folder import read_files
from semhub.inputs.pairing import pair_folders
from semhub.inputs.rows import has_columns


def item_of(given: object) -> Input:
    """Return one input: what is one already, a string as the text itself, or the one item of a
    path.

    Raises `InputError` on anything else, a string that is the path of a file, and a path that
    holds several items.
    """
    if isinstance(given, Input):
        return given
    if isinstance(given, str):
        return _text(given)
    if not isinstance(given, os.PathLike):
        kind = kind_of(given)
        raise InputError(
            f"{kind[0].upper()}{kind[1:]} is neither a text nor a picture nor a sound; give a "
            f"string, a path, or {_instead(given)}."
        )
    items = _in_path(path_of(given))
    if len(items) != 1:
        raise InputError(f"{given} holds {len(items):,} items, and this takes one; choose one.")
    return items[0]


def items_of(given: object, side: str = "The list") -> list[Input]:
    """Return inputs in their order, from one or a sequence of them, of strings or of paths, or from
    a path of several.

    Raises `InputError` on anything else, and where there is none; `side` is how the sentence
    begins.
    """
    if isinstance(given, os.PathLike):
        return _in_path(path_of(given))
    if isinstance(given, (str, *Input.__args__)):
        return [item_of(given)]
    if hasattr(given, "to_list"):  # a column of a table
        given = given.to_list()
    if isinstance(given, (set, frozenset)) or hasattr(given, "keys"):
        raise InputError(
            f"{side} is {kind_of(given)}; give a list, in which the order says what belongs "
            "together."
        )
    items = []
    for number, one in enumerate(listed(given, side), start=1):
        try:
            items.append(item_of(one))
        except InputError as error:
            raise InputError(f"{side}, item {number}: {error}") from None
    if not items:
        raise InputError(f"{side} is empty; give at least one item.")
    return items


def sides_of(*given: object) -> tuple[list[list[Input]], list[str]]:
    """Return the items of several sides, and sentences on how they were paired.

    Sides that are paths of folders are paired by the names of their files (`pair_folders`).
    Raises `InputError` as `items_of` does.
    """
    folders = [
        at for at, one in enumerate(given) if isinstance(one, os.PathLike) and _is_of_files(one)
    ]
    paired, notes = {}, []
    if len(folders) > 1:
        paths = [path_of(given[at]) for at in folders]
        found = pair_folders(paths)
        notes = found.notes
        paired = {
            at: read_files(files, path)
            for at, path, files in zip(folders, paths, found.files, strict=True)
        }
    names = "AB" if len(given) == 2 else range(1, len(given) + 1)
    sides = [
        paired[at] if at in paired else items_of(one, f"Side {name}")
        for at, (name, one) in enumerate(zip(names, given, strict=True))
    ]
    return sides, notes


def _text(given: str) -> Text:
    if looks_like_a_path(given) and os.path.exists(given):
        raise InputError(
            f"“{given}” is a file or a folder; give pathlib.Path for what it holds, or "
            "semhub.Text for the words."
        )
    name, colon, code = given.partition(":")
    if colon and datasets.is_named(name) and code in datasets.columns(name):
        raise InputError(
            f"“{given}” is a column of embedded data; give semhub.column for its items, or "
            "semhub.Text for the words."
        )
    return Text(given)


def _is_of_files(path: os.PathLike) -> bool:
    """Whether it is a folder of pictures or sounds."""
    path = path_of(path)
    return path.is_dir() and not has_columns(path)


def _in_path(path: Path) -> list[Input]:
    if has_columns(path):
        return read_column(path)
    if path.is_dir():
        return read_folder(path)
    return [read_file(path)] if modality_of(path) else read_lines(path)


def _instead(given: object) -> str:
    """Return what to make of a thing that holds a picture or a sound in another form."""
    if isinstance(given, (bytes, bytearray, memoryview)):
        return "semhub.Image.from_bytes or semhub.Audio.from_bytes of its bytes"
    if type(given).__module__.startswith("PIL."):
        return 'semhub.Image(numpy.array(picture.convert("RGB")))'
    return "semhub.Image of an array of pixels, semhub.Audio of samples"
