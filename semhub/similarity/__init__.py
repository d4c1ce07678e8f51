"""How alike two sides are at one layer: metrics of paired states, and nothing about models.

Row i of `x` and row i of `y` are the states of the same meaning in two data types. A `Pair` holds
both sides and what several metrics share; a metric is prepared from a `Pair` and answers
`value`, `leave_one_out()` and `permuted()`; the bootstrapped ones answer `resampled()` as well.
`prepared` makes those that are asked for, however many items there are.
What those answers say about chance and certainty is the business of `semhub.statistics.curve`.

Conventions: n items, all sums in float64, S[i, j] = cosine of x_i and y_j. A permutation p pairs
x_i with y_p[i]. Leaving an item out takes it from both sides; the mean that centring takes off
stays that of all n items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from semhub.errors import InputError
from semhub.inputs.door import one_of, strings
from semhub.similarity.cka import CKA
from semhub.similarity.csls import CSLSAcc1
from semhub.similarity.gap import CentredGap, Gap
from semhub.similarity.joint import JointAcc1
from semhub.similarity.metric import PairMetric
from semhub.similarity.neighbours import MutualNeighbours
from semhub.similarity.pairs import Pair, centred, cosine
from semhub.similarity.repairings import Repairings
from semhub.similarity.retrieval import MRR, Acc1
from semhub.similarity.sides import Side
from semhub.similarity.sweep import measured
from semhub.similarity.sweep.answers import Answers

__all__ = [
    "ALL",
    "METRICS",
    "USUAL",
    "Pair",
    "centred",
    "chance",
    "cosine",
    "minimum_items",
    "prepared",
    "require_metric",
]

METRICS: Mapping[str, type[PairMetric]] = MappingProxyType(
    {
        metric.key: metric
        for metric in (
            Acc1, CentredGap, MRR, CKA, MutualNeighbours, JointAcc1, CSLSAcc1, Gap,
        )
    }
)  # fmt: skip
"""Key -> metric, in the order in which pages offer them. Each has its `label`, its `axis` and its
`sentence` (see `PairMetric`): pages, charts and the command line take all names from here."""

USUAL = ("gap", "centred_gap", "acc1", "mrr", "cka", "mknn")
"""The metrics that are computed where none are named."""

ALL = (*USUAL, *(key for key in METRICS if key not in USUAL))
"""Every metric, the usual ones first: the order of tables and files."""


def chance(metric: str, n: int) -> float:
    """Return what `metric` reads on average when the n pairs are shuffled; for `joint_acc1`, when
    all 2n states are. Raises `InputError` on an unknown name."""
    return _metric(metric).chance(n)


def minimum_items(metric: str) -> int:
    """Return the fewest items for which `metric` means anything. Raises `InputError` on an unknown
    name."""
    return _metric(metric).minimum_items


def prepared(
    x: np.ndarray | Side,
    y: np.ndarray | Side,
    metrics: Iterable[str],
    repairings: Iterable[np.ndarray] = (),
) -> dict[str, PairMetric | Answers]:
    """Name -> the metric, prepared from both sides at one layer, as `Pair` takes them.

    Up to `semhub.similarity.blocks.WHOLE` items from matrices of all with all; above, a block of
    rows at a time, in memory of a few times that of the states.
    repairings: (K, n) each, all that `permuted` will be asked about. Raises `InputError` on an
    unknown name, and as `Pair` does.
    """
    kinds = {name: _metric(name) for name in metrics}
    pair = Pair(x, y)
    found = measured(pair, kinds.values(), Repairings(pair.n, repairings))
    return {name: found[kind] for name, kind in kinds.items()}


def require_metric(name: str) -> None:
    """Raise `InputError` on an unknown metric."""
    one_of(name, ALL, "metric")


def metric_names(asked: str | Iterable[str]) -> tuple[str, ...]:
    """Return the keys of metrics; a single key may be passed as a plain string.

    Raises `InputError` on an unknown key, and where there is none.
    """
    names = strings(asked, "A metric")
    if not names:
        raise InputError(f"No metric is named; choose of {', '.join(ALL)}.")
    for name in names:
        require_metric(name)
    return names


def _metric(name: str) -> type[PairMetric]:
    require_metric(name)
    return METRICS[name]
