"""Measure the embedded model.

`python -m semhub.evaluation.evaluate --model semhub-nano --json -`

Every item is a held-out combination drawn from `--seed`, so that a seed nobody trained with
checks the card. Retrieval is read at the best layer after the first quarter of the depth and
before the last.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from semhub.evaluation import command
from semhub.evaluation.figures.patches import MOST_ROWS, reading_figures
from semhub.evaluation.figures.push import push_figures
from semhub.evaluation.figures.readout import readout_figures
from semhub.evaluation.figures.retrieval import retrieval_figures
from semhub.evaluation.figures.sensing import sense_figures
from semhub.models import catalogue
from semhub.models.protocol import Model


def evaluate(model: Model, rows: int, seed: int) -> dict:
    """Return every figure of the card, as plain data."""
    record = catalogue.folder(model.name) / "training.json"
    training = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    pivot = training.get("recipe", {"dominant": "en"})["dominant"]
    senses = all(name in training for name in ("pictures", "speech"))
    groups = retrieval_figures(model, pivot, rows, seed)
    return {
        "model": model.name,
        "revision": model.revision,
        "rows": rows,
        "seed": seed,
        "pivot": pivot,
        "training": {name: training.get(name) for name in ("seed", "steps")},
        "retrieval": {name: [asdict(f) for f in figures] for name, figures in groups.items()},
        **readout_figures(model, pivot, min(rows, 200), seed),
        "push": [asdict(push) for push in push_figures(model, pivot, min(rows, 200), seed)],
        "senses": sense_figures(model, pivot, rows, seed) if senses else {},
        "readings": reading_figures(model, pivot, min(rows, MOST_ROWS), seed) if senses else [],
    }


def table(result: dict) -> str:
    """Return the result for people: one figure a line."""
    lines = [f"{result['model']}: {result['rows']} held-out rows, seed {result['seed']}"]
    for group, figures in result["retrieval"].items():
        lines.append(f"\nRetrieval@1, {group} (chance {figures[0]['chance']:.3f})")
        lines += [figure_line(f) for f in figures]
    lines.append(f"\nThe lens before a word, by layer (pivot: {result['pivot']})")
    for f in result["lens"]:
        for name in ("right", "own_right", "pivot_ahead"):
            curve = " ".join(f"{value:.2f}" for value in f[name])
            place = f"{f['context']:9} {f['rendering']:3}"
            lines.append(f"  {place} {name:12} {curve}   n {f['n']}")
    for text, mass in result["mass"].items():
        lines.append(f"\nMass of the lens on each language in {text} text, by layer")
        for name, curve in mass.items():
            lines.append(f"  {name:16} " + " ".join(f"{value:.2f}" for value in curve))
    lines.append(f"\nA push found in {result['pivot']} flips the answer / a random one does")
    lines += [push_line(push) for push in result["push"]]
    if result["senses"]:
        lines += sense_lines(result["senses"], result["readings"])
    lines.append("\nThe last keyword said right; a sum finished right")
    for kind in ("competence", "sums"):
        for name, share in result[kind].items():
            interval = f"[{share['low']:.2f}, {share['high']:.2f}]"
            lines.append(f"  {name:16} {share['value']:.2f} {interval}")
    return "\n".join(lines)


def figure_line(f: dict) -> str:
    curve = " ".join(f"{value:.2f}" for value in f["curve"])
    hub = "" if f["verdict"] is None else f"   {f['verdict']} {f['band']}"
    return (
        f"  {f['name']:20} {f['value']:.2f} [{f['low']:.2f}, {f['high']:.2f}] "
        f"at layer {f['layer']}   by layer: {curve}   chance {f['chance']:.3f}{hub}"
    )


def push_line(push: dict) -> str:
    curve = " ".join(f"{value:.2f}" for value in push["curve"])
    return (
        f"  {push['name']:16} {push['flipped']['value']:.2f} / {push['random']['value']:.2f} "
        f"at layer {push['layer']}   by inner layer: {curve}   n {push['flipped']['n']}"
    )


def sense_lines(senses: dict, readings: list[dict]) -> list[str]:
    """Return what the model makes of pictures and sounds."""
    lines = ["\nRetrieval@1 with pictures and sounds"]
    for pool, figures in senses["retrieval"].items():
        lines += [f" {pool} pooling", *map(figure_line, figures)]
    for name, shares in senses["described"].items():
        lines.append(f"\nThe right word preferred among its class, given {name}")
        for asked, share in shares.items():
            interval = f"[{share['low']:.2f}, {share['high']:.2f}]"
            lines.append(f"  {asked:16} {share['value']:.2f} {interval}   n {share['n']}")
    lines.append("\nThe same push, given a picture or a sound")
    lines += [push_line(push) for push in senses["push"]]
    lines.append("\nThe right word of its class at a patch or in speech, by layer")
    for reading in readings:
        for lens in ("neighbours", "logit"):
            curve = " ".join(f"{value:.2f}" for value in reading[lens])
            lines.append(f"  {reading['name']:22} {lens:11} {curve}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    return command.measure("evaluate", __doc__, 200, evaluate, table, arguments)


if __name__ == "__main__":
    sys.exit(main())
