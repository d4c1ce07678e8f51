"""The figures of a checkpoint as the tables of its model card, and which targets it misses."""

from __future__ import annotations

from semhub.charts.text_format import layers
from semhub.evaluation.figures.retrieval import WORDS, inner_layers
from semhub.evaluation.targets import (
    CONTROL_LIMIT,
    DESCRIBED_TARGETS,
    LENS_TARGET,
    MASS_RATIO,
    OTHER_SENSE_TARGET,
    PUSH_TARGET,
    RANDOM_LIMIT,
    READING_TARGET,
    SENSE_TARGETS,
    SOUND_TARGET,
    TARGETS,
)


def _target(wanted: float | None) -> str:
    return "" if wanted is None else f"{wanted:.2f}"


def _other_words(figure: dict) -> str:
    ends = figure["other_words"]
    return "" if ends is None else f"[{ends[0]:.2f}, {ends[1]:.2f}]"


def _hub(figure: dict) -> str:
    if figure["verdict"] is None:
        return ""
    return layers(figure["band"]).lower() if figure["band"] else f"none: {figure['verdict']}"


def _interval(figure: dict) -> str:
    return f"{figure['value']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"


def retrieval_section(figures: dict, control: bool) -> tuple[list[str], list[str]]:
    lines = [
        "\n## Figures\n",
        f"`python -m semhub.evaluation.evaluate --model FOLDER --rows {figures['rows']} "
        f"--seed {figures['seed']} --json figures.json`; held-out combinations. Retrieval@1 at the "
        "best layer after the first quarter of the depth and before the last; choosing the best "
        "layer flatters it a little. Intervals are at 95%: over sentences like these, which other "
        "combinations of the same words would move, and over other words too (of the slots "
        f"{', '.join(WORDS)}, whole words left out). The hub is where retrieval stands above both "
        "layer 0 and the last layer. Pooling: `unit`, each token's state scaled to length 1, is "
        "what the app does; the targets were set for the plain mean and the last token.\n",
        "| pair | pooling | retrieval@1 | over other words | layer | hub | by layer, 0 to the last "
        "| target |",
        "|---|---|---|---|---|---|---|---|",
    ]
    missed = []
    for group, listed in figures["retrieval"].items():
        wanted = TARGETS.get(group)
        target = f"at most {CONTROL_LIMIT}" if control else _target(wanted)
        for f in listed:
            curve = " ".join(f"{value:.2f}" for value in f["curve"])
            lines.append(
                f"| {f['name']} | {group.split(', ')[1]} | {_interval(f)} | {_other_words(f)} | "
                f"{f['layer']} | {_hub(f)} | {curve} | {target} |"
            )
            highest = max(f["curve"])
            if control and highest > CONTROL_LIMIT:
                missed.append(f"{f['name']} ({group}): up to {highest:.2f} at some layer.")
            if not control and wanted is not None and f["value"] < wanted:
                missed.append(f"{f['name']} ({group}): {f['value']:.2f}, target {target}.")
    return lines, missed


def _sense_target(name: str) -> float | None:
    """Return what the pair has to reach; nothing is asked of speech in other languages than
    English."""
    if name.endswith("with sound"):
        return SOUND_TARGET
    if "speech-" in name:
        return None
    return SENSE_TARGETS.get(name, OTHER_SENSE_TARGET)


def senses_section(figures: dict) -> tuple[list[str], list[str]]:
    if not figures["senses"]:
        return [], []
    senses, missed = figures["senses"], []
    lines = [
        "\nPictures, spoken sentences (`speech`: English; `speech-zh`: Chinese) and animals' calls "
        "(`sound`, matched among the names of the animals that call; a call is a new variation of "
        "the one recording that training heard); captions were "
        "in the dominant language alone, so every other language is zero-shot. Intervals of calls "
        "are over animals, since all calls of one are variations of one recording:\n",
        "| pair | pooling | retrieval@1 | over other words | chance | layer | hub | by layer, 0 to "
        "the last | target |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for pool, f in ((pool, f) for pool, listed in senses["retrieval"].items() for f in listed):
        target = _sense_target(f["name"]) if pool == "mean" else None
        curve = " ".join(f"{value:.2f}" for value in f["curve"])
        lines.append(
            f"| {f['name']} | {pool} | {_interval(f)} | {_other_words(f)} | {f['chance']:.3f} | "
            f"{f['layer']} | {_hub(f)} | {curve} | "
            f"{_target(target)} |"
        )
        if target is not None and f["value"] < target:
            missed.append(f"{f['name']}: {f['value']:.2f}, target {target:.2f}.")
    for asked, target in DESCRIBED_TARGETS.items():
        share = senses["described"]["image"].get(asked)
        if share and share["value"] < target:
            missed.append(
                f"the {asked}, said of a picture: {share['value']:.2f}, target {target:.2f}."
            )
    for name, shares in senses["described"].items():
        told = [f"{asked} {_interval(share)}" for asked, share in shares.items()]
        lines.append(
            f"\nThe right word preferred among its class, given {name}: " + "; ".join(told) + "."
        )
    lines += [
        "\nAt the positions of a picture that show a slot, and in speech at the position most like "
        "a word of the class: how often the right word of the class is read, by the nearest "
        "English words in context and by the logit lens; intervals over pictures and sentences, "
        "whose patches go together:\n",
        f"| what | neighbours, best layer (target {READING_TARGET:.2f}) | neighbours, by layer | "
        "logit lens, by layer |",
        "|---|---|---|---|",
    ]
    for reading in figures["readings"]:
        near, logit = (" ".join(f"{v:.2f}" for v in reading[k]) for k in ("neighbours", "logit"))
        lines.append(f"| {reading['name']} | {_interval(reading['best'])} | {near} | {logit} |")
        best = reading["best"]["value"]
        if best < READING_TARGET:
            missed.append(f"{reading['name']}: {best:.2f}, target {READING_TARGET:.2f}.")
    return lines, missed


def push_section(figures: dict) -> tuple[list[str], list[str]]:
    pushes = [*figures["push"], *(figures["senses"] or {"push": []})["push"]]
    sensed = ", or to a picture, to speech or to a call" if figures["senses"] else ""
    lines = [
        f"\nA push found in `{figures['pivot']}` at the arrow flips the answer in another "
        f"language{sensed} (a random push of twice its norm does), "
        f"at the best inner layer (target {PUSH_TARGET:.2f}, random at most {RANDOM_LIMIT:.2f}):\n",
        "| push | flipped | random | layer | by inner layer |",
        "|---|---|---|---|---|",
    ]
    missed = []
    for push in pushes:
        curve = " ".join(f"{v:.2f}" for v in push["curve"])
        flipped, random = push["flipped"]["value"], push["random"]["value"]
        lines.append(
            f"| {push['name']} | {_interval(push['flipped'])} | {random:.2f} | {push['layer']} | "
            f"{curve} |"
        )
        if flipped < PUSH_TARGET or random > RANDOM_LIMIT:
            missed.append(
                f"push of the {push['name']}: {flipped:.2f} (random {random:.2f}), target "
                f"{PUSH_TARGET:.2f} (random at most {RANDOM_LIMIT:.2f})."
            )
    return lines, missed


def readout_section(figures: dict) -> tuple[list[str], list[str]]:
    inner = inner_layers(len(figures["lens"][0]["right"]) - 1)
    lines, missed = (
        [
            "\nThe lens before a word of another language, at the end of a keyword list and in a "
            "retelling, by layer: how often the "
            f"right `{figures['pivot']}` word is preferred among the words of its class, and how "
            "often it is likelier than the same word in the text's own language.\n",
            "| language | right, layers 0 to the last | ahead of its own language |",
            "|---|---|---|",
        ],
        [],
    )
    for f in figures["lens"]:
        if (best := max(f["right"][k] for k in inner)) < LENS_TARGET:
            missed.append(
                f"the lens before a word of {f['rendering']} ({f['context']}): right at best "
                f"{best:.2f} of the time at an inner layer, target {LENS_TARGET:.2f}."
            )
        right, ahead = (" ".join(f"{v:.2f}" for v in f[k]) for k in ("right", "pivot_ahead"))
        lines.append(f"| {f['context']}, {f['rendering']} ({f['n']}) | {right} | {ahead} |")
    for text, mass in figures["mass"].items():
        lines += [
            f"\nMass of the lens on each language's tokens in `{text}` sentences, by layer:\n",
            *(f"- {name}: {' '.join(f'{v:.2f}' for v in curve)}" for name, curve in mass.items()),
        ]
        pivot = figures["pivot"]
        other = next(name for name in ("en", "zh") if name != pivot)
        ratio = max(mass[pivot][k] / mass[other][k] for k in inner)
        if ratio < MASS_RATIO:
            missed.append(
                f"mass on {pivot} against {other} in `{text}` text: at best {ratio:.1f} to 1 at an "
                f"inner layer, target {MASS_RATIO} to 1."
            )
    lines += ["\nThe last keyword of a list said right, all its pieces (the world allows 1.00):\n"]
    lines += [f"- {name}: {_interval(s)}" for name, s in figures["competence"].items()]
    lines += ["\nA held-out sum finished right (the world allows 1.00):\n"]
    lines += [f"- {name}: {_interval(s)}" for name, s in figures["sums"].items()]
    return lines, missed


def seeds_section(seeds: dict) -> list[str]:
    """Return what `python -m training.seeds` wrote; nothing where it was not run."""
    if not seeds:
        return []
    runs = ", ".join(f"{run['seed']} at step {run['steps']:,}" for run in seeds["runs"])
    taught = (
        "each then taught to see and to hear, and finished."
        if seeds["senses"]
        else "the language model alone, before it was taught to see and to hear."
    )
    lines = [
        f"\nOver {len(seeds['runs'])} training seeds (`python -m training.seeds`): {runs}; "
        f"{taught}\n",
        "| figure | mean | by seed |",
        "|---|---|---|",
    ]
    for name, figure in seeds["figures"].items():
        values = " ".join(f"{value:.2f}" for value in figure["values"])
        lines.append(f"| {name} | {figure['mean']:.2f} | {values} |")
    return lines
