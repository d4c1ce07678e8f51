"""The card's section on pushes in every spoke, from `steering.json` beside a checkpoint."""

from __future__ import annotations

import json
from pathlib import Path


def steering_section(folder: Path) -> tuple[list[str], list[str]]:
    """Return lines of the card, and what missed its target; nothing where nothing was measured."""
    record = folder / "steering.json"
    if not record.is_file():
        return [], []
    told = json.loads(record.read_text(encoding="utf-8"))
    least, times = told["target"]["flipped"], told["target"]["times_random"]
    lines = [
        f"\nThe same push in every spoke at layer {told['layer']} and strength "
        f"{told['strength']:g}, each item from its own word to another of its class "
        f"(`python -m semhub.evaluation.steering --rows {told['rows']} --seed {told['seed']} "
        "--json FOLDER/steering.json`). Strength 1 is the natural difference: the mean "
        "difference, at that layer, of texts that say the two words. Flipped: the wished-for word "
        "became the likeliest of its class; other word: another word of it did. Changed: one of "
        "these, or anything else comes first, such as the word of another keyword. Effect: mean "
        "change of the log-odds, in nats. Random: mean change under 20 random directions as long, "
        "and the 95th percentile of how far they lie from it. Times random: how far the effect "
        "lies from that mean, in units of that percentile; of one: in units of the percentile of "
        "one item; of pairs: so beside pushes between two other words of the class. Third: mean "
        "change under pushes to a third word. Were logits linear in the state, no direction could "
        "do more on a single pair "
        f"of words than sqrt(width)/1.96 = {told['width'] ** 0.5 / 1.96:.1f} times as much as "
        f"random ones. Target: {least:.2f} flipped, {times:g} times random.\n",
        "| spoke | asked | natural, in norms | flipped | changed | right way | effect | random "
        "| times random | times of one | times of pairs | third | reversed | wrong layer "
        "| random flipped | random other word | random changed |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    missed = []
    for f in told["figures"]:
        share, ratio = f["flipped"], f["times_random"]
        lines.append(
            f"| {f['spoke']} | {f['slot']} ({share['n']}) | {f['natural']:.2f} "
            f"| {share['value']:.2f} [{share['low']:.2f}, {share['high']:.2f}] "
            f"| {f['changed']['value']:.2f} | {f['right']['value']:.2f} "
            f"| {f['change']:.1f} [{f['low']:.1f}, {f['high']:.1f}] "
            f"| {f['centre']:.1f} ± {f['limit']:.1f} | {ratio:.1f} | {f['times_single']:.1f} "
            f"| {f['times_pairs']:.1f} | {f['third']:.1f} | {f['reversed']:.1f} "
            f"| {f['wrong_layer']:.1f} | {f['random_flips']:.2f} "
            f"| {f['random_strays']:.2f} | {f['random_changed']:.2f} |"
        )
        if share["value"] < least or ratio < times:
            missed.append(
                f"steering the {f['slot']} in {f['spoke']}: {share['value']:.2f} flipped, "
                f"{ratio:.1f} times random, target {least:.2f} and {times:g} times."
            )
    return lines, missed
