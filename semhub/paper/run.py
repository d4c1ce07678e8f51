"""Run experiments by name, and make a record of each."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semhub import datasets
from semhub.errors import InputError
from semhub.models.catalogue import is_embedded
from semhub.paper.setting import CALIBRATED, Setting
from semhub.records.about import about, asked, item_rows
from semhub.records.folder import open_record
from semhub.records.record import Record, record_of

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.paper.registry import Experiment, Need
    from semhub.records.part import Part
    from semhub.states.extraction import Memory, Progress

OWN_PROMPTS = "own prompts"
"""The option of a record that holds the digest of a person's own prompts."""

OWN_SIDES = "own sides"
"""The option of a record that names a person's own sides."""

_LACKS = {
    "head": "has no head to read words with",
    "image": "takes no pictures",
    "audio": "takes no sounds",
}


@dataclass(frozen=True)
class Run:
    """What an experiment is run with.

    sides: name -> items, of `--data`; empty where the embedded sets are to be read.
    prompts: of `--data`, for the experiments that ask for a next word; empty for their own.
    skipped: rows of `--data` that could not be read, a sentence each.
    notes: what else a person should know of how `--data` was read.
    memory: states taken before, so that experiments on the same items share their passes.
    progress: called with work done and in all.
    """

    model: Model
    setting: Setting = CALIBRATED
    sides: Mapping[str, Sequence[Input]] = field(default_factory=dict)
    prompts: Sequence[Prompt] = ()
    skipped: Sequence[str] = ()
    notes: Sequence[str] = ()
    seed: int = 0
    memory: Memory | None = None
    progress: Progress | None = None

    def columns(self, *names: str) -> dict[str, Sequence[Input]]:
        """The sides to read: those of `--data`, or the named embedded columns."""
        return dict(self.sides) or {name: datasets.column(name) for name in names}

    @property
    def worded(self) -> str:
        """The embedded set of sentences that suits the model: the embedded models know the words of
        their own world alone."""
        return "world" if is_embedded(self.model.name) else "everyday"


@dataclass(frozen=True)
class Outcome:
    """What an experiment found.

    sides: name -> the items that were read. sentence: what was found. notes: what a person should
    know beside it. options: what else moves the numbers.
    """

    sides: Mapping[str, Sequence[Input]]
    parts: Sequence[Part]
    sentence: str
    notes: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def reproduce(experiment: Experiment, run: Run, *, command: str = "") -> Record:
    """Run one experiment and make its record.

    Raises `InputError`, saying why, where the model cannot do it, and where the run has data that
    the experiment does not take.
    """
    _require(run.model, experiment)
    _require_data(run, experiment)
    started = time.perf_counter()
    found = experiment.run(run)
    seconds = time.perf_counter() - started
    own = {OWN_SIDES: list(run.sides)} if run.sides else {}
    what = asked(
        run.model, found.sides, pool=run.setting.pool, seed=run.seed,
        options={**found.options, **own},
    )  # fmt: skip
    differs = "" if run.setting.as_paper else f" {experiment.here}"
    description = about(
        experiment.name,
        what | {"setting": run.setting.name},
        found.sentence,
        command=command,
        seconds=seconds,
        title=experiment.asks,
        setting=run.setting.name,
        differs=f"In the paper: {experiment.paper}{differs}",
        notes=[*run.notes, *found.notes],
        skipped=run.skipped,
    )
    return record_of(description, found.parts, item_rows(found.sides))


def prompts_digest(prompts: Sequence[Prompt]) -> str | None:
    """SHA-256 of a person's own prompts with their words; None of none."""
    return hashlib.sha256(repr(list(prompts)).encode()).hexdigest() if prompts else None


def kept(
    experiment: Experiment, run: Run, folder: Path, *, command: str = ""
) -> tuple[Record, bool]:
    """The record in `folder`/NAME, made now unless the same was asked for before.

    Returns it, and whether it was there. So a run that was killed goes on where it stood.
    """
    target = folder / experiment.name
    if target.exists():
        there = open_record(target)
        if _same(there, experiment, run):
            return there, True
    record = reproduce(experiment, run, command=command)
    record.save(target)
    return open_record(target), False


def _same(record: Record, experiment: Experiment, run: Run) -> bool:
    """Whether a record answers what is asked now, by this version, of this very model and data."""
    from semhub.records.about import digest, versions

    of = record.about["asked"]
    data = {one["name"]: one["digest"] for one in of["data"]}
    return (
        record.experiment == experiment.name
        and (of["revision"], of["seed"]) == (run.model.revision, run.seed)
        and of.get("setting") == run.setting.name
        and record.about["versions"] == versions()
        and all(data.get(name) == digest(items) for name, items in run.sides.items())
        and of["options"].get(OWN_SIDES) == (list(run.sides) or None)
        and of["options"].get(OWN_PROMPTS) == prompts_digest(run.prompts)
    )


def _require(model: Model, experiment: Experiment) -> None:
    for need in sorted(experiment.needs):
        if not _has(model, need):
            raise InputError(
                f"{model.name} {_LACKS[need]}, which {experiment.name} asks for; choose a model "
                "that does."
            )


def _require_data(run: Run, experiment: Experiment) -> None:
    from semhub.paper.registry import refusal

    takes, n = experiment.takes, len(run.sides)
    if run.prompts and takes != "prompts":
        raise refusal(experiment, "prompts")
    if n and ((takes == "two sides" and n != 2) or (takes == "sides" and n < 2)):
        raise refusal(experiment, f"{n} side{'s' if n > 1 else ''}")
    if n and takes not in ("sides", "two sides"):
        raise refusal(experiment, "sides")


def _has(model: Model, need: Need) -> bool:
    return model.has_head if need == "head" else need in model.modalities
