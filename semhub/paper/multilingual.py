"""Section 3: several languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semhub.experiments.comparison import compare
from semhub.records.parts import part_of

if TYPE_CHECKING:
    from semhub.paper.run import Outcome, Run


def multilingual_similarity(run: Run) -> Outcome:
    """Compare the sentences of two languages that mean the same."""
    from semhub.paper.run import Outcome

    sides = run.columns(f"{run.worded}:en", f"{run.worded}:zh")
    (a, b), names = sides.values(), tuple(sides)
    found = compare(
        run.model, a, b, pool=run.setting.pool, suffix=run.setting.suffix,
        metrics=run.setting.metrics, seed=run.seed, progress=run.progress, memory=run.memory,
    )  # fmt: skip
    part = part_of(found, "similarity", sides=names)
    return Outcome(sides, [part], part.sentence, found.notes)
