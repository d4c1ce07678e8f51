"""`hub`: all data types against each other, and the layers at which most of them meet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.charts import text_format as words
from semhub.cli import arguments, keeping, output
from semhub.errors import InputError
from semhub.experiments.verdict import METRIC
from semhub.inputs.door import shown
from semhub.statistics.repeats import note_of_repeats

if TYPE_CHECKING:
    from semhub.experiments.hub import Hub, Spokes
    from semhub.inputs import Input
    from semhub.models.protocol import Model

FILES = "files"
"""What the rows are called that do not come from a dataset."""


def add(commands: argparse._SubParsersAction) -> None:
    hub = commands.add_parser("hub", help="all data types against each other, layer by layer")
    hub.add_argument(
        "references",
        nargs="*",
        metavar="A",
        help="text files, folders of pictures or of sounds, or dataset:column; item i of all must "
        "mean the same, within a dataset and among the files (default: the embedded model's world "
        "for that model and its twins, the set `everyday` for any other)",
    )
    hub.add_argument("--metric", default=METRIC, help=f"default {METRIC}")
    output.add_pool(hub)
    output.add_model(hub)
    output.add_json(hub)
    keeping.add_record(hub)
    hub.set_defaults(run=_hub)


def _hub(options: argparse.Namespace) -> None:
    from semhub.experiments.hub import hub_of
    from semhub.models.towers.pair import Towers

    chosen, notes = _spokes(options.references) if options.references else (None, [])
    model = output.load(options.model)
    if isinstance(model, Towers):
        raise InputError(
            f"{model.name} has two towers with layers of their own, so that its data types share "
            "no layer; use `compare`, or choose another model."
        )
    spokes = chosen or _usual(model)
    found = hub_of(model, spokes, metric=options.metric, pool=options.pool, progress=output.show)
    items = {
        f"{rows}:{name}": side
        for rows, columns in spokes.sets.items()
        for name, side in columns.items()
    }
    keeping.keep(options, model, found, items, notes=notes)
    if options.json:
        return json_file.write(found.to_dict() | ({"notes": notes} if notes else {}), options.json)
    rows = ", ".join(f"{of.n} of {name}" for name, of in found.rows.items())
    print(f"Rows: {rows}; {found.pool} pooling, {model.name}. {model.check.sentence}\n")
    _print(found)


def _usual(model: Model) -> Spokes:
    """What is compared where nothing is named."""
    from semhub.experiments.hub import ELSEWHERE, from_sets, usual_elsewhere
    from semhub.models import catalogue

    if catalogue.is_embedded(model.name):
        return from_sets()
    return from_sets(ELSEWHERE, usual_elsewhere(model.modalities))


def _spokes(references: Sequence[str]) -> tuple[Spokes, list[str]]:
    """Columns of one name are one data type, in whichever datasets they stand. And sentences on
    what is left out."""
    from semhub.experiments.hub import Spokes

    sets: dict[str, dict[str, Sequence[Input]]] = {}
    if len(references) == 1:
        raise InputError(
            f"{shown(references[0])} is one data type, and a hub takes two or more; name another, "
            "or none for the usual ones."
        )
    found, notes = arguments.sides(references)
    for reference, items in zip(references, found, strict=True):
        name = arguments.called(reference)
        rows = reference.partition(":")[0] if arguments.is_column(reference) else FILES
        if name in sets.setdefault(rows, {}):
            what = FILES if rows == FILES else f"columns of {rows}"
            raise InputError(f"Two {what} are called “{name}”; give each data type once.")
        sets[rows][name] = items
    if all(len(columns) == 1 for columns in sets.values()):
        raise InputError(
            f"{' and '.join(map(shown, references))} are not rows of one set, where item i means "
            "the same in each; give two or more files, or two or more columns of one dataset."
        )
    for rows, columns in sets.items():
        repeats = note_of_repeats([*columns.values()])
        if repeats and len({*map(len, columns.values())}) == 1:
            notes.append(f"Of {rows}: {repeats}")
            print(notes[-1], file=sys.stderr)
    names = dict.fromkeys(name for columns in sets.values() for name in columns)
    return Spokes(tuple(names), sets), notes


def _print(hub: Hub) -> None:
    from semhub.similarity import METRICS

    layer = hub.best_layer()
    if layer is None:
        print("There are too few rows to tell anything; give at least 4, better 12.")
    else:
        print(f"{hub.metric} at layer {layer}, where it is largest on average:\n")
        _table(hub, layer)
        print(
            f"\n{hub.metric}: {METRICS[hub.metric].sentence}\nIn round brackets: no relation is "
            "shown, since the 95% interval reaches down to the null. –: no rows that mean the same "
            "in both."
        )
    print(_band(hub))
    for why in hub.left_out.items():
        print("Left out: {}. {}".format(*why))


def _table(hub: Hub, layer: int) -> None:
    """The lower triangle: one row and one column a data type."""
    names = hub.names
    wide = max(8, *(len(name) + 1 for name in names))
    for at, a in enumerate(names):
        cells = "".join(f"{_cell(hub, a, b, layer):>{wide}}" for b in names[:at])
        print(f"{a:<{wide}}{cells}")
    print(" " * wide + "".join(f"{name:>{wide}}" for name in names[:-1]))


def _cell(hub: Hub, a: str, b: str, layer: int) -> str:
    cell = hub.cell(a, b)
    if cell is None:
        return "–"
    at = hub.layers.index(layer)
    value = f"{cell.curve.value[at]:.2f}".replace("nan", "–")
    return value if cell.above[at] else f"({value})"


def _band(hub: Hub) -> str:
    from semhub.charts.hub.spokes import drawn_again
    from semhub.experiments.hub import SHARE

    band = hub.band
    if not band.pairs:
        return "Too few rows for intervals, so that nothing can be said of a hub."
    most = f"at least {SHARE:.0%} of the {band.pairs} pairs"
    if not band.layers:
        alone = sum(bool(cell.inside.any()) for cell in hub.cells)
        return (
            f"No common hub: at no layer do {most} stand above both ends of the model and the "
            f"nulls. {alone} of the {band.pairs} have a hub of their own at some layer."
        )
    first, last = band.first, band.last
    within = words.layers(range(first.layer, last.layer + 1)).lower()
    found = f"Hub: at {within} {most} stand above both ends of the model and the nulls."
    return f"{found}\n{drawn_again(band)}"
