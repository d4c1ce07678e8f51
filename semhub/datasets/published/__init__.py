"""The data sets that the paper uses, as they are published: read from a folder of one's own.

Nothing of them is shipped or fetched. FORMAT:PATH names one, FORMAT:PATH:COLUMN a column of it; a
file of this folder reads each format. The index of a data set is read at once, and its pictures,
sounds and texts row by row, as they are asked for. A row that cannot be read is handed on with the
sentence that says why.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from semhub.datasets.prompt_file import PromptRow
from semhub.errors import InputError
from semhub.inputs.door import path_of, shown
from semhub.inputs.row import Row


@dataclass(frozen=True)
class Format:
    """path: what stands behind the colon. holds: what is read there, in the plural.
    asks: the experiments for which prompts are made of it."""

    name: str
    path: str
    holds: str
    asks: tuple[str, ...] = ()

    @property
    def home(self):
        return import_module(f"{__name__}.{self.name}")


FORMATS = {
    one.name: one
    for one in (
        Format("gale", "FOLDER", "sentences in English and in Chinese or Arabic"),
        Format("coco", "FOLDER", "pictures and their captions"),
        Format("panoptic", "FOLDER", "pictures with masks"),
        Format("vggsound", "FOLDER", "sounds and their labels"),
        Format("mbpp", "FILE", "tasks in English and programs", ("code-commas", "code-roles")),
        Format("cogs", "FILE", "sentences and logical forms", ("semantics-roles",)),
    )
}


@dataclass(frozen=True)
class Published:
    """A data set on disk. typed: as a person named it. column: where one is named."""

    typed: str
    format: Format
    path: Path
    column: str | None = None

    def columns(self) -> Mapping[str, Iterable[Row]]:
        """Its columns, or the named one: name -> rows, row i of all belonging together.

        Raises `InputError` where its index cannot be read, and where there is no such column.
        """
        if self.format.name == "panoptic":
            raise InputError(
                f"{shown(self.typed)} names pictures with masks, which are no sides; give "
                "coco:FOLDER for pictures and captions."
            )
        found = self.format.home.columns(path_of(self.path))
        if self.column is None:
            return found
        if self.column not in found:
            raise InputError(
                f"{shown(self.typed)} has no column “{shown(self.column)}”; name one of "
                f"{', '.join(found)}."
            )
        return {self.column: found[self.column]}

    def prompts(self, experiment: str, *, as_paper: bool = False) -> Iterator[PromptRow]:
        """The prompts that one of `format.asks` reads. Raises `InputError` where the file cannot
        be read."""
        return self.format.home.prompts(path_of(self.path), experiment, as_paper=as_paper)


def published(typed: str) -> Published | None:
    """The data set that FORMAT:PATH or FORMAT:PATH:COLUMN names; None of anything else."""
    name, _, rest = typed.partition(":")
    if name not in FORMATS or not rest or os.path.exists(typed):
        return None
    path, _, column = rest.rpartition(":")
    if column and not os.path.exists(rest) and os.path.exists(path):
        return Published(typed, FORMATS[name], Path(path), column)
    return Published(typed, FORMATS[name], Path(rest))
