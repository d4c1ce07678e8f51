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
from semhub.inputs.door import shown
from semhub.models.catalogue import is_embedded
from semhub.models.saying import says_next
from semhub.paper.setting import CALIBRATED, Setting
from semhub.records.about import (
    about,
    another,
    asked,
    digest,
    item_rows,
    shortened,
    versions,
)
from semhub.records.folder import open_record
from semhub.records.record import Record, record_of
from semhub.records.writing import occupied

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.datasets.published.panoptic import Segmented
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.paper.experiment import Experiment, Need
    from semhub.records.part import Part
    from semhub.states.extraction import Memory, Progress

OWN_MASKS = "own masks"
"""The option of a record that holds the digest of a person's own pictures with masks."""

OWN_PROMPTS = "own prompts"
"""The option of a record that holds the digest of a person's own prompts."""

OWN_SIDES = "own sides"
"""The option of a record that names a person's own sides."""

_LACKS = {
    "head": "has no head that says what comes next",
    "image": "takes no pictures",
    "audio": "takes no sounds",
}


@dataclass(frozen=True)
class Run:
    """What an experiment is run with.

    sides: name -> items, of `--data`; empty where the embedded sets are to be read.
    prompts: of `--data`, for the experiments that ask for a next word; empty for their own.
    masked: of `--data`, pictures with their segments, each of which could be read; empty likewise.
    skipped: rows of `--data` that could not be read, a sentence each.
    notes: what else a person should know of how `--data` was read.
    memory: states taken before, so that the steps of one experiment share their passes.
    progress: called with work done and in all.
    """

    model: Model
    setting: Setting = CALIBRATED
    sides: Mapping[str, Sequence[Input]] = field(default_factory=dict)
    prompts: Sequence[Prompt] = ()
    masked: Sequence[Segmented] = ()
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
    own: dict[str, Any] = {OWN_SIDES: list(run.sides)} if run.sides else {}
    if run.masked:
        own[OWN_MASKS] = masks_digest(run.masked)
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


def masks_digest(masked: Sequence[Segmented]) -> str | None:
    """SHA-256 of a person's own pictures with their segments; None of none."""
    if not masked:
        return None
    found = hashlib.sha256()
    for one in masked:
        found.update(one.picture.digest.encode() if one.picture else b"")
        for part in one.segments:
            found.update(part.word.encode() + b"\0" + part.mask.tobytes())
    return found.hexdigest()


def prompts_digest(prompts: Sequence[Prompt]) -> str | None:
    """SHA-256 of a person's own prompts with their words; None of none."""
    return hashlib.sha256(repr(list(prompts)).encode()).hexdigest() if prompts else None


def kept(
    experiment: Experiment, run: Run, folder: Path, *, command: str = ""
) -> tuple[Record, bool]:
    """The record in `folder`/NAME, made now unless the same was asked for before.

    Returns it, and whether it was there. So a run that was killed goes on where it stood. Raises
    `InputError` as `reproduce` does, and, before anything is run, where the place is taken.
    """
    target = folder / experiment.name
    if target.exists():
        there = open_record(target)
        differs = _another(there, experiment, run)
        if differs:
            raise occupied(target, there, differs)
        if there.about["versions"] == versions() and _is_whole(there):
            return there, True
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{shown(str(folder))} cannot be written ({error.strerror}); give another place."
        ) from None
    record = reproduce(experiment, run, command=command)
    record.save(target)
    return open_record(target), False


def _another(record: Record, experiment: Experiment, run: Run) -> str | None:
    """What of a record's question is another than what is asked now; None where both are one."""
    there = record.about["asked"]
    now = {
        "model": run.model.name,
        "revision": run.model.revision,
        "dtype": shortened(run.model),
        "setting": run.setting.name,
        "seed": run.seed,
    }
    differs = another({name: there.get(name) for name in now}, now)
    if record.experiment != experiment.name:
        return "another experiment"
    options = there["options"]
    data = {one["name"]: one["digest"] for one in there["data"]}
    if (
        any(data.get(name) != digest(items) for name, items in run.sides.items())
        or options.get(OWN_SIDES) != (list(run.sides) or None)
        or options.get(OWN_PROMPTS) != prompts_digest(run.prompts)
        or options.get(OWN_MASKS) != masks_digest(run.masked)
    ):
        differs = differs or "other data"
    return differs


def _is_whole(record: Record) -> bool:
    """Whether every file of a record is as it was written."""
    try:
        for name in record.files.names():
            record.files.read(name)
    except InputError:
        return False
    return True


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
    if run.masked and takes != "masks":
        raise refusal(experiment, "pictures with masks")
    if n and ((takes == "two sides" and n != 2) or (takes == "sides" and n < 2)):
        raise refusal(experiment, f"{n} side{'s' if n > 1 else ''}")
    if n and takes not in ("sides", "two sides"):
        raise refusal(experiment, "sides")


def _has(model: Model, need: Need) -> bool:
    return says_next(model) if need == "head" else need in model.modalities
