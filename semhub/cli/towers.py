"""`compare` with two towers: a map of layers, and the joint space in its corner."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from semhub import json_file
from semhub.cli import output
from semhub.errors import InputError

if TYPE_CHECKING:
    from semhub.cli.arguments import Sides
    from semhub.experiments.layer_map_result import CellMap, LayerMap


def compare(options: argparse.Namespace, towers, sides: Sides) -> LayerMap:
    """Print the map of two sides, or write it as JSON, there with what is to be said of the pairs.

    Returns the map. Raises `InputError` on options that towers lack.
    """
    usual = options.pool in ("auto", "mean"), options.layers == "all", options.metrics == "usual"
    asked = options.suffix, options.cluster, options.partial
    if not all(usual) or any(asked):
        raise InputError(
            "Two towers are compared at all layers, with mean pooling, over items and by all "
            "metrics that their axes allow; leave out --pool, --layers, --metrics, --suffix, "
            "--cluster and --partial."
        )
    from semhub.experiments.layer_map import compare_towers

    (a, b), notes = sides.items, sides.notes
    result = compare_towers(
        towers, a, b, progress=lambda done, total: output.show(done / total, "Reading")
    )
    told = len(notes)  # those are printed already
    result = replace(result, notes=(*notes, *result.notes))
    if options.json:
        json_file.write(result.to_dict() | sides.to_dict(), options.json)
    else:
        _tell(result, told)
    return result


def _tell(result: LayerMap, told: int) -> None:
    """Print the map of every metric, and its corner. told: notes that are printed already."""
    first, second = result.sides
    print(f"{result.n} pairs, {first} (rows) and {second} (columns), mean pooling, {result.model}.")
    for note in result.notes[told:]:
        print(note)
    for name, found in result.metrics.items():
        tell_map(name, found, (first, second))
    print("\nWhere both towers end:")
    for name, point in result.corner.items():
        print(dashed(
            f"{name:<12}{point.value[0]:.3f} [{point.low[0]:.2f}, {point.high[0]:.2f}]  chance "
            f"{point.chance:.3f}, null95 {point.null95:.3f}, p {point.p:.3f}"
        ))  # fmt: skip


def tell_map(name: str, found: CellMap, sides: tuple[str, str]) -> None:
    """Print the map of one metric, and what its best cell is worth."""
    print(f"\n{name}: rows are layers of {sides[0]}, columns are layers of {sides[1]}")
    _row("", [str(layer) for layer in range(found.value.shape[1])])
    for layer, values in enumerate(found.value):
        _row(str(layer), [f"{value:.2f}" for value in values])
    print(_about(found))


def _about(found: CellMap) -> str:
    if found.peak is None:
        return "Too few pairs for this metric."
    first, second = found.peak
    return dashed(
        f"Best {found.value[found.peak]:.3f} [{found.low:.2f}, {found.high:.2f}] at {first} and "
        f"{second}; chance {found.chance:.3f}; 95% of {found.shuffles} shuffles stay below "
        f"{found.null95:.3f} in every cell; p {found.p:.3f}."
    )


def _row(head: str, cells: Sequence[str]) -> None:
    print(dashed(f"{head:<5}" + " ".join(f"{cell:>5}" for cell in cells)))


def dashed(line: str) -> str:
    """Write a dash for a number that could not be told."""
    return line.replace("nan", "–")
