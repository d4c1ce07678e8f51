"""The items that A, B, INPUT and ITEM on the command line name."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from semhub import datasets
from semhub.datasets.arguments import items_of, sides_of
from semhub.datasets.groups import groups
from semhub.errors import InputError
from semhub.inputs import Input, Text, looks_like_a_path, read_lines
from semhub.inputs.door import shown
from semhub.inputs.lines import TABLES, heading
from semhub.inputs.pairing import note_of_others
from semhub.statistics.clusters import Clusters, clusters


def is_column(reference: str) -> bool:
    """Whether it is `dataset:column`, and no file or folder of that name."""
    # os.path, unlike pathlib, does not mind a sentence that is too long to be a path.
    return not os.path.exists(reference) and datasets.is_named(reference.partition(":")[0])


def called(reference: str) -> str:
    """Name a side: by its column, or by its file or folder without suffix."""
    if is_column(reference):
        return reference.partition(":")[2]
    _, column = _table(reference)
    return column or shown(Path(reference).stem)


def side(reference: str) -> Sequence[Input]:
    """Read the items of a text file, a folder of pictures or sounds, or `dataset:column`."""
    if is_column(reference):
        return datasets.column(reference)
    file, column = _table(reference)
    if column:
        return read_lines(Path(file), column)
    if not os.path.exists(reference):
        raise InputError(
            f"There is no file or folder {shown(reference[:100])}; give a text file with one item "
            "a line, a folder of pictures or of sounds, or dataset:column with a dataset of "
            f"{', '.join((*datasets.DATASETS, *datasets.packs()))}."
        )
    path = Path(reference)
    items = items_of(path)
    first = None if path.is_dir() else heading(path)
    if first is not None:  # or a file without a heading would lose its first row in silence
        print(f"{shown(reference)}: its first row, “{first}”, names the column.", file=sys.stderr)
    return items


def sides(references: Sequence[str]) -> tuple[list[Sequence[Input]], list[str]]:
    """Read the items of several sides, folders paired by the names of their files, and sentences
    that name what is left out. These, and how items were read, are printed on the error stream."""
    folders = [reference for reference in references if os.path.isdir(reference)]
    found, notes = sides_of(*(
        Path(one) if one in folders else side(one) for one in references
    ))  # fmt: skip
    if len(folders) == 1:
        notes = note_of_others(Path(folders[0]))
    for note in notes:
        print(note, file=sys.stderr)
    print_notes([item for one in found for item in one])
    return found, notes


def item(typed: str, *, text: bool = False) -> Input:
    """Take the one item of a file, a folder or a column of that name; otherwise the text itself.

    A sentence may end in the name of a file; a single word that does is a file and nothing else.
    text: take it as the text, even where a file has that name.
    """
    if text:
        return Text(typed)
    if _names_items(typed):
        items = side(typed)
        if len(items) != 1:
            raise InputError(
                f"{shown(typed)} holds {len(items):,} items, and this takes one; give a file of "
                "one item."
            )
        return items[0]
    if looks_like_a_path(typed):
        raise InputError(
            f"There is no file {shown(typed[:100])}; give a picture, a sound or a text, which may "
            "stand in a file too."
        )
    return Text(typed)


def several(reference: str) -> Sequence[Input]:
    """Read the items of a file, a folder or `dataset:column`, or take the one text."""
    if _names_items(reference):
        return sides([reference])[0][0]
    return [item(reference)]


def grouped(names: Sequence[str], references: Sequence[str], n: int) -> Clusters | None:
    """Find the clusters that `names` name: slots of the dataset that both sides are from, or text
    files with a label a line. None without names. Raises `InputError` for a name that is
    neither."""
    if not names:
        return None
    datasets_named = {ref.partition(":")[0] for ref in references if is_column(ref)}
    offered = groups(*datasets_named) if len(datasets_named) == 1 else {}
    labels = {}
    for name in names:
        file, column = _table(name)
        if column or os.path.isfile(name):
            labels[shown(name)] = [shown(line.text) for line in read_lines(Path(file), column)]
        elif name in offered:
            labels[name] = offered[name]
        else:
            slots = f"; this dataset's slots are {', '.join(offered)}" if offered else ""
            raise InputError(
                f"There are no clusters “{shown(name[:100])}”: give a text file with one label a "
                f"line{slots}."
            )
    return clusters(labels, n)


def print_notes(items: Sequence[Input]) -> None:
    """Print on the error stream what a person should know of how pictures and sounds were read."""
    for one in items:
        if not isinstance(one, Text) and one.note:
            print(f"{one.label}: {one.note}", file=sys.stderr)


def _names_items(reference: str) -> bool:
    """Whether a file, a folder, a column of a file or a `dataset:column` has that name."""
    named = re.fullmatch(r"([\w-]+):[\w-]+", reference)
    inside = named and datasets.is_named(named[1])
    return bool(inside or os.path.exists(reference) or _table(reference)[1])


def _table(reference: str) -> tuple[str, str | None]:
    """Split FILE.csv:COLUMN into file and column; without one, the reference and None."""
    file, _, column = reference.rpartition(":")
    if column and not os.path.exists(reference) and file.lower().endswith(TABLES):
        return (file, column) if os.path.isfile(file) else (reference, None)
    return reference, None
