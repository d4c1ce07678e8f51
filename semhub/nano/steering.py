"""Measure pushes of the embedded model: ``python -m semhub.nano.steering --model semhub-nano``.

Directions found in English, tried on the held-out rows of the dataset ``world`` in every language,
code, logic, pictures, speech and sounds. ``--seed`` draws the English sentences, the words that are
pushed to, and the random directions.
"""

from __future__ import annotations

import sys
from dataclasses import asdict

from semhub.errors import InputError
from semhub.models.protocol import Model
from semhub.nano import command
from semhub.nano.figures.steering import LAYER, STRENGTH, TARGET, TIMES, steering_figures


def measured(model: Model, rows: int, seed: int) -> dict:
    """Every figure, as plain data. rows: at most, of a spoke and slot.

    Raises InputError where so few rows leave nothing to measure.
    """
    if rows < 5:
        raise InputError("--rows takes a number, 5 or more.")
    figures = [asdict(figure) for figure in steering_figures(model, rows, seed)]
    if any(value != value for figure in figures for value in figure.values()):  # NaN
        raise InputError(f"In {rows} rows some pushes have nothing to change; ask for more.")
    return {
        "model": model.name, "revision": model.revision, "rows": rows, "seed": seed,
        "width": model.width, "layer": LAYER, "strength": STRENGTH,
        "target": {"flipped": TARGET, "times_random": TIMES},
        "figures": figures,
    }  # fmt: skip


def table(result: dict) -> str:
    """The result for people: one spoke and slot a line."""
    lines = [
        f"Pushes found in English, at layer {LAYER}, strength {STRENGTH:g}; target: {TARGET:.0%} "
        f"flipped, {TIMES:g} times the limit of 20 random directions.",
        "spoke    slot       n    flipped            right way  nats   random  times  one item's  "
        "reversed  wrong layer  random flips",
    ]
    target = result["target"]
    for f in result["figures"]:
        share, times = f["flipped"], f["change"] / f["limit"]
        reached = share["value"] >= target["flipped"] and times >= target["times_random"]
        lines.append(
            f"{f['spoke']:8} {f['slot']:9} {share['n']:3}   {share['value']:.2f} "
            f"[{share['low']:.2f}, {share['high']:.2f}]  {f['right']['value']:9.2f}  "
            f"{f['change']:5.1f}  {f['limit']:6.2f}  {times:5.1f}  "
            f"{f['change'] / f['single']:10.1f}  {f['reversed']:8.1f}  {f['wrong_layer']:11.1f}  "
            f"{f['random_flips']:12.2f}{'' if reached else '  missed'}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    return command.measure(
        "steering", __doc__, 100, measured, table, arguments, "items of a spoke and slot, at most"
    )


if __name__ == "__main__":
    sys.exit(main())
