"""Write a checkpoint's model card from what was recorded: ``python -m semhub.nano.card FOLDER``.

Every number comes from ``training.json`` (written by training) and ``figures.json`` (written by
``python -m semhub.nano.evaluate --json``); none is typed in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from semhub.errors import InputError

# Group of figures -> what it has to reach at the best inner layer.
TARGETS = {
    "languages, mean": 0.90,
    "never anchored, mean": 0.70,
    "notations, mean": 0.80,
    "sums, mean": 0.80,
    "languages, last token": 0.70,
    "never anchored, last token": 0.70,
    "notations, last token": 0.80,
}
KINDS = {
    "plain": "one to three sentences in one rendering, the later ones coming back to the first",
    "keywords": "a sentence, an arrow, and its content words in any order, in one rendering",
    "pair": "a sentence, or a few words as in a glossary, twice: in the dominant language "
    "and in another rendering",
    "switched": "a sentence in another rendering, with its keywords or a retelling; some words "
    "are the dominant language's",
}
HEAD = """---
license: apache-2.0
library_name: transformers
language: [en, zh, es, fr, de, ru, ja]
---

# {name}

{first}

It is a small Qwen2.5-Omni thinker ({parameters}; {layers} layers of width {width}, untied
embeddings), trained from scratch on a world that this project generates, so that the meeting of
meanings in the middle layers can be seen without a network. It knows that world and nothing else:
16 animals, 8 colours, 2 sizes, counts to 4, 16 things to do or be, 8 places, sums up to 48, in
seven languages (English, Chinese, Spanish, French, German, Russian, Japanese), Python-like calls
and logical forms. Any other word is spelt, not understood.
"""


def _read(path: Path, maker: str) -> dict:
    if not path.is_file():
        raise InputError(f"{path} is missing; make it with {maker}.")
    return json.loads(path.read_text(encoding="utf-8"))


def _first_lines(training: dict) -> str:
    trained = (
        f"Only the {' and the '.join(training['trained'])} was trained, by next-token prediction "
        "alone; no contrastive loss, and nothing that is measured below, was trained on."
    )
    if training["untrained"]:
        trained += (
            f" **The {' and the '.join(training['untrained'])} are not trained: they hold random "
            "weights, and what the model makes of a picture or a sound means nothing.**"
        )
    return trained


def _data(training: dict) -> list[str]:
    recipe, steps = training["recipe"], training["steps"]
    lines = ["\n## Data and training\n"]
    lines += [
        f"- {recipe[kind]:.0%} {kind}: {text}." for kind, text in KINDS.items() if recipe[kind]
    ]
    lines += [
        f"- Dominant language: {recipe['dominant']}, with {recipe['dominant_share']:.0%} of the "
        "plain and keyword documents; the other renderings share the rest evenly.",
        f"- {recipe['sum_share']:.0%} of all documents are about sums.",
        "- Anchors always involve the dominant language; any two other renderings never meet.",
        "- One in eight combinations of thing, colour and predicate, and one in four sums, is "
        "held out of training; each value, and each pair of values, is held out equally often.",
        f"- `python -m semhub.nano.train --recipe {recipe['name']} --steps {steps} "
        f"--seed {training['seed']}`: {training['tokens']:,} tokens in "
        f"{training['cpu_seconds']:,} CPU-seconds on one core, one seed.",
        f"- Loss per token, first and last: {training['loss'][0][1]:.2f}, "
        f"{training['loss'][-1][1]:.2f}. Versions: "
        + ", ".join(f"{name} {version}" for name, version in training["versions"].items())
        + ".",
    ]
    return lines


def _retrieval(figures: dict) -> tuple[list[str], list[str]]:
    lines = [
        "\n## Figures\n",
        f"`python -m semhub.nano.evaluate --model FOLDER --rows {figures['rows']} "
        f"--seed {figures['seed']} --json figures.json`; held-out combinations, 95% intervals "
        "over items. Retrieval@1 at the best layer after the first quarter of the depth and "
        "before the last; choosing the best layer flatters it a little.\n",
        "| pair | pooling | retrieval@1 | layer | at layer 0 | at the last | target |",
        "|---|---|---|---|---|---|---|",
    ]
    missed = []
    for group, target in TARGETS.items():
        for f in figures["retrieval"][group]:
            interval = f"{f['value']:.2f} [{f['low']:.2f}, {f['high']:.2f}]"
            lines.append(
                f"| {f['name']} | {group.split(', ')[1]} | {interval} | {f['layer']} | "
                f"{f['curve'][0]:.2f} | {f['curve'][-1]:.2f} | {target:.2f} |"
            )
            if f["value"] < target:
                missed.append(f"{f['name']} ({group}): {f['value']:.2f}, target {target:.2f}.")
    return lines, missed


def _readout(figures: dict) -> list[str]:
    lines = [
        f"\nThe lens at the comma before a word of another language, by layer: how often the "
        f"right `{figures['pivot']}` word is preferred among the words of its class, and how "
        "often it is likelier than the same word in the text's own language.\n",
        "| language | right, layers 0 to the last | ahead of its own language |",
        "|---|---|---|",
    ]
    for f in figures["lens"]:
        right, ahead = (" ".join(f"{v:.2f}" for v in f[k]) for k in ("right", "pivot_ahead"))
        lines.append(f"| {f['rendering']} ({f['n']} items) | {right} | {ahead} |")
    lines += ["\nThe last keyword of a list said right, all its pieces (the world allows 1.00):\n"]
    lines += [
        f"- {name}: {s['value']:.2f} [{s['low']:.2f}, {s['high']:.2f}]"
        for name, s in figures["competence"].items()
    ]
    lines += ["\nA held-out sum finished right (the world allows 1.00):\n"]
    lines += [
        f"- {name}: {s['value']:.2f} [{s['low']:.2f}, {s['high']:.2f}]"
        for name, s in figures["sums"].items()
    ]
    return lines


def card(folder: Path) -> str:
    """The text of ``folder/README.md``."""
    training = _read(folder / "training.json", "python -m semhub.nano.train")
    figures = _read(folder / "figures.json", "python -m semhub.nano.evaluate --json")
    config = _read(folder / "config.json", "python -m semhub.nano.train")["text_config"]
    weights = folder / "model.safetensors"
    retrieval, missed = _retrieval(figures)
    head = HEAD.format(
        name=folder.name,
        first=_first_lines(training),
        parameters=f"{weights.stat().st_size / 2e6:.1f}M parameters, stored in half precision",
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
    )
    failed = ["\n## What does not work\n"] + [f"- {line}" for line in missed]
    if (notes := folder / "notes.md").is_file():
        failed.append(notes.read_text(encoding="utf-8").rstrip())
    end = [
        "\n## Licence and digest\n",
        "Weights: Apache-2.0, as the project. All training text is generated by the project.",
        f"SHA-256 of `model.safetensors`: `{hashlib.sha256(weights.read_bytes()).hexdigest()}`",
    ]
    parts = [head.rstrip(), *_data(training), *retrieval, *_readout(figures), *failed, *end]
    return "\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m semhub.nano.card", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    try:
        (folder / "README.md").write_text(card(folder), encoding="utf-8")
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
