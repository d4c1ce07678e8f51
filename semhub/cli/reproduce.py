"""`reproduce`: run the paper's experiments by name, and keep a record of each."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import engine, given, output
from semhub.errors import InputError
from semhub.paper.registry import ALL, named

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.paper.registry import Experiment
    from semhub.paper.setting import Setting
    from semhub.records.record import Record
    from semhub.states.extraction import Memory
    from semhub.states.workers import Workers


def add(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser(
        "reproduce",
        help="run the paper's experiments by name",
        description="Run the paper's experiments by name, on the embedded data or on others. Rows "
        "that cannot be read are listed, left out and named in the record; the exit code is then "
        "3.",
    )
    command.add_argument(
        "names", nargs="+", metavar="NAME",
        help=f"of `semhub experiments`; {ALL} for every one that the model can do",
    )  # fmt: skip
    output.add_model(command)
    command.add_argument(
        "--out", required=True, metavar="DIR",
        help="folder to keep a record of each in; what is there already is not run again",
    )  # fmt: skip
    command.add_argument(
        "--as-paper", action="store_true",
        help="measure as the paper does: last token, no norm in the lens, its own aggregation",
    )  # fmt: skip
    given.add_data(command)
    command.add_argument(
        "--states", nargs="+", default=[], metavar="DIR",
        help="folders that `extract` wrote with this model: items whose states are there are not "
        "run again for paired similarity",
    )  # fmt: skip
    command.add_argument("--seed", type=int, default=0, help="of every draw")
    engine.add(
        command,
        "each runs one experiment at a time and writes its record, so that all machines must see "
        "DIR",
    )
    output.add_json(command)
    command.set_defaults(run=_reproduce)


def _reproduce(options: argparse.Namespace) -> int:
    experiments = named(options.names)
    from semhub.records.record import REPORT

    records: dict[str, Record] = {}
    refused: dict[str, str] = {}
    for one, found in zip(experiments, _found(options, experiments), strict=True):
        if isinstance(found, InputError):
            if len(experiments) == 1:
                raise found
            refused[one.name] = str(found)
            print(f"{one.name}: {found}", file=sys.stderr)
            continue
        records[one.name] = found
        if not options.json:
            print(f"{one.name}: {found.found}")
    if options.json:
        written = {name: dict(record.about) for name, record in records.items()}
        json_file.write({"records": written, "refused": refused}, options.json)
    elif records:
        first = Path(options.out) / next(iter(records)) / REPORT
        print(f"\nKept in {options.out}; open {first} in a browser.")
    return 0 if records else 2


def _found(
    options: argparse.Namespace, experiments: Sequence[Experiment]
) -> Iterator[Record | InputError]:
    """The record of each experiment, or the error of one that cannot be done."""
    from semhub.paper.setting import Setting

    workers, setting = engine.workers(options), Setting(options.as_paper)
    if workers and options.states:
        raise InputError("--states are read in one process; leave out --engine ray, or --states.")
    data = given.Given(tuple(options.data), options.rows)
    if workers is None:
        yield from _here(options, experiments, setting, data)
    else:
        yield from _on_ray(options, experiments, setting, data, workers)


def _here(
    options: argparse.Namespace,
    experiments: Sequence[Experiment],
    setting: Setting,
    data: given.Given,
) -> Iterator[Record | InputError]:
    """The same, in this process."""
    from semhub.paper.run import Run, kept
    from semhub.states.extraction import Memory
    from semhub.states.store.recall import recall

    model = output.load(options)
    folders = [Path(one) for one in options.states]
    recall(Memory(limit=0), model, folders)  # what is wrong with one is told once, before all
    for number, one in enumerate(experiments, start=1):
        head = f"{number} of {len(experiments)}: {one.name}"
        try:
            read = data.of(one, as_paper=options.as_paper)
            # Not shared: what is in a batch moves the last digits, and a record must be the same
            # whichever experiments ran before, or had been run when all of it was stopped.
            memory, recalled = _memory(model, folders)
            run = Run(
                model, setting, seed=options.seed, memory=memory, sides=read.sides,
                prompts=read.prompts, masked=read.masked, skipped=read.skipped,
                notes=[*read.notes, *recalled],
                progress=lambda done, total, head=head: output.show(done / total, head),
            )  # fmt: skip
            record, _ = kept(one, run, Path(options.out), command=_command(options, one))
        except InputError as error:
            yield error
        else:
            yield record


def _memory(model: Model, folders: Sequence[Path]) -> tuple[Memory, list[str]]:
    """A memory with the states of folders, and a sentence on them for the record."""
    from semhub.states.extraction import Memory
    from semhub.states.store.recall import recall

    if not folders:
        return Memory(), []
    memory = Memory(limit=sys.maxsize)
    count = recall(memory, model, folders)
    return memory, [f"States of {count:,} items lay on disk; those that were needed were not run."]


def _on_ray(
    options: argparse.Namespace,
    experiments: Sequence[Experiment],
    setting: Setting,
    data: given.Given,
    workers: Workers,
) -> Iterator[Record | InputError]:
    """The same, by workers; what their data are is read here."""
    from semhub.paper.on_ray import Task, kept_by_workers

    tasks: list[Task] = []
    refused: dict[str, InputError] = {}
    for one in experiments:
        try:
            read = data.of(one, as_paper=options.as_paper)
        except InputError as error:
            refused[one.name] = error
        else:
            about = read.sides, read.prompts, read.masked, read.skipped, read.notes
            tasks.append(Task(one.name, _command(options, one), *about))
    found = kept_by_workers(
        workers, options.model, setting, Path(options.out), tasks,
        seed=options.seed, asked=replace(output.asked(options), device=engine.device(workers)),
    )  # fmt: skip
    for done, one in enumerate(experiments, start=1):
        yield refused[one.name] if one.name in refused else next(found)
        output.show(done / len(experiments), f"{done} of {len(experiments)}")


def _command(options: argparse.Namespace, experiment) -> str:
    words = ["semhub", "reproduce", experiment.name, "--model", options.model]
    words += output.asked(options).words
    if options.as_paper:
        words.append("--as-paper")
    if options.data:
        words += ["--data", *options.data]
    if options.rows:
        words += ["--rows", str(options.rows)]
    if options.states:
        words += ["--states", *options.states]
    if options.seed:
        words += ["--seed", str(options.seed)]
    return shlex.join([*words, "--out", options.out])
