"""`--source`: what an encoder reads while its decoder is fed the texts of a command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from semhub.cli import arguments
from semhub.errors import InputError
from semhub.inputs import Input, Target


def add(command: argparse.ArgumentParser) -> None:
    """Add --source."""
    command.add_argument(
        "--source", metavar="SOURCE",
        help="for --model M#decoder: what the encoder reads while the decoder is fed the text: a "
        "text, or what names texts or sounds as other inputs do; one for all, or one for each",
    )  # fmt: skip


def sides(references: Sequence[str], source: str | None) -> arguments.Sides:
    """Take the items of several sides, each beside its source where one is named.

    Rows of which the source cannot be read are left out of every side.
    """
    if source is None:
        return arguments.sides(references)
    if not arguments.names_items(source):
        found, given = arguments.sides(references), [arguments.item(source)]
        items = found.items
    else:
        found = arguments.sides([*references, source])
        *items, given = found.items
    return replace(found, items=[beside(side, given) for side in items])


def of_each(items: Sequence[Input], source: str | None) -> Sequence[Input]:
    """Put each item beside its source, where one is named."""
    return items if source is None else beside(items, arguments.several(source))


def beside(items: Sequence[Input], sources: Sequence[Input]) -> list[Target]:
    """Put each text beside its source, or all beside the only one. Raises `InputError` where their
    numbers differ, and on what is no text."""
    if len(sources) not in (1, len(items)):
        raise InputError(
            f"--source holds {len(sources):,} items for {len(items):,}; give one for all, or as "
            "many."
        )
    if any(item.modality != "text" for item in items):
        raise InputError("A decoder is fed texts alone; with --source, give texts to read.")
    each = sources if len(sources) == len(items) else [*sources] * len(items)
    return [Target(item.text, source=one) for item, one in zip(items, each, strict=True)]
