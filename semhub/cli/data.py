"""`data`: makes an optional dataset out of what is installed on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from semhub.datasets import pack


def add(commands: argparse._SubParsersAction) -> None:
    data = commands.add_parser("data", help="make an optional dataset from files on this machine")
    data.add_argument(
        "name",
        choices=("tuxpaint",),
        help="tuxpaint: pictures, sounds and captions of Debian's tuxpaint-stamps-default",
    )
    data.add_argument(
        "--from", dest="tree", type=Path, metavar="FOLDER", help="an unpacked package"
    )
    data.set_defaults(run=_data)


def _data(options: argparse.Namespace) -> None:
    from semhub.datasets import tuxpaint

    tree = tuxpaint.find(options.tree)
    rows = tuxpaint.rows(tree)
    folder = pack.write(rows, tree)
    texts = pack.table("tuxpaint")
    print(
        f"tuxpaint: {len(rows)} pictures with captions in {len(texts)} languages "
        f"({', '.join(texts)}).\n"
        f"tuxpaint-sounds: the {sum(bool(row.sound) for row in rows)} of them that have a sound.\n"
        f"Both are in {folder}."
    )
