"""The card's section on which lens reads the concept, from `lenses.json` beside a checkpoint."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import mean

LENSES = ("logit", "jacobian", "neighbours")


def lenses_section(folder: Path) -> tuple[list[str], list[str]]:
    """Return lines of the card, and what fell short; nothing where nothing was measured.

    What is hoped for: the Jacobian lens reads more than the logit lens, everywhere.
    """
    record = folder / "lenses.json"
    if not record.is_file():
        return [], []
    told = json.loads(record.read_text(encoding="utf-8"))
    inner = told["inner"]
    lines = [
        f"\nIs the English word of what is said among a lens's {told['top']} best, in sentences of "
        "the six other languages: at the last piece of its own word, and at the arrow behind the "
        f"sentence; mean over layers {inner[0]} to {inner[-1]}, intervals over scenes "
        f"(`python -m semhub.evaluation.lenses --rows {told['rows']} --seed {told['seed']} --json "
        "FOLDER/lenses.json`). In brackets: how often a word of the same class is that was not "
        "said; for neighbours ten are a good part of the index's words, so the difference is what "
        f"counts. The Jacobian lens is fitted on {told['fitted_on']} training documents.\n",
        "| read | logit lens | Jacobian lens | neighbours | Jacobian less logit |",
        "|---|---|---|---|---|",
    ]
    missed, shares = [], []
    for f in told["figures"]:
        cells = [
            f"{f['inner'][lens]['value']:z.2f} ({mean(f['other'][lens][k] for k in inner):z.2f})"
            for lens in LENSES
        ]
        ahead = f["ahead"]["jacobian over logit"]
        more = f"{ahead['value']:z.2f} [{ahead['low']:z.2f}, {ahead['high']:z.2f}]"
        name = f"{f['slot']} at the {f['where']} ({f['n']})"
        lines.append(f"| {name} | {' | '.join(cells)} | {more} |")
        if ahead["low"] <= 0:
            shares.append(f"{f['slot']} at the {f['where']} {ahead['value']:+.2f}")
    if shares:
        missed.append(
            "the Jacobian lens does not clearly read more than the logit lens (difference of the "
            f"shares above): {', '.join(shares)}."
        )
    return lines, missed
