"""Measure pushes of the embedded model: ``python -m semhub.nano.steering --model semhub-nano``.

Directions found in English, tried on the held-out rows of the dataset ``world`` in every language,
code, logic, pictures, speech and sounds. ``--seed`` draws the English sentences, the words that are
pushed to, and the random directions.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from semhub.cli import output
from semhub.errors import InputError
from semhub.models.loading import load
from semhub.nano.dataset import SEED
from semhub.nano.figures.steering import (
    LAYER,
    STRENGTH,
    TARGET,
    TIMES,
    SteeringFigure,
    steering_figures,
)


def table(figures: list[SteeringFigure]) -> str:
    """The result for people: one spoke and slot a line."""
    lines = [
        f"Pushes found in English, at layer {LAYER}, strength {STRENGTH:g}; target: {TARGET:.0%} "
        f"flipped, {TIMES:g} times the limit of 20 random directions.",
        "spoke    slot       n    flipped            right way  nats   random  times  one item's  "
        "reversed  wrong layer  random flips",
    ]
    for f in figures:
        lines.append(
            f"{f.spoke:8} {f.slot:9} {f.flipped.n:3}   {f.flipped.value:.2f} "
            f"[{f.flipped.low:.2f}, {f.flipped.high:.2f}]  {f.right.value:9.2f}  {f.change:5.1f}  "
            f"{f.limit:6.2f}  {f.times_random:5.1f}  {f.change / f.single:10.1f}  "
            f"{f.reversed:8.1f}  {f.wrong_layer:11.1f}  {f.random_flips:12.2f}"
            f"{'' if f.reached else '  missed'}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m semhub.nano.steering", description=__doc__)
    parser.add_argument("--model", default="semhub-nano", help="catalogue name or folder")
    parser.add_argument("--rows", type=int, default=100, help="at most, of a spoke and slot")
    parser.add_argument("--seed", type=int, default=SEED, help="as said above")
    parser.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")
    asked = parser.parse_args(arguments)
    try:
        if asked.rows < 5:
            raise InputError("--rows takes a number, 5 or more.")
        model = load(asked.model)
        figures = steering_figures(model, asked.rows, asked.seed)
        result = {
            "model": model.name, "revision": model.revision, "rows": asked.rows, "seed": asked.seed,
            "width": model.width, "layer": LAYER, "strength": STRENGTH,
            "target": {"flipped": TARGET, "times_random": TIMES},
            "figures": [asdict(figure) for figure in figures],
        }  # fmt: skip
        if asked.json:
            output.write(result, asked.json, indent=1)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.json != "-":
        print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
