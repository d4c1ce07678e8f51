"""How the commands that make and measure the embedded models end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from semhub import json_file
from semhub.errors import InputError
from semhub.models.protocol import Model
from semhub.world.held_out import SEED


def ended(run: Callable[[], object]) -> int:
    """Run it, and return the exit code: 2 on bad input, whose sentence goes to the error stream."""
    try:
        run()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def measure(
    name: str,
    description: str,
    rows: int,
    figures: Callable[[Model, int, int], dict],
    table: Callable[[dict], str],
    arguments: Sequence[str] | None,
    of: str = "held-out items",
) -> int:
    """Return a command that measures a model on drawn items, and its exit code.

    rows: by default; of: what they are. figures: from model, rows and seed, as plain data.
    table: the same for people.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m semhub.evaluation.{name}", description=description
    )
    parser.add_argument(
        "--model", default="semhub-nano", help="name or folder (default: %(default)s)"
    )
    parser.add_argument("--rows", type=int, default=rows, help=f"{of} (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of the items (default: %(default)s)"
    )
    parser.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")
    asked = parser.parse_args(arguments)

    def run() -> None:
        from semhub.models.loading import load

        result = figures(load(asked.model), asked.rows, asked.seed)
        if asked.json:
            json_file.write(result, asked.json, indent=1)
        if asked.json != "-":
            print(table(result))

    return ended(run)
