"""The figures of a checkpoint as the tables of its model card, and which targets it misses."""

from __future__ import annotations

# Group of figures -> what it has to reach at the best inner layer.
CONTROL_LIMIT = 0.03
SENSE_TARGETS = {"en": 0.60, "zh": 0.40, "es": 0.40, "pictures": 0.25}
TARGETS = {
    "languages, mean": 0.90,
    "never anchored, mean": 0.70,
    "notations, mean": 0.80,
    "sums, mean": 0.80,
    "languages, last token": 0.70,
    "never anchored, last token": 0.70,
    "notations, last token": 0.80,
}


def _interval(figure: dict) -> str:
    return f"{figure['value']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"


def retrieval_section(figures: dict, control: bool) -> tuple[list[str], list[str]]:
    lines = [
        "\n## Figures\n",
        f"`python -m semhub.nano.evaluate --model FOLDER --rows {figures['rows']} "
        f"--seed {figures['seed']} --json figures.json`; held-out combinations, 95% intervals "
        "over items. Retrieval@1 at the best layer after the first quarter of the depth and "
        "before the last; choosing the best layer flatters it a little.\n",
        "| pair | pooling | retrieval@1 | layer | by layer, 0 to the last | target |",
        "|---|---|---|---|---|---|",
    ]
    missed = []
    for group, wanted in TARGETS.items():
        target = f"at most {CONTROL_LIMIT}" if control else f"{wanted:.2f}"
        for f in figures["retrieval"][group]:
            curve = " ".join(f"{value:.2f}" for value in f["curve"])
            lines.append(
                f"| {f['name']} | {group.split(', ')[1]} | {_interval(f)} | {f['layer']} | "
                f"{curve} | {target} |"
            )
            highest = max(f["curve"])
            if control and highest > CONTROL_LIMIT:
                missed.append(f"{f['name']} ({group}): up to {highest:.2f} at some layer.")
            if not control and f["value"] < wanted:
                missed.append(f"{f['name']} ({group}): {f['value']:.2f}, target {target}.")
    return lines, missed


def senses_section(figures: dict) -> tuple[list[str], list[str]]:
    lines, missed = [], []
    for name, found in figures["senses"].items():
        lines += [
            f"\n{name.capitalize()}, on 128 scenes whose look and sentence are held out "
            f"(chance {found['retrieval'][0]['chance']:.3f}); captions were in the dominant "
            "language alone, so every other language is zero-shot:\n",
            "| pair | retrieval@1 | layer | by layer, 0 to the last | target |",
            "|---|---|---|---|---|",
        ]
        for f in found["retrieval"]:
            target = SENSE_TARGETS[f["name"].split()[0]]
            curve = " ".join(f"{value:.2f}" for value in f["curve"])
            lines.append(
                f"| {f['name']} | {_interval(f)} | {f['layer']} | {curve} | {target:.2f} |"
            )
            if f["value"] < target:
                missed.append(f"{f['name']}: {f['value']:.2f}, target {target:.2f}.")
        told = [f"{asked} {_interval(share)}" for asked, share in found["described"].items()]
        lines.append("\nThe right word preferred among its class: " + "; ".join(told) + ".")
    return lines, missed


def push_section(figures: dict) -> list[str]:
    lines = [
        f"\nA push found in `{figures['pivot']}` at the arrow flips the answer in another language "
        "(a random push of twice its norm does), at the best inner layer:\n"
    ]
    return lines + [
        f"- {push['name']}: {_interval(push['flipped'])} (random {push['random']['value']:.2f}), "
        f"layer {push['layer']}; by inner layer {' '.join(f'{v:.2f}' for v in push['curve'])}"
        for push in figures["push"]
    ]


def readout_section(figures: dict) -> list[str]:
    lines = [
        "\nThe lens before a word of another language, at the end of a keyword list and in a "
        "retelling, by layer: how often the "
        f"right `{figures['pivot']}` word is preferred among the words of its class, and how "
        "often it is likelier than the same word in the text's own language.\n",
        "| language | right, layers 0 to the last | ahead of its own language |",
        "|---|---|---|",
    ]
    for f in figures["lens"]:
        right, ahead = (" ".join(f"{v:.2f}" for v in f[k]) for k in ("right", "pivot_ahead"))
        lines.append(f"| {f['context']}, {f['rendering']} ({f['n']}) | {right} | {ahead} |")
    lines += ["\nThe last keyword of a list said right, all its pieces (the world allows 1.00):\n"]
    lines += [f"- {name}: {_interval(s)}" for name, s in figures["competence"].items()]
    lines += ["\nA held-out sum finished right (the world allows 1.00):\n"]
    lines += [f"- {name}: {_interval(s)}" for name, s in figures["sums"].items()]
    return lines
