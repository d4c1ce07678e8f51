"""The items that A, B, INPUT and ITEM on the command line name."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from semhub import datasets
from semhub.cli.left_out import LeftOut, as_dicts, count
from semhub.cli.reference import is_column, rows_of_all, split
from semhub.datasets.groups import groups
from semhub.datasets.published import published
from semhub.errors import InputError
from semhub.inputs import Input, Text, looks_like_a_path, read_lines
from semhub.inputs.door import shown
from semhub.inputs.folder import MAX_FOLDER_BYTES, size_of
from semhub.inputs.lines import heading
from semhub.inputs.row import Row
from semhub.statistics.clusters import Clusters, clusters


@dataclass(frozen=True)
class Sides:
    """items: of each side, item i of all belonging together. notes: sentences that name what is
    left out. rows: how many there were of the first side, and kept: the numbers of those that are
    left, from 0. left_out: those that could not be read, on whichever side."""

    items: list[Sequence[Input]]
    notes: list[str]
    rows: int
    kept: list[int]
    left_out: list[LeftOut]

    def to_dict(self) -> dict:
        """What a result in JSON says of rows that could not be read; empty where all could be."""
        return {"left_out": as_dicts(self.left_out)} if self.left_out else {}


def side(reference: str) -> Sequence[Input]:
    """The items of a text file, a table, a folder of pictures or sounds, or `dataset:column`."""
    return sides([reference]).items[0]


def sides(
    references: Sequence[str], sets: Sequence[str] | None = None, first: int | None = None
) -> Sides:
    """The items of several sides, folders paired by the names of their files.

    A row that cannot be read is left out of every side of its set. What is left out, and how items
    were read, is told on the error stream.
    sets: which set of rows each side belongs to; all to one, where that is not said.
    first: rows to read of each side, from its beginning; all by default.
    Raises `InputError` where of a side no row can be read.
    """
    streams, notes = rows_of_all(references)
    found = [read(islice(rows, first), one) for rows, one in zip(streams, references, strict=True)]
    sets = sets or [""] * len(references)
    left_out, kept, items = [], [], []
    for name, reference, rows in zip(sets, references, found, strict=True):
        beside = [other for other, own in zip(found, sets, strict=True) if own == name]
        spoilt = {i for other in beside for i, row in enumerate(other) if row.item is None}
        kept.append([i for i in range(len(rows)) if i not in spoilt])
        items.append([rows[i].item for i in kept[-1]])
        left_out += [LeftOut(reference, row.number, row.why) for row in rows if row.item is None]
    for reference, rows in zip(references, found, strict=True):
        _tell_heading(reference)
        if all(row.item is None for row in rows):
            raise InputError(rows[0].why)
    # A damaged entry of an index spoils its row on every side, with one sentence.
    left_out = list({(one.row, one.why): one for one in left_out}.values())
    for note in notes:
        print(note, file=sys.stderr)
    count.report(left_out, len(references) > 1)
    print_notes([item for one in items for item in one])
    return Sides(items, notes, len(found[0]), kept[0], left_out)


def read(rows: Iterable[Row], reference: str) -> list[Row]:
    """All of the rows. Raises `InputError` where they take too much memory."""
    found, left = [], MAX_FOLDER_BYTES
    for row in rows:
        found.append(row)
        left -= size_of(row.item)
        if left < 0:
            raise InputError(
                f"{shown(reference)} takes more than {MAX_FOLDER_BYTES >> 30} GiB of memory at row "
                f"{row.number:,}; use fewer or smaller items, or keep their states with `extract`, "
                "which reads them one after the other."
            )
    return found


def _tell_heading(reference: str) -> None:
    """Say that a table's first row is taken for a name, or a file without one loses it unsaid."""
    path, column = split(reference)
    if column is None and not is_column(reference) and os.path.isfile(path):
        first = heading(Path(path))
        if first is not None:
            told = f"{shown(reference)}: its first row, “{first}”, names the column."
            print(told, file=sys.stderr)


def item(typed: str, *, text: bool = False) -> Input:
    """Take the one item of a file, a folder or a column of that name; otherwise the text itself.

    A sentence may end in the name of a file; a single word that does is a file and nothing else.
    text: take it as the text, even where a file has that name.
    """
    if text:
        return Text(typed)
    if names_items(typed):
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
    if names_items(reference):
        return side(reference)
    return [item(reference)]


def grouped(
    names: Sequence[str], references: Sequence[str], n: int, kept: Sequence[int] | None = None
) -> Clusters | None:
    """The clusters that `names` name: slots of the dataset that both sides are from, or text files
    with a label a line. None without names. Raises `InputError` for a name that is neither.

    n: rows of a side. kept: of these, the numbers of those that are compared; by default all.
    """
    if not names:
        return None
    datasets_named = {ref.partition(":")[0] for ref in references if is_column(ref)}
    offered = groups(*datasets_named) if len(datasets_named) == 1 else {}
    labels = {}
    for name in names:
        file, column = split(name)
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
    if kept is None or len(kept) == n:
        return clusters(labels, n)
    # A file that has not a label for every row is left as it is, and refused by its number.
    own = {
        name: [all_[i] for i in kept] if len(all_) == n else all_ for name, all_ in labels.items()
    }
    return clusters(own, len(kept))


def print_notes(items: Sequence[Input]) -> None:
    """Print on the error stream what a person should know of how pictures and sounds were read."""
    for one in items:
        if not isinstance(one, Text) and one.note:
            print(f"{one.label}: {one.note}", file=sys.stderr)


def names_items(reference: str) -> bool:
    """Tell whether a file, a folder, a column of a file or a `dataset:column` has that name."""
    named = re.fullmatch(r"([\w-]+):[\w-]+", reference)
    inside = named and datasets.is_named(named[1])
    return bool(inside or os.path.exists(reference) or split(reference)[1] or published(reference))
