"""`--record`: what a command found, kept with its items, its charts and its command."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.records.about import Named

_STARTED = time.perf_counter()


def add_record(command: argparse.ArgumentParser) -> None:
    """Add --record."""
    command.add_argument(
        "--record", metavar="PATH",
        help="keep the result as a record, which the page Results and `publish` open: a folder, or "
        "a file that ends in .zip",
    )  # fmt: skip


def keep(
    options: argparse.Namespace,
    model: Named,
    result: object,
    items: Mapping[str, Sequence[Input]],
    *,
    notes: Sequence[str] = (),
    **context: Any,
) -> None:
    """Keep a result where `--record` says; nothing is kept without it.

    Call it when the result is printed: a place that cannot be written must not cost the result.

    items: name of a side -> its items. context: of the result's part (`semhub.records.parts`).
    """
    if not options.record:
        return
    from semhub.records.about import about, asked, item_rows
    from semhub.records.parts import part_of
    from semhub.records.record import record_of

    part = part_of(result, **context)
    what = asked(
        model, items, pool=part.data.get("pool"),
        options={name: value for name, value in vars(options).items() if name in _OPTIONS},
    )  # fmt: skip
    described = about(
        options.command, what, part.sentence, command=options.line, notes=notes,
        seconds=time.perf_counter() - _STARTED,
    )  # fmt: skip
    path = record_of(described, [part], item_rows(items)).save(options.record)
    print(f"Kept in {path}.", file=sys.stderr)


_OPTIONS = (
    "metrics", "metric", "layers", "suffix", "cluster", "partial", "place", "asks", "words", "lens",
)  # fmt: skip
"""Of a command line, those that move a number; the pool and the sides are named by themselves."""


def line(arguments: Sequence[str]) -> str:
    """Write the command line that does the same."""
    return shlex.join(["semhub", *arguments])
