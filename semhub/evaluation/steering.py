"""Measure pushes of the embedded model.

`python -m semhub.evaluation.steering --model semhub-nano`

Directions found in English, tried on the held-out rows of the dataset `world` in every language,
code, logic, pictures, speech and sounds. `--seed` draws the English sentences, the words that are
pushed to, and the random directions.
"""

from __future__ import annotations

import sys
from dataclasses import asdict

from semhub.errors import InputError
from semhub.evaluation import command
from semhub.evaluation.figures.steering import LAYER, STRENGTH, TARGET, TIMES, steering_figures
from semhub.models.protocol import Model


def measured(model: Model, rows: int, seed: int) -> dict:
    """Return every figure, as plain data. rows: at most, of a spoke and slot.

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
    """Return the result for people: one spoke and slot a line."""
    lines = [
        f"Pushes found in English, at layer {LAYER}, strength {STRENGTH:g} natural differences; "
        f"target: {TARGET:.0%} flipped, {TIMES:g} times the limit of 20 random directions.",
        "spoke    slot       n    flipped            changed  right way  nats   random       "
        "times  one item's  other pairs  third word  reversed  wrong layer  random: flips  "
        "other word  at all",
    ]
    target = result["target"]
    for f in result["figures"]:
        share, times = f["flipped"], f["times_random"]
        reached = share["value"] >= target["flipped"] and times >= target["times_random"]
        band = f"{f['centre']:+.1f} ± {f['limit']:.1f}"
        lines.append(
            f"{f['spoke']:8} {f['slot']:9} {share['n']:3}   {share['value']:.2f} "
            f"[{share['low']:.2f}, {share['high']:.2f}]  {f['changed']['value']:7.2f}  "
            f"{f['right']['value']:9.2f}  {f['change']:5.1f}  {band:11}  {times:5.1f}  "
            f"{f['times_single']:10.1f}  {f['times_pairs']:11.1f}  {f['third']:10.1f}  "
            f"{f['reversed']:8.1f}  {f['wrong_layer']:11.1f}  {f['random_flips']:13.2f}  "
            f"{f['random_strays']:10.2f}  {f['random_changed']:6.2f}{'' if reached else '  missed'}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    return command.measure(
        "steering", __doc__, 100, measured, table, arguments, "items of a spoke and slot, at most"
    )


if __name__ == "__main__":
    sys.exit(main())
