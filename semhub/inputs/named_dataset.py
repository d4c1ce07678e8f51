"""Data sets of the Hugging Face hub by their names, where the library `datasets` is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from semhub.errors import InputError
from semhub.inputs.arrow import cell_row
from semhub.inputs.door import shown
from semhub.inputs.row import Row
from semhub.inputs.table import chosen

PREFIX = "hf:"
"""What a reference begins with: hf:OWNER/NAME:COLUMN, or hf:OWNER/NAME@SPLIT:COLUMN."""

_SPLIT = "train"
_KINDS = ("Image", "Audio")


def named_rows(name: str, column: str | None = None) -> Iterator[Row]:
    """The rows of `OWNER/NAME` or `OWNER/NAME@SPLIT`, streamed, so that no more is fetched than is
    read. The split is `train` where none is named.

    Raises `InputError` without the library `datasets`, where it cannot give the data set, and where
    the column is not told.
    """
    if find_spec("datasets") is None:
        raise InputError(
            f"{PREFIX}{name} is read by the package datasets, which is not installed; `pip install "
            "datasets`, or give a file of the data set, such as a .parquet."
        )
    library = import_module("datasets")
    title, _, split = name.partition("@")
    called = f"{PREFIX}{name}"
    try:
        found = library.load_dataset(title, split=split or _SPLIT, streaming=True)
        features = found.features or {}
        texts = [key for key, feature in features.items() if _kind(feature) is not None]
        column = chosen(column, texts, called)
        kind = _kind(features[column]) or None
        if kind:  # decoded here, as all pictures and sounds are
            found = found.cast_column(column, getattr(library, kind)(decode=False))
        for number, row in enumerate(found, start=1):
            place = f"{called}, row {number}"
            yield cell_row(number, place, row.get(column), column, kind, Path())
    except InputError:
        raise
    except (OSError, ValueError) as error:  # no such data set or split, no network, damage
        fault = re.split(r"\. |\n", shown(str(error)))[0].rstrip(".")
        raise InputError(f"{called} cannot be read ({fault}); check its name and split.") from None


def _kind(feature: object) -> str | None:
    """ "Image", "Audio", "" for texts, and None for what is not read."""
    name = type(feature).__name__
    if name in _KINDS:
        return name
    return "" if getattr(feature, "dtype", None) in ("string", "large_string") else None
