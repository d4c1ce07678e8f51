"""`extract`: the pooled states of sides, kept in a folder that other commands take as sides."""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import engine, output
from semhub.cli.left_out import LeftOut, as_dicts, count
from semhub.cli.reference import called, rows_of_all
from semhub.errors import InputError

if TYPE_CHECKING:
    from semhub.states.store import StateWriter


def add(commands: argparse._SubParsersAction) -> None:
    extract = commands.add_parser(
        "extract",
        help="keep the states of any number of items in a folder",
        description="Run items through a model and keep their pooled states in a folder, which "
        "`compare` and `hub` take as a side: FOLDER, or FOLDER:NAME where it holds several. What "
        "is there already is not run again, so that a command that was stopped goes on where it "
        "was; rows that cannot be read are listed and left out, and the exit code is then 3.",
    )
    extract.add_argument(
        "--data",
        required=True,
        nargs="+",
        metavar="SIDE",
        help="as `compare` takes them: files, folders, dataset:column; those that belong together, "
        "row by row, in one run",
    )
    extract.add_argument("--out", required=True, metavar="FOLDER", help="where the states go")
    output.add_pool(extract)
    extract.add_argument("--suffix", help="put this behind every text; with --pool last")
    extract.add_argument(
        "--states-dtype", default="float32", choices=("float32", "bfloat16"),
        help="of the states on disk (default %(default)s); --dtype is that of the model's weights",
    )  # fmt: skip
    extract.add_argument(
        "--shard-size", type=int, metavar="N", help="items of a shard (default: some 64 MB of them)"
    )
    output.add_model(extract)
    engine.add(extract, "they take shards in turn, and this process writes them")
    output.add_json(extract)
    extract.set_defaults(run=_extract)


def _extract(options: argparse.Namespace) -> None:
    names = [called(reference) for reference in options.data]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"Two sides are called “{name}”; give each once, or keep them in two folders."
            )
    streams, notes = rows_of_all(options.data)
    with _writer(options) as writer:
        for name, rows in zip(names, streams, strict=True):
            writer.add(name, rows)
        written = writer.finish()
    for note in notes:
        print(note, file=sys.stderr)
    for name in written.dropped:
        print(f"The side {name} has lost states that were damaged; name it again.", file=sys.stderr)
    left_out = [
        LeftOut(reference, one.row, one.why)
        for name, reference in zip(names, options.data, strict=True)
        for one in written.left_out[name]
    ]
    count.report(left_out, len(names) > 1)
    if options.json:
        found = {
            "folder": options.out, "items": written.items, "computed": written.computed,
            "found": written.found, "notes": notes, "left_out": as_dicts(left_out),
        }  # fmt: skip
        return json_file.write(found, options.json)
    print(
        f"{options.out} holds the states of {written.items:,} items; {written.computed:,} were run "
        f"now, {written.found:,} were there."
    )


def _writer(options: argparse.Namespace) -> StateWriter:
    """What writes the folder. Where workers run the shards, the model is not kept here."""
    from semhub.states.store import StateWriter
    from semhub.states.store.on_ray import OnRay

    workers, own = engine.workers(options), None
    if workers is None:
        model = output.load(options)
    else:
        asked = replace(output.asked(options), device=engine.device(workers))
        options.device = asked.device if asked.device == "cpu" else "auto"
        model = output.load(options)
        own = OnRay(workers, options.model, asked)
    _require_one_model(model)
    return StateWriter(
        model,
        Path(options.out),
        pool=options.pool,
        suffix=options.suffix,
        dtype=options.states_dtype,
        shard_size=options.shard_size,
        command=_command(options),
        progress=output.show_count,
        engine=own,
    )


def _require_one_model(model) -> None:
    from semhub.models.towers.pair import Towers

    if isinstance(model, Towers):
        raise InputError(
            f"{model.name} is two towers with layers of their own, whose states are not kept; "
            "choose another model."
        )


def _command(options: argparse.Namespace) -> str:
    """The command that makes the folder again."""
    asked = {
        "--pool": options.pool if options.pool != "auto" else None,
        "--suffix": options.suffix,
        "--states-dtype": options.states_dtype if options.states_dtype != "float32" else None,
        "--shard-size": options.shard_size,
    }
    parts = ["semhub", "extract", "--model", options.model, *output.asked(options).words]
    parts += ["--data", *options.data]
    parts += ["--out", options.out]
    parts += [str(part) for one in asked.items() if one[1] is not None for part in one]
    return shlex.join(parts)
