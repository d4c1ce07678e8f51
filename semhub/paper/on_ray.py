"""Experiments shared out among worker processes of Ray Data, each with a model of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.models import catalogue
from semhub.models.options import USUAL, Options
from semhub.paper.registry import named
from semhub.paper.run import Run, kept
from semhub.paper.setting import Setting
from semhub.records.folder import open_record
from semhub.records.record import Record
from semhub.states.extraction import Memory
from semhub.states.workers import Workers

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.datasets.published.panoptic import Segmented
    from semhub.inputs import Input


@dataclass(frozen=True)
class Task:
    """experiment: its name. command: what makes its record again. sides, prompts, masked, skipped,
    notes: as `Run` has them; they travel to the worker as they are."""

    experiment: str
    command: str
    sides: Mapping[str, Sequence[Input]] = field(default_factory=dict)
    prompts: Sequence[Prompt] = ()
    masked: Sequence[Segmented] = ()
    skipped: Sequence[str] = ()
    notes: Sequence[str] = ()


def kept_by_workers(
    workers: Workers,
    model: str,
    setting: Setting,
    folder: Path,
    tasks: Sequence[Task],
    *,
    seed: int = 0,
    asked: Options = USUAL,
) -> Iterator[Record | InputError]:
    """Run experiments, one at a time on each worker, and give back the record of each in its order,
    or the error of one that cannot be done.

    A worker writes the record of what it ran into `folder`, which all machines must see. One that
    dies leaves no half of a record, and its experiment is run again.
    model, asked: what `semhub.load` takes.
    Raises `InputError` where there is no such model, and where workers die again and again.
    """
    # Fetched or unpacked once, and not by every worker.
    catalogue.folder(model, revision=asked.revision)
    make = partial(_Experiments, model, asked, setting, seed, folder)
    for task, refused in zip(tasks, workers.run(make, tasks), strict=True):
        if isinstance(refused, InputError):
            yield refused
        else:
            yield open_record(folder / task.experiment)


class _Experiments:
    """A model that a worker holds. No two experiments share states, as in one process."""

    def __init__(self, model: str, asked: Options, setting: Setting, seed: int, folder: Path):
        from semhub.models.loading import load

        own = load(model, **asdict(asked))
        self._run = Run(own, setting, seed=seed)
        self._folder = folder

    def __call__(self, task: Task) -> None:
        run = replace(
            self._run, sides=task.sides, prompts=task.prompts, masked=task.masked,
            skipped=task.skipped, notes=task.notes, memory=Memory(),
        )  # fmt: skip
        [experiment] = named([task.experiment])
        kept(experiment, run, self._folder, command=task.command)
