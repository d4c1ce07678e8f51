"""What the experiments on paired similarity share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.experiments.comparison import Comparison, compare
from semhub.experiments.hard_negatives import contrast
from semhub.inputs import texts
from semhub.records.parts import part_of
from semhub.states.extraction import extract

if TYPE_CHECKING:
    from semhub.datasets.partners import Partners
    from semhub.inputs import Input
    from semhub.paper.run import Run
    from semhub.records.part import Part


def compared(run: Run, a: Sequence[Input], b: Sequence[Input]) -> Comparison:
    """Compare two sides as the setting says."""
    return compare(
        run.model, a, b, pool=run.setting.pool, suffix=run.setting.suffix,
        metrics=run.setting.metrics, seed=run.seed, progress=run.progress, memory=run.memory,
    )  # fmt: skip


def contrasted(
    run: Run, made: Partners, name: str, *, layer: int, sides: tuple[str, str] = ("A", "B")
) -> Part:
    """Compare items with their partners of every kind, and make the part of it.

    Their own means are taken off but in the paper's setting. layer: the one that the sentence
    speaks of. sides: what the items and the partners are called.
    """
    items, partners = texts(made.items), texts(made.texts)
    both = extract(
        run.model, [*items, *partners], pool=run.setting.pool, suffix=run.setting.suffix,
        progress=run.progress, memory=run.memory,
    )  # fmt: skip
    x, y = both[:, : len(items)], both[:, len(items) :]
    found = contrast(
        x, y, made.owners, made.kinds, made.questions,
        centre=not run.setting.as_paper, seed=run.seed,
    )  # fmt: skip
    return part_of(found, name, names=made.names, question=made.asks, layer=layer, sides=sides)
