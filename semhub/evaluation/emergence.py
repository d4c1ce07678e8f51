"""The hub forming: the same figures at every checkpoint that training kept.

`python -m semhub.evaluation.emergence --model semhub-nano` measures each folder of its `history/`
and writes `history/emergence.json` beside them, which the page Emergence shows.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from statistics import mean

from semhub.errors import InputError
from semhub.evaluation.figures.readout import competence
from semhub.evaluation.figures.retrieval import retrieval
from semhub.inputs import Text
from semhub.models.catalogue import folder
from semhub.models.loading import load
from semhub.states.extraction import Memory
from semhub.world.held_out import SEED, columns

PAIRS = (("en", "zh"), ("en", "es"), ("en", "ru"), ("en", "code"), ("zh", "es"))
"""Spokes with the dominant language, and one pair that was never anchored to each other."""

COMPETENCE_OF = ("en", "zh", "es", "code")
"""Renderings whose next word is asked."""

FILE = "emergence.json"


def checkpoints(source: Path) -> list[Path]:
    """Return the kept checkpoints in the order of training. Raises `InputError` where there are
    none."""
    found = sorted((source / "history").glob("step-*"))
    if not found:
        raise InputError(
            f"{source} keeps no history; train with `python -m training.train --history 10`."
        )
    return found


def measured(checkpoint: Path, rows: int, seed: int) -> dict:
    """Step, tokens, retrieval of each pair at the best inner layer, and competence."""
    model = load(str(checkpoint))
    training = json.loads((checkpoint / "training.json").read_text(encoding="utf-8"))
    texts, memory = columns(rows, seed), Memory()
    sides = {name: [Text(text) for text in texts[name]] for name in {*chain(*PAIRS)}}
    says = {name: competence(model, name, rows, seed) for name in COMPETENCE_OF}
    return {
        "checkpoint": checkpoint.name,
        "step": training["steps"],
        "tokens": training["tokens"],
        "pairs": [
            asdict(retrieval(model, sides[a], sides[b], f"{a} with {b}", "unit", memory))
            for a, b in PAIRS
        ],
        "competence": {name: asdict(share) for name, share in says.items()},
        # Of all renderings together; no interval, since they say the same rows.
        "next_word": mean(share.value for share in says.values()),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m semhub.evaluation.emergence", description=__doc__
    )
    parser.add_argument(
        "--model",
        default="semhub-nano",
        help="name or folder, with a history (default: %(default)s)",
    )
    parser.add_argument(
        "--rows", type=int, default=200, help="held-out items (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of the items (default: %(default)s)"
    )
    asked = parser.parse_args(arguments)
    try:
        source = folder(asked.model)
        result = [
            measured(checkpoint, asked.rows, asked.seed) for checkpoint in checkpoints(source)
        ]
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    written = {"rows": asked.rows, "seed": asked.seed, "checkpoints": result}
    (source / "history" / FILE).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    for row in result:
        pairs = "  ".join(f"{pair['name']} {pair['value']:.2f}" for pair in row["pairs"])
        says = "  ".join(
            f"{name} {share['value']:.2f}" for name, share in row["competence"].items()
        )
        print(f"step {row['step']:>6}  {row['tokens']:>10,} tokens  {pairs}  |  next word: {says}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
