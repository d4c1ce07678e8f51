"""Write a checkpoint's model card from what was recorded: `python -m training.card FOLDER`.

Every figure comes from `training.json` (written by training) and `figures.json` (written by
`python -m semhub.evaluation.evaluate --json`), and from `steering.json` where `python -m
semhub.evaluation.steering --json` wrote one; what `notes.md` says in words is added as it
stands.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from semhub.errors import InputError
from semhub.evaluation.command import ended
from training.card_lenses import lenses_section
from training.card_steering import steering_section
from training.card_tables import (
    push_section,
    readout_section,
    retrieval_section,
    seeds_section,
    senses_section,
)
from training.senses import SENSES
from training.stochastic_depth import LAST_LAYERS, LEFT_OUT

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


def _what_holds(recipe: dict) -> str:
    """Return what may be concluded from the figures, of a model that was or was not taught
    translation."""
    if recipe["name"] == "control":
        return (
            "\nNo document ties two languages together, so that whatever meets in it meets by "
            "spelling or by length."
        )
    return (
        f"\nIt was taught translation: {recipe['pair']:.0%} of its documents are translated pairs, "
        f"{recipe['switched']:.0%} are in mixed languages. So it shows what a hub is and how it is "
        "measured, not that hubs arise by themselves. What meets in it lies alike relative to each "
        "language's own centre: among all states as they are, a sentence's nearest neighbour is "
        "one of its own language (`python -m semhub compare --model FOLDER world:en world:zh "
        "--metrics acc1,joint_acc1`). At the last token nothing parts again towards the last layer."
    )


def _read(path: Path, maker: str) -> dict:
    if not path.is_file():
        raise InputError(f"{path} is missing; make it with {maker}.")
    return json.loads(path.read_text(encoding="utf-8"))


def _first_lines(training: dict) -> str:
    """Return what was trained, and on what: the reader must not have to look for it."""
    trained = (
        f"Trained: the {', the '.join(training['trained'])}. The language model learned by "
        "next-token prediction alone. No loss compares two states, and no combination that is "
        "measured below occurred in training (of animal calls, no variation)."
    )
    if any(name in training for name in SENSES):
        trained += (
            " Each tower first learned alone, by labels, to tell what an item shows, then through "
            "the frozen language model, by captions in the dominant language."
        )
    if "finish" in training:
        trained += " At last all three learned together for a while at a fraction of the rate."
    if training.get("random"):
        trained += (
            f" The {' and the '.join(training['random'])} keep their random values, so that "
            "nothing has met at layer 0 but what is spelt alike."
        )
    if training["untrained"]:
        trained += (
            f" **Not trained: the {' and the '.join(training['untrained'])}. Random weights "
            "are all there is, and what the model makes of such input means nothing.**"
        )
    return trained


def _data(training: dict, kept: int) -> list[str]:
    """Return the lines on data. kept: number of checkpoints in the history."""
    recipe, steps = training["recipe"], training["steps"]
    history = f" --history {kept}" if kept else ""
    lines = ["\n## Data and training\n"]
    lines += [
        f"- {recipe[kind]:.0%} {kind}: {text}." for kind, text in KINDS.items() if recipe[kind]
    ]
    lines += [
        f"- Dominant language: {recipe['dominant']}, with {recipe['dominant_share']:.0%} of the "
        "plain and keyword documents; the other renderings share the rest evenly.",
        f"- {recipe['into_dominant']:.0%} of the pairs have the dominant language last.",
        f"- {recipe['sum_share']:.0%} of all documents are about sums.",
        f"- Each of the last {LAST_LAYERS} layers is left out of a step with probability "
        f"{LEFT_OUT} (stochastic depth), so that what is said is prepared before the last layer.",
        "- Anchors always involve the dominant language; any two other renderings never meet."
        if recipe["pair"] or recipe["switched"]
        else "- There are no anchors: no document has two renderings.",
        "- One in eight combinations of thing, colour and predicate, and one in four sums, is "
        "held out of training; each value of a scene, and each pair, is held out equally often.",
        f"- `python -m training.train --recipe {recipe['name']} --steps {steps} "
        f"--seed {training['seed']}{history}`: {training['tokens']:,} tokens in "
        f"{training['cpu_seconds']:,} CPU-seconds on one core, one seed.",
        *(
            f"- {name.capitalize()}: {training[name]['items']:,} items, "
            f"{training[name]['steps'][0]} steps of the tower alone (told right at the end: "
            + ", ".join(f"{slot} {v:.2f}" for slot, v in training[name]["warm_up_right"].items())
            + f"), {training[name]['steps'][1]} through the frozen language model; "
            f"{training[name]['cpu_seconds']:,} CPU-seconds "
            f"(`python -m training.towers {name} FOLDER --steps "
            f"{training[name]['steps'][0]} {training[name]['steps'][1]}`)."
            for name in SENSES
            if name in training
        ),
        *(
            f"- Together: {turn['steps']} steps, {turn['items']:,} captioned items beside as much "
            f"text as in training; {turn['cpu_seconds']:,} CPU-seconds "
            f"(`python -m training.finish FOLDER --steps {turn['steps']} --seed "
            f"{turn['seed']}`)."
            for turn in training.get("finish", [])
        ),
        f"- Loss per token, first and last: {training['loss'][0][1]:.2f}, "
        f"{training['loss'][-1][1]:.2f}. Versions: "
        + ", ".join(f"{name} {version}" for name, version in training["versions"].items())
        + ".",
    ]
    return lines


def card(folder: Path) -> str:
    """Return the text of `folder/README.md`."""
    training = _read(folder / "training.json", "python -m training.train")
    figures = _read(folder / "figures.json", "python -m semhub.evaluation.evaluate --json")
    config = _read(folder / "config.json", "python -m training.train")["text_config"]
    weights, seeds = folder / "model.safetensors", folder / "seeds.json"
    several = json.loads(seeds.read_text(encoding="utf-8")) if seeds.is_file() else {}
    retrieval, missed = retrieval_section(figures, training["recipe"]["name"] == "control")
    senses, missed_by_senses = senses_section(figures)
    readout, missed_by_lens = readout_section(figures)
    lenses, missed_by_lenses = lenses_section(folder)
    push, missed_by_push = push_section(figures)
    steering, missed_by_steering = steering_section(folder)
    if training["recipe"]["name"] != "control":
        missed += missed_by_senses + missed_by_lens + missed_by_lenses
        missed += missed_by_push + missed_by_steering
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
        "Weights: Apache-2.0, as the project. All training text is generated by the project; "
        "pictures are drawn from Noto Color Emoji and Fluent Emoji, animal calls are CC0 "
        "recordings by Joseph Sardin (semhub/world/data/NOTICE), speech is by espeak-ng.",
        f"SHA-256 of `model.safetensors`: `{hashlib.sha256(weights.read_bytes()).hexdigest()}`",
    ]
    parts = [
        head.rstrip(),
        _what_holds(training["recipe"]),
        *_data(training, len(list((folder / "history").glob("step-*")))),
        *retrieval,
        *senses,
        *readout,
        *lenses,
        *push,
        *steering,
        *seeds_section(several),
        *failed,
        *end,
    ]
    return "\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.card", description=__doc__)
    parser.add_argument("folder", type=Path, help="a checkpoint with its records")
    folder = parser.parse_args(arguments).folder
    return ended(lambda: (folder / "README.md").write_text(card(folder), encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
