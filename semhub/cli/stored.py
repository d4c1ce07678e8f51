"""Folders of states as sides, alone or beside what is run now."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.cli import arguments, output
from semhub.cli.arguments import Sides
from semhub.cli.left_out import LeftOut, count
from semhub.cli.reference import rows_of_all
from semhub.errors import InputError
from semhub.inputs.door import shown

if TYPE_CHECKING:
    from semhub.experiments.stored import TakenSide
    from semhub.inputs.row import Row
    from semhub.models.protocol import Model
    from semhub.states.store import StoredSide


@dataclass(frozen=True)
class Taken(Sides):
    """sides: each with its states.
    about: what the load check said; without a model, where the states are from."""

    sides: list[TakenSide]
    about: str


def split(reference: str) -> tuple[Path, str | None] | None:
    """The folder of states and the side of FOLDER or FOLDER:NAME; None of anything else."""
    folder, _, name = reference.rpartition(":")
    for path, side in ((reference, None), (folder, name)):
        if os.path.isdir(path) and (side is None or side):
            from semhub.states.store import is_state_folder

            if is_state_folder(Path(path)):
                return Path(path), side
    return None


def called(reference: str) -> str | None:
    """What a side of a folder of states is called; None of anything else."""
    found = split(reference)
    if found is None:
        return None
    from semhub.states.store import StateFolder

    folder, name = found
    return name or StateFolder(folder).side().called.rpartition(":")[2]


def take(
    options: argparse.Namespace, references: Sequence[str], sets: Sequence[str] | None = None
) -> Taken:
    """The states of sides, of which one or more are in folders of states; the others are run.

    A row that is missing on one side is left out of every side of its set.
    sets: as for `arguments.sides`. Raises `InputError` where sides are of another model, pooling or
    suffix than each other, or than `options` asks for.
    """
    from semhub.experiments.stored import from_disk, from_model

    on_disk = _on_disk(references)
    first = next(iter(on_disk.values()))
    model = _model(options, first, len(on_disk) < len(references))
    others = [one for one in references if one not in on_disk]
    streams, notes = rows_of_all(others)
    read = {one: arguments.read(rows, one) for one, rows in zip(others, streams, strict=True)}
    sets = sets or [""] * len(references)
    rows = [on_disk[one].count if one in on_disk else len(read[one]) for one in references]
    _require_one_length(references, rows, sets)
    places = [
        on_disk[one].places.tolist()
        if one in on_disk
        else [i for i, row in enumerate(read[one]) if row.item is not None]
        for one in references
    ]
    kept = {name: _in_all(places, sets, name) for name in sets}
    for note in notes:
        print(note, file=sys.stderr)
    left_out = [fault for one in references for fault in _left_out(one, on_disk, read)]
    count.report(left_out, len(references) > 1)
    taken = []
    for one, name in zip(references, sets, strict=True):
        if one in on_disk:
            taken.append(from_disk(on_disk[one].at(kept[name])))
            continue
        items = [read[one][i].item for i in kept[name]]
        taken.append(from_model(model, items, first.source, one, _reading))
    about = model.check.sentence if model else f"Its states are from {first.folder.path}."
    items = [side.items for side in taken]
    return Taken(items, notes, rows[0], kept[sets[0]], left_out, taken, about)


def _reading(done: int, total: int) -> None:
    output.show(done / total, "Reading")


def _require_one_length(
    references: Sequence[str], rows: Sequence[int], sets: Sequence[str]
) -> None:
    """Raises `InputError` where sides of one set have different numbers of rows."""
    first: dict[str, tuple[str, int]] = {}
    for reference, n, name in zip(references, rows, sets, strict=True):
        other, m = first.setdefault(name, (reference, n))
        if m != n:
            raise InputError(
                f"{shown(other)} has {m:,} rows and {shown(reference)} has {n:,}; row i of one "
                "must mean the same as row i of the other, so give both the same number."
            )


def _on_disk(references: Sequence[str]) -> dict[str, StoredSide]:
    from semhub.states.store import StateFolder, require_same

    found = {one: split(one) for one in references}
    sides = {one: StateFolder(at[0]).side(at[1]) for one, at in found.items() if at}
    first = next(iter(sides.values()))
    for side in sides.values():
        require_same(side.source, first.source, side.called, first.called)
    return sides


def _model(options: argparse.Namespace, first: StoredSide, needed: bool) -> Model | None:
    """The model that the other sides are run with; None where it is not needed and not named."""
    from semhub.models.towers.pair import Towers
    from semhub.states.store import require_same, source_of

    source, suffix = first.source, getattr(options, "suffix", None)
    asked = replace(source, pool=source.pool if options.pool == "auto" else options.pool)
    asked = asked if suffix is None else replace(asked, suffix=suffix)
    require_same(source, asked, first.called, "this command")
    if not needed and options.model is None:
        return None
    output.require_model(options)
    model = output.load(options)
    if isinstance(model, Towers):
        raise InputError(f"{model.name} is two towers, and the states in {first.called} are of one "
                         "model; leave out --model.")  # fmt: skip
    own = source_of(model, source.pool, source.suffix)
    require_same(source, own, first.called, "--model")
    return model


def _in_all(places: Sequence[Sequence[int]], sets: Sequence[str], name: str) -> list[int]:
    own = [set(each) for each, of in zip(places, sets, strict=True) if of == name]
    return sorted(set.intersection(*own))


def _left_out(
    reference: str, on_disk: dict[str, StoredSide], read: dict[str, list[Row]]
) -> list[LeftOut]:
    if reference in on_disk:
        return [LeftOut(reference, one.row, one.why) for one in on_disk[reference].left_out]
    return [LeftOut(reference, one.number, one.why) for one in read[reference] if one.item is None]
