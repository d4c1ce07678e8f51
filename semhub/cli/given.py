"""`--data` of `reproduce`: what a person gives in place of the embedded data."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from semhub.cli import arguments
from semhub.cli.left_out import LeftOut, count
from semhub.cli.reference import called, is_column
from semhub.datasets.prompt_file import is_prompt_file, prompt_rows
from semhub.datasets.published import FORMATS, Published, published
from semhub.datasets.published.panoptic import Segmented, segmented
from semhub.errors import InputError
from semhub.inputs.door import path_of, shown
from semhub.once import once
from semhub.paper.registry import TAKES, refusal

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.inputs import Input
    from semhub.paper.registry import Experiment


def add_data(command: argparse.ArgumentParser) -> None:
    """Add --data and --rows."""
    formats = "; ".join(f"{one.name}:{one.path}, {one.holds}" for one in FORMATS.values())
    command.add_argument(
        "--data", nargs="+", action="extend", default=[], metavar="SIDE",
        help="in place of the embedded data: sides, as `compare` takes them, row i of all "
        "belonging together; one file .jsonl of prompts, an object a line with prompt, meaning, "
        f"surface and others; or a published data set that lies on this machine: {formats}; with "
        ":COLUMN behind, one side of it",
    )  # fmt: skip
    command.add_argument(
        "--rows", type=_count, metavar="N",
        help="of --data, the first N rows of every side, or the first N prompts; all by default",
    )  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What an experiment is run with. skipped: rows that could not be read, a sentence each.
    notes: how the sides were paired, where that is not plain."""

    sides: Mapping[str, Sequence[Input]] = field(default_factory=dict)
    prompts: Sequence[Prompt] = ()
    masked: Sequence[Segmented] = ()
    skipped: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Given:
    """What was typed behind --data, and behind --rows. Sides are read once, when first asked
    for."""

    references: tuple[str, ...]
    rows: int | None = None

    def of(self, experiment: Experiment, *, as_paper: bool = False) -> Read:
        """What the experiment takes of it. Raises `InputError` where that is nothing, and where it
        cannot be read."""
        if not self.references:
            return Read()
        if experiment.takes == "prompts":
            return self._prompts(experiment, as_paper)
        if experiment.takes == "masks":
            return self._masks(experiment)
        prompts = [one for one in self.references if is_prompt_file(one)]
        if prompts or experiment.takes == "nothing":
            raise refusal(experiment, f"prompts ({shown(prompts[0])})" if prompts else "sides")
        return self._sides

    @once
    def _sides(self) -> Read:
        references = [one for typed in self.references for one in _expanded(typed)]
        names = [_name(one) for one in references]
        for name in names:
            if names.count(name) > 1:
                raise InputError(
                    f"Two sides are called “{name}”; rename a file or a column, so that the record "
                    "tells them apart."
                )
        found = arguments.sides(references, first=self.rows)
        return Read(
            dict(zip(names, found.items, strict=True)),
            skipped=[row.why for row in found.left_out],
            notes=found.notes,
        )

    def _masks(self, experiment: Experiment) -> Read:
        (reference, *more) = self.references
        of = published(reference)
        if more or of is None or of.format.name != "panoptic" or of.column:
            raise refusal(experiment, "these")
        rows = list(islice(segmented(path_of(of.path)), self.rows))
        spoilt = [LeftOut(reference, row.number, row.why) for row in rows if row.why]
        masked = [row for row in rows if not row.why]
        if not masked:
            raise InputError(spoilt[0].why)
        count.report(spoilt, every_side=False)
        return Read(masked=masked, skipped=[one.why for one in spoilt])

    def _prompts(self, experiment: Experiment, as_paper: bool) -> Read:
        (reference, *more) = self.references
        of = published(reference)
        if more or not (_makes_prompts(of, experiment) or is_prompt_file(reference)):
            also = [
                f"{one.name}:{one.path}" for one in FORMATS.values() if experiment.name in one.asks
            ]
            raise InputError(
                f"{experiment.name} takes {TAKES['prompts']}{''.join(f' or {a}' for a in also)}, "
                "and not sides; give these with --data."
            )
        stream = of.prompts(experiment.name, as_paper=as_paper) if of else prompt_rows(reference)
        rows = list(islice(stream, self.rows))
        spoilt = [LeftOut(reference, row.number, row.why) for row in rows if row.prompt is None]
        prompts = [row.prompt for row in rows if row.prompt is not None]
        if not prompts:
            raise InputError(
                spoilt[0].why if spoilt else
                f"{shown(reference)} holds nothing that {experiment.name} asks about; give another."
            )  # fmt: skip
        count.report(spoilt, every_side=False)
        return Read(prompts=prompts, skipped=[one.why for one in spoilt])


def _makes_prompts(of: Published | None, experiment: Experiment) -> bool:
    return of is not None and of.column is None and experiment.name in of.format.asks


def _expanded(typed: str) -> list[str]:
    """A published data set as its columns; anything else as it is."""
    of = published(typed)
    if of is None or of.column:
        return [typed]
    return [f"{typed}:{column}" for column in of.columns()]


def _name(reference: str) -> str:
    """What a side is called in the record: without a path of this machine."""
    if is_column(reference):
        return reference
    of = published(reference)
    return f"{of.format.name}:{called(reference)}" if of else called(reference)


def _count(typed: str) -> int:
    if not typed.isdecimal() or not int(typed):
        raise argparse.ArgumentTypeError(f"takes a whole number, 1 or more, not “{shown(typed)}”")
    return int(typed)
