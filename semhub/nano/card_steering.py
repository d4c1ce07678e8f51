"""The card's section on pushes in every spoke, from ``steering.json`` beside a checkpoint."""

from __future__ import annotations

import json
from pathlib import Path


def steering_section(folder: Path) -> tuple[list[str], list[str]]:
    """Lines of the card, and what missed its target; nothing where nothing was measured."""
    record = folder / "steering.json"
    if not record.is_file():
        return [], []
    told = json.loads(record.read_text(encoding="utf-8"))
    least, times = told["target"]["flipped"], told["target"]["times_random"]
    lines = [
        f"\nThe same push in every spoke at layer {told['layer']} and strength "
        f"{told['strength']:g} (in mean norms of the states there), each item from its own word to "
        "another of its class (`python -m semhub.nano.steering --rows "
        f"{told['rows']} --seed {told['seed']} --json FOLDER/steering.json`). Flipped: the "
        "wished-for word became the likeliest of its class. Effect: mean change of the log-odds, "
        "in nats. Random: the 95th percentile of how far 20 random directions of the same norm "
        "move the mean; of one: how far they move one item. Were logits linear in the state, no "
        "direction could do more on a single pair of words than sqrt(width)/1.96 = "
        f"{told['width'] ** 0.5 / 1.96:.1f} times as much. "
        f"Target: {least:.2f} flipped, {times:g} times random.\n",
        "| spoke | asked | flipped | right way | effect | random | times random | times of one "
        "| reversed | wrong layer | random flips |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    missed = []
    for f in told["figures"]:
        share, ratio = f["flipped"], f["change"] / f["limit"]
        lines.append(
            f"| {f['spoke']} | {f['slot']} ({share['n']}) | {share['value']:.2f} "
            f"[{share['low']:.2f}, {share['high']:.2f}] | {f['right']['value']:.2f} "
            f"| {f['change']:.1f} [{f['low']:.1f}, {f['high']:.1f}] | {f['limit']:.1f} "
            f"| {ratio:.1f} | {f['change'] / f['single']:.1f} | {f['reversed']:.1f} "
            f"| {f['wrong_layer']:.1f} | {f['random_flips']:.2f} |"
        )
        if share["value"] < least or ratio < times:
            missed.append(
                f"steering the {f['slot']} in {f['spoke']}: {share['value']:.2f} flipped, "
                f"{ratio:.1f} times random, target {least:.2f} and {times:g} times."
            )
    return lines, missed
