"""What the commands that make shipped data share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from semhub.errors import InputError


def run(build: Callable[[Path], None], says: str, default: Path, holds: str) -> None:
    """Build into the folder of `--folder`; what cannot be had ends the program with a sentence.

    says: the command's docstring. holds: what the folder takes up.
    """
    parser = argparse.ArgumentParser(description=says.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=default, help=f"where the {holds} go")
    try:
        build(parser.parse_args().folder)
    except InputError as error:
        parser.exit(1, f"{error}\n")
