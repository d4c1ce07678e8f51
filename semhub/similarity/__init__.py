"""How alike two sides are at one layer: metrics of paired states, and nothing about models.

Row i of `x` and row i of `y` are the states of the same meaning in two data types. A `Pair` holds
both sides and what several metrics share; a metric is prepared from a `Pair` and answers
`value`, `leave_one_out()` and `permuted()`; the bootstrapped ones answer `resampled()` as well.
What those answers say about chance and certainty is the business of `semhub.statistics.curve`.

Conventions: n items, all sums in float64, S[i, j] = cosine of x_i and y_j. A permutation p pairs
x_i with y_p[i]. Leaving an item out takes it from both sides; the mean that centring takes off
stays that of all n items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from semhub.errors import InputError
from semhub.inputs.door import one_of, strings
from semhub.similarity.cka import CKA
from semhub.similarity.csls import CSLSAcc1
from semhub.similarity.gap import CentredGap, Gap
from semhub.similarity.joint import JointAcc1
from semhub.similarity.metric import PairMetric
from semhub.similarity.neighbours import MutualNeighbours
from semhub.similarity.pairs import Pair, centred, cosine
from semhub.similarity.retrieval import MRR, Acc1

__all__ = [
    "METRICS",
    "USUAL",
    "Pair",
    "centred",
    "chance",
    "cosine",
    "minimum_items",
    "require_metric",
]

METRICS: Mapping[str, type[PairMetric]] = MappingProxyType(
    {
        "gap": Gap,
        "centred_gap": CentredGap,
        "acc1": Acc1,
        "mrr": MRR,
        "cka": CKA,
        "mknn": MutualNeighbours,
        "joint_acc1": JointAcc1,
        "csls_acc1": CSLSAcc1,
    }
)

USUAL = ("gap", "centred_gap", "acc1", "mrr", "cka", "mknn")
"""The metrics that are told where none are named."""


def chance(metric: str, n: int) -> float:
    """What `metric` reads on average when the n pairs are shuffled; of `joint_acc1`, when all 2n
    states are. InputError: unknown name."""
    return _metric(metric).chance(n)


def minimum_items(metric: str) -> int:
    """The fewest items for which `metric` means anything. InputError: unknown name."""
    return _metric(metric).minimum_items


def require_metric(name: str) -> None:
    """Raises `InputError` on an unknown metric."""
    one_of(name, METRICS, "metric")


def metric_names(given: str | Iterable[str]) -> tuple[str, ...]:
    """Names of metrics, of which one may be given as it is. Raises `InputError` on an unknown one,
    and where there is none."""
    names = strings(given, "A metric")
    if not names:
        raise InputError(f"No metric is named; choose of {', '.join(METRICS)}.")
    for name in names:
        require_metric(name)
    return names


def _metric(name: str) -> type[PairMetric]:
    require_metric(name)
    return METRICS[name]
