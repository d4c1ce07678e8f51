"""Figures of several training runs beside each other: `python -m training.seeds FILE...`.

FILE: what `python -m semhub.evaluation.evaluate --json` wrote for runs that differ in their seed.
Of each figure that has a target: its value in every run, and their mean; and of each run its seed
and its steps. The intervals of one run are over items and say nothing about another run; this does.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from semhub import json_file
from semhub.errors import InputError
from semhub.evaluation.command import ended
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.evaluation.targets import DESCRIBED_TARGETS, TARGETS

KEYS = {"training", "retrieval", "lens", "push", "competence", "senses", "readings"}
"""Of the evaluation's figures, what is set side by side here."""


def figures_of(file: Path) -> dict:
    """Return what the evaluation wrote to a file. Raises InputError if it cannot be read, or holds
    something else."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError:  # not JSON, or not even text
        found = None
    if not isinstance(found, dict) or not found.keys() >= KEYS:
        raise InputError(
            f"{file} holds no figures; make it with `python -m semhub.evaluation.evaluate --json`."
        )
    return found


def headline(figures: dict) -> dict[str, float]:
    """Name -> value of each figure of one run that has a target."""
    inner = inner_layers(len(figures["lens"][0]["right"]) - 1)
    senses = figures["senses"] or {"retrieval": {"mean": []}, "described": {}, "push": []}
    groups = {group: figures["retrieval"][group] for group in TARGETS}
    found = {
        f"{f['name']} ({group})": f["value"]
        for group, listed in (groups | {"senses": senses["retrieval"]["mean"]}).items()
        for f in listed
    }
    for f in figures["lens"]:
        name = f"lens before a word of {f['rendering']} ({f['context']})"
        found[name] = max(f["right"][layer] for layer in inner)
    for reading in figures["readings"]:
        found[f"neighbours, {reading['name']}"] = reading["best"]["value"]
    for asked, share in senses["described"].get("image", {}).items():
        if asked in DESCRIBED_TARGETS:
            found[f"{asked}, said of a picture"] = share["value"]
    for push in [*figures["push"], *senses["push"]]:
        found[f"push of the {push['name']}"] = push["flipped"]["value"]
        found[f"random push of the {push['name']}"] = push["random"]["value"]
    return found | {
        f"next word, {name}": share["value"] for name, share in figures["competence"].items()
    }


def together(runs: list[dict]) -> dict:
    """Return `{"runs": [{"seed", "steps"}], "senses": whether they take pictures and sounds,
    "figures": name -> {"mean", "values"}}` over runs.

    Raises InputError if they are not alike.
    """
    tables = [headline(run) for run in runs]
    if any(table.keys() != tables[0].keys() for table in tables):
        raise InputError("The files hold different figures; evaluate all runs by one version.")
    figures = {
        name: {
            "mean": round(sum(table[name] for table in tables) / len(tables), 4),
            "values": [round(table[name], 4) for table in tables],
        }
        for name in tables[0]
    }
    return {
        "runs": [run["training"] for run in runs],
        "senses": bool(runs[0]["senses"]),
        "figures": figures,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.seeds", description=__doc__)
    parser.add_argument("file", type=Path, nargs="+", help="figures of one run")
    parser.add_argument("--json", metavar="FILE", help="write the result there")
    asked = parser.parse_args(arguments)

    def run() -> None:
        found = together([figures_of(file) for file in asked.file])
        if asked.json:
            json_file.write(found, asked.json, indent=1)
        for name, figure in found["figures"].items():
            values = " ".join(f"{value:.2f}" for value in figure["values"])
            print(f"{name:48} mean {figure['mean']:.2f}   {values}")

    return ended(run)


if __name__ == "__main__":
    sys.exit(main())
