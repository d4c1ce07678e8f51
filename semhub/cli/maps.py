"""`map`: any layer of one model against any layer of another."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from semhub import datasets, json_file
from semhub.charts import text_format as words
from semhub.cli import arguments, keeping, output, towers
from semhub.cli.compare import require_pairs_enough
from semhub.cli.reference import called
from semhub.errors import InputError
from semhub.inputs import require_pairs
from semhub.inputs.sides import sides_of

if TYPE_CHECKING:
    from semhub.experiments.layer_map_result import LayerMap

KEYS = ("cka", "mknn", "linear")
"""The metrics of a map, which no module has to be loaded to name."""


def add(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("map", help="layers of one model against those of another")
    command.add_argument(
        "a_model", metavar="A_MODEL",
        help="catalogue name, Hugging Face id or folder, of text, pictures or sounds",
    )  # fmt: skip
    command.add_argument("b_model", metavar="B_MODEL", help="the same, or the same model again")
    command.add_argument(
        "a", metavar="SIDE_A",
        help="what A_MODEL reads: text file, one item a line; .jsonl, .csv, .tsv or .parquet with "
        ":COLUMN behind; folder of pictures or of sounds; or dataset:column",
    )  # fmt: skip
    command.add_argument(
        "b", metavar="SIDE_B", help="what B_MODEL reads, and what means the same, item by item"
    )
    command.add_argument(
        "--metrics", default="all", help=f"all, or names with commas: {','.join(KEYS)}"
    )
    output.add_json(command)
    keeping.add_record(command)
    command.set_defaults(run=_map)


def _map(options: argparse.Namespace) -> None:
    metrics = _metrics(options.metrics)
    found = arguments.sides((options.a, options.b))
    (a, b), notes = found.items, found.notes
    require_pairs(a, b)
    require_pairs_enough(a)
    from semhub.experiments.model_map import map_models, verdict
    from semhub.records.about import Both

    first = output.load(options.a_model)
    second = first if options.b_model == options.a_model else output.load(options.b_model)
    result = map_models(
        first, second, a, b, metrics=metrics,
        progress=lambda done, total: output.show(done / total, "Reading"),
    )  # fmt: skip
    names = _names(options, result)
    told = len(notes)  # those are printed already
    result = replace(result, notes=(*notes, *result.notes))
    if options.json:
        json_file.write(result.to_dict() | found.to_dict() | {"verdict": verdict(result, names)},
                        options.json)  # fmt: skip
    else:
        _tell(result, names, told)
    both = Both(result.model, f"{first.revision} and {second.revision}")
    keeping.keep(
        options, both, result, sides_of((options.a, options.b), (a, b)), notes=result.notes,
        sides=names,
    )  # fmt: skip


def _tell(result: LayerMap, names: tuple[str, str], told: int) -> None:
    """Print the verdict and the map of every metric. told: notes that are printed already."""
    from semhub.experiments.model_map import verdict
    from semhub.similarity.geometry import GEOMETRIES

    first, second = names
    pools = " and ".join(dict.fromkeys(result.pools))
    print(f"{result.n} pairs, {first} (rows) and {second} (columns), {pools} pooling.")
    for note in result.notes[told:]:
        print(note)
    print(f"\n{verdict(result, names)}")
    for name, found in result.metrics.items():
        towers.tell_map(name, found, names)
        if found.peak is not None:
            print(towers.dashed(
                f"Calibrated (0: what shuffles reach, 1: all): {found.calibrated[found.peak]:.3f}; "
                f"best of untrained twins {found.untrained:.3f}."
            ))  # fmt: skip
    print()
    for name in result.metrics:
        print(f"{name}: {GEOMETRIES[name].metric.sentence}")


def _names(options: argparse.Namespace, result: LayerMap) -> tuple[str, str]:
    """Name each side by its model and by what it read."""
    first, second = (
        f"{words.model(model)} ({datasets.called(called(side))})"
        for model, side in zip(result.models, (options.a, options.b), strict=True)
    )
    return first, second


def _metrics(text: str) -> Sequence[str]:
    names = KEYS if text == "all" else tuple(text.split(","))
    for name in names:
        if name not in KEYS:
            raise InputError(
                f"A map has no metric “{name}”; give all alone, or names with commas between them, "
                f"of {', '.join(KEYS)}."
            )
    return names
