"""`experiments`: the paper's experiments by name."""

from __future__ import annotations

import argparse

from semhub import json_file
from semhub.cli import output
from semhub.paper.registry import EXPERIMENTS, TAKES


def add(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("experiments", help="the paper's experiments by name")
    output.add_json(command)
    command.set_defaults(run=_experiments)


def _experiments(options: argparse.Namespace) -> None:
    if options.json:
        listed = [
            {
                "name": one.name, "section": one.section, "asks": one.asks, "paper": one.paper,
                "here": one.here, "needs": sorted(one.needs), "data": list(one.data),
                "takes": TAKES[one.takes],
            }
            for one in EXPERIMENTS.values()
        ]  # fmt: skip
        return json_file.write(listed, options.json)
    width = max(map(len, EXPERIMENTS)) + 2
    for one in EXPERIMENTS.values():
        needs = f" (needs {', '.join(sorted(one.needs))})" if one.needs else ""
        print(f"{one.name:<{width}}{one.asks}{needs}")
    print("\nRun one: semhub reproduce NAME --model M --out DIR")
