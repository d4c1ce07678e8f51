"""Try every ready-made push of an embedded model, and keep what came of each.

`python -m semhub.evaluation.pushes --model semhub-nano --json checkpoints/semhub-nano/pushes.json`

Each is tried in every spoke that it is offered in and the model reads, as the page Steer opens
it: at its own layer and strength, beside the random pushes of seed 0. The page offers those that
work, and lists the others as what did not.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from semhub import json_file
from semhub.datasets.pushes import SENSES
from semhub.datasets.tried import Trial
from semhub.evaluation.command import ended
from semhub.models.protocol import LanguageModel
from semhub.steering.effect import steer
from semhub.steering.presets import PRESETS, Preset
from semhub.steering.trial import trial


def measured(model: LanguageModel) -> dict[str, Any]:
    """Return every trial, as plain data."""
    trials = [one for preset in PRESETS.values() if preset.embedded for one in tried(model, preset)]
    return {
        "model": model.name, "revision": model.revision,
        "trials": [one.to_dict() for one in trials],
    }  # fmt: skip


def tried(model: LanguageModel, preset: Preset) -> list[Trial]:
    """Try a preset in each spoke that the model reads and that leaves a question to put."""
    along = preset.direction(model)
    found = []
    for spoke in preset.spokes:
        if SENSES.get(spoke, "text") not in model.modalities:
            continue
        questions, choices = preset.questions(model, spoke)
        if questions:
            point = steer(
                model, [along] * len(questions), questions, choices,
                layer=preset.layer_of(model), strength=preset.strength,
            ).point  # fmt: skip
            found.append(trial(preset.name, spoke, point))
    return found


def table(result: dict[str, Any]) -> str:
    """Return the result for people: one push a line."""
    lines = []
    for row in result["trials"]:
        one = Trial(**row)
        lines.append(
            f"{one.preset:9} {one.spoke:15} {one.changed:2} of {one.open:2} changed as intended, "
            f"at random {one.at_random:4.1f}{'' if one.worked else '   did not work'}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m semhub.evaluation.pushes", description=__doc__)
    parser.add_argument(
        "--model", default="semhub-nano", help="name or folder (default: %(default)s)"
    )
    parser.add_argument("--json", metavar="FILE", help="write the result there; - for stdout")
    asked = parser.parse_args(arguments)

    def run() -> None:
        from semhub.models.loading import load

        result = measured(load(asked.model))
        if asked.json:
            json_file.write(result, asked.json, indent=1)
        if asked.json != "-":
            print(table(result))

    return ended(run)


if __name__ == "__main__":
    sys.exit(main())
