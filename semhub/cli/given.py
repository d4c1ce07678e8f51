"""What stands on the command line as A, B, INPUT or ITEM -> the items it names."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from semhub import datasets
from semhub.clusters import Clusters, clusters
from semhub.datasets.groups import groups
from semhub.errors import InputError
from semhub.inputs import Input, Text, modality_of, read_file, read_folder, read_lines


def is_column(reference: str) -> bool:
    """Whether it is `dataset:column`, and no file or folder that is called so."""
    # os.path, unlike pathlib, does not mind a sentence that is too long to be a path.
    return not os.path.exists(reference) and datasets.is_named(reference.partition(":")[0])


def side(reference: str) -> Sequence[Input]:
    """The items of a text file, a folder of pictures or sounds, or `dataset:column`."""
    if is_column(reference):
        return datasets.column(reference)
    if os.path.isdir(reference):
        return read_folder(Path(reference))
    if not os.path.isfile(reference):
        raise InputError(
            f"There is no file or folder {reference[:100]}; give a text file with one item a line, "
            "a folder of pictures or of sounds, or dataset:column with a dataset of "
            f"{', '.join((*datasets.DATASETS, *datasets.packs()))}."
        )
    path = Path(reference)
    return [read_file(path)] if modality_of(path) else read_lines(path)


def item(given: str) -> Input:
    """The picture or sound in a file of that name; otherwise the text itself.

    A sentence may end in the name of a file; a single word that does is a file and nothing else.
    """
    path = Path(given)
    if not modality_of(path):
        return Text(given)
    if os.path.isfile(given):
        return read_file(path)
    if len(given.split()) > 1:
        return Text(given)
    raise InputError(f"There is no file {given[:100]}; give a picture, a sound or a text.")


def several(reference: str) -> Sequence[Input]:
    """The items of a file, a folder or `dataset:column`, or the one text that stands there."""
    named = re.fullmatch(r"([\w-]+):[\w-]+", reference)
    if os.path.exists(reference) or (named and datasets.is_named(named[1])):
        return side(reference)
    return [item(reference)]


def grouped(names: Sequence[str], references: Sequence[str], n: int) -> Clusters | None:
    """The clusters that `names` name: slots of the dataset that both sides are from, or text files
    with a label a line. None without names. Raises `InputError` for a name that is neither."""
    if not names:
        return None
    datasets_named = {ref.partition(":")[0] for ref in references if is_column(ref)}
    offered = groups(*datasets_named) if len(datasets_named) == 1 else {}
    labels = {}
    for name in names:
        if os.path.isfile(name):
            labels[name] = [line.text for line in read_lines(Path(name))]
        elif name in offered:
            labels[name] = offered[name]
        else:
            slots = f"; this dataset's slots are {', '.join(offered)}" if offered else ""
            raise InputError(
                f"There are no clusters “{name[:100]}”: give a text file with one label a "
                f"line{slots}."
            )
    return clusters(labels, n)


def tell_notes(items: Sequence[Input]) -> None:
    """Say on the error stream what a person should know of how pictures and sounds were read."""
    for one in items:
        if not isinstance(one, Text) and one.note:
            print(f"{one.label}: {one.note}", file=sys.stderr)
