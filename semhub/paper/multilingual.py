"""Section 3: several languages."""

from __future__ import annotations

from semhub import datasets
from semhub.experiments.comparison import compare
from semhub.paper.run import Outcome, Run
from semhub.records.parts import part_of


def multilingual_similarity(run: Run) -> Outcome:
    """Compare the sentences of two languages that mean the same."""
    sides = run.columns(f"{run.worded}:en", f"{run.worded}:zh")
    a, b = sides.values()
    found = compare(
        run.model, a, b, pool=run.setting.pool, suffix=run.setting.suffix,
        metrics=run.setting.metrics, seed=run.seed, progress=run.progress, memory=run.memory,
    )  # fmt: skip
    part = part_of(found, "similarity", sides=tuple(map(datasets.called, sides)))
    return Outcome(sides, [part], part.sentence, found.notes)
