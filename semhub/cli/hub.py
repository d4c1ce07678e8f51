"""`hub`: all data types against each other, and the layers at which most of them meet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from semhub import json_file
from semhub.charts import text_format as words
from semhub.cli import arguments, keeping, output, stored
from semhub.cli.reference import called, is_column
from semhub.errors import InputError
from semhub.experiments.verdict import METRIC
from semhub.inputs.door import shown
from semhub.statistics.repeats import note_of_repeats

if TYPE_CHECKING:
    from semhub.experiments.hub import Hub, Spokes
    from semhub.models.protocol import Model
    from semhub.records.about import Named

Side = TypeVar("Side")
"""The items of a side, or the side with its states."""

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
    output.add_model(hub, "; may be left out where all sides are folders of states")
    output.add_json(hub)
    keeping.add_record(hub)
    hub.set_defaults(run=_hub)


def _hub(options: argparse.Namespace) -> None:
    from semhub.experiments.hub import hub_of, measure
    from semhub.models.towers.pair import Towers

    if any(map(stored.split, options.references)):
        names, sets, taken = _taken(options)
        from semhub.experiments.stored import states_of

        states = states_of(names, sets)
        found = measure(states, options.metric, progress=output.show)
        told = _of_rows(sets, taken)
        _tell(options, found, told, taken.about)
        return _keep(options, taken.sides[0].source, found, told)
    output.require_model(options)
    chosen, told = _spokes(options.references) if options.references else (None, {})
    model = output.load(options)
    if isinstance(model, Towers):
        raise InputError(
            f"{model.name} has two towers with layers of their own, so that its data types share "
            "no layer; use `compare`, or choose another model."
        )
    spokes = chosen or _usual(model)
    found = hub_of(model, spokes, metric=options.metric, pool=options.pool, progress=output.show)
    _tell(options, found, told, model.check.sentence)
    return _keep(options, model, found, told)


def _keep(options: argparse.Namespace, model: Named, found: Hub, told: dict) -> None:
    sets = found.spokes.sets
    items = {f"{rows}:{name}": side for rows, of in sets.items() for name, side in of.items()}
    if not options.record:
        return
    from semhub.experiments.hub import layout

    laid = layout(found.states, progress=output.show)
    keeping.keep(options, model, found, items, notes=told.get("notes", ()), layout=laid)


def _tell(options: argparse.Namespace, found: Hub, told: dict, about: str) -> None:
    """Print the hub, or write it as JSON, there with what is to be said of its rows."""
    if options.json:
        return json_file.write(found.to_dict() | told, options.json)
    rows = ", ".join(f"{of.n} of {name}" for name, of in found.rows.items())
    print(f"Rows: {rows}; {found.pool} pooling, {found.model}. {about}\n")
    _print(found)
    return None


def _usual(model: Model) -> Spokes:
    """What is compared where nothing is named."""
    from semhub.experiments.hub import ELSEWHERE, from_sets, usual_elsewhere
    from semhub.models import catalogue

    if catalogue.is_embedded(model.name):
        return from_sets()
    return from_sets(ELSEWHERE, usual_elsewhere(model.modalities))


def _spokes(references: Sequence[str]) -> tuple[Spokes, dict]:
    """Columns of one name are one data type, in whichever datasets they stand. And what a result in
    JSON says of the rows that are left out."""
    from semhub.experiments.hub import Spokes

    of_sets = _sets(references)
    found = arguments.sides(references, of_sets)
    names, sets = _columns(references, of_sets, [called(one) for one in references], found.items)
    return Spokes(names, sets), _of_rows(sets, found)


def _taken(options: argparse.Namespace) -> tuple[tuple[str, ...], dict, stored.Taken]:
    """The same of sides of which some are in folders of states."""
    references = options.references
    of_sets = _sets(references)
    names = [stored.called(one) or called(one) for one in references]
    found = stored.take(options, references, of_sets)
    return *_columns(references, of_sets, names, found.sides), found


def _sets(references: Sequence[str]) -> list[str]:
    """To which set of rows each belongs."""
    if len(references) == 1:
        raise InputError(
            f"{shown(references[0])} is one data type, and a hub takes two or more; name another, "
            "or none for the usual ones."
        )
    return [one.partition(":")[0] if is_column(one) else FILES for one in references]


def _columns(
    references: Sequence[str], of_sets: Sequence[str], names: Sequence[str], sides: Sequence[Side]
) -> tuple[tuple[str, ...], dict[str, dict[str, Side]]]:
    """Every data type once, and set of rows -> data type -> its side."""
    sets: dict[str, dict[str, Side]] = {}
    for rows, name, side in zip(of_sets, names, sides, strict=True):
        if name in sets.setdefault(rows, {}):
            what = FILES if rows == FILES else f"columns of {rows}"
            raise InputError(f"Two {what} are called “{name}”; give each data type once.")
        sets[rows][name] = side
    if all(len(columns) == 1 for columns in sets.values()):
        raise InputError(
            f"{' and '.join(map(shown, references))} are not rows of one set, where item i means "
            "the same in each; give two or more files, or two or more columns of one dataset."
        )
    return tuple(dict.fromkeys(name for columns in sets.values() for name in columns)), sets


def _of_rows(sets: Mapping[str, Mapping[str, Side]], found: arguments.Sides) -> dict:
    """What a result in JSON says of its rows: notes, and those that could not be read."""
    notes = found.notes
    for rows, columns in sets.items():
        sides = [getattr(side, "items", side) for side in columns.values()]
        repeats = note_of_repeats(sides)
        if repeats and len({*map(len, sides)}) == 1:
            notes = [*notes, f"Of {rows}: {repeats}"]
            print(notes[-1], file=sys.stderr)
    return ({"notes": notes} if notes else {}) | found.to_dict()


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
