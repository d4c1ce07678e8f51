"""What a side is called on the command line -> the rows that it names, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from semhub import datasets
from semhub.datasets.published import FORMATS, published
from semhub.errors import InputError
from semhub.inputs import named_dataset
from semhub.inputs.door import shown
from semhub.inputs.pairing import note_of_others, pair_folders
from semhub.inputs.row import Row
from semhub.inputs.rows import WITH_COLUMNS, file_rows, has_columns, rows_of


def is_column(reference: str) -> bool:
    """Whether it is `dataset:column`, and no file or folder that is called so."""
    # os.path, unlike pathlib, does not mind a sentence that is too long to be a path.
    return not os.path.exists(reference) and datasets.is_named(reference.partition(":")[0])


def is_on_the_hub(reference: str) -> bool:
    """Whether it is `hf:OWNER/NAME`, and no file or folder that is called so."""
    return reference.startswith(named_dataset.PREFIX) and not os.path.exists(reference)


def called(reference: str) -> str:
    """What a side is called: its column, or its file's or folder's name without suffix."""
    if is_column(reference):
        return reference.partition(":")[2]
    if of := published(reference):
        return of.column or of.format.name
    path, column = split(reference)
    return column or shown(Path(path).stem)


def split(reference: str) -> tuple[str, str | None]:
    """The file or folder and the column of FILE:COLUMN; without one the reference, and None."""
    if is_on_the_hub(reference):
        name, _, column = reference.removeprefix(named_dataset.PREFIX).partition(":")
        return name, column or None
    path, _, column = reference.rpartition(":")
    if column and not os.path.exists(reference) and os.path.exists(path):
        return (path, column) if has_columns(Path(path)) else (reference, None)
    return reference, None


def rows(reference: str) -> Iterable[Row]:
    """The rows of a file, a folder, `dataset:column`, `hf:OWNER/NAME:COLUMN` or a column of a
    published data set, read as they are asked for.

    Raises `InputError` where nothing is called so, at once or with the first row.
    """
    if is_column(reference):
        return [Row(k, item) for k, item in enumerate(datasets.column(reference), start=1)]
    if of := published(reference):
        columns = of.columns()
        if len(columns) > 1:
            raise InputError(
                f"{shown(reference)} has several columns; name one of {', '.join(columns)}, as in "
                f"{shown(reference)}:{next(iter(columns))}."
            )
        return next(iter(columns.values()))
    path, column = split(reference)
    if is_on_the_hub(reference):
        return named_dataset.named_rows(path, column)
    if not os.path.exists(path):
        raise InputError(
            f"There is no file or folder {shown(reference[:100])}; give a text file with one item "
            f"a line, a file {', '.join(WITH_COLUMNS)} with :COLUMN behind, a folder of pictures "
            "or of sounds, dataset:column with a dataset of "
            f"{', '.join((*datasets.DATASETS, *datasets.packs()))}, or a published data set as "
            f"{', '.join(f'{one.name}:{one.path}' for one in FORMATS.values())}."
        )
    return rows_of(Path(path), column)


def rows_of_all(references: Sequence[str]) -> tuple[list[Iterable[Row]], list[str]]:
    """The rows of several sides, folders of pictures or sounds paired by the names of their files,
    and sentences that name the files that are left out."""
    folders = [one for one in references if os.path.isdir(one) and not has_columns(Path(one))]
    paired, notes = {}, []
    if len(folders) > 1:
        found = pair_folders([Path(one) for one in folders])
        paired, notes = dict(zip(folders, found.files, strict=True)), found.notes
    elif folders:
        notes = note_of_others(Path(folders[0]))
    return [
        file_rows(paired[one]) if one in paired else rows(one) for one in references
    ], notes  # fmt: skip
