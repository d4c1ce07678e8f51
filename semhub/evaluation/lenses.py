"""Measure the lenses on the embedded model.

`python -m semhub.evaluation.lenses --model semhub-nano`

How often the English word of what a held-out sentence in another language says is among a lens's
ten best words, layer by layer, for the logit lens, the Jacobian lens and neighbours; see
`semhub.evaluation.figures.lenses`. `--json` writes it all. Needs the lens of `fit-lens`, which
the embedded models come with.
"""

from __future__ import annotations

import sys
from dataclasses import asdict

from semhub.evaluation import command
from semhub.evaluation.figures.lenses import LENSES, TOP, lens_figures
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.lenses import jacobian
from semhub.models.protocol import Model


def measured(model: Model, rows: int, seed: int) -> dict:
    """Return every figure, as plain data."""
    fitted = jacobian.fitted(model)
    return {
        "model": model.name,
        "revision": model.revision,
        "rows": rows,
        "seed": seed,
        "top": TOP,
        "inner": list(inner_layers(model.n_layers)),
        "fitted_on": fitted.texts,
        "figures": [asdict(figure) for figure in lens_figures(model, rows, seed)],
    }


def table(result: dict) -> str:
    """Return the result for people: a place and slot a line."""
    inner = result["inner"]
    lines = [
        f"{result['model']}: the English word among the {result['top']} best, mean over layers "
        f"{inner[0]} to {inner[-1]} [95%, over scenes] (a word not said)"
    ]
    for f in result["figures"]:
        parts = []
        for kind in LENSES:
            other = sum(f["other"][kind][k] for k in inner) / len(inner)
            parts.append(f"{kind} {_with_interval(f['inner'][kind])} ({other:.2f})")
        ahead = _with_interval(f["ahead"]["jacobian over logit"])
        lines.append(
            f"{f['slot']:>9} at the {f['where']:<5} n {f['n']}  {'  '.join(parts)}  "
            f"jacobian over logit {ahead}"
        )
    return "\n".join(lines)


def _with_interval(share: dict) -> str:
    return f"{share['value']:.2f} [{share['low']:.2f}, {share['high']:.2f}]"


def main(arguments: list[str] | None = None) -> int:
    return command.measure("lenses", __doc__, 200, measured, table, arguments)


if __name__ == "__main__":
    sys.exit(main())
