"""What a sweep over rows answers for one metric."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from semhub.similarity.metric import PairMetric
from semhub.similarity.pairs import Pair
from semhub.similarity.repairings import Repairings


@dataclass(frozen=True)
class Tally:
    """Sums of one metric over the items: all that is kept of their similarities.

    by_item: (n,) what each pair adds. without: (n,) the value with item i left out.
    repaired: (K,) the value under each of the re-pairings, NaN where that was not asked for.
    """

    by_item: np.ndarray
    without: np.ndarray
    repaired: np.ndarray


@dataclass
class Answers:
    """A metric of more items than a matrix of all with all has room for.

    It answers what the metric of `kind` does, but under those re-pairings only that it was
    prepared with. n, interval, minimum_items, bounds: as of a `PairMetric`.
    """

    kind: type[PairMetric]
    pair: Pair
    repairings: Repairings
    tally: Callable[[], Tally] = field(repr=False)
    n: int = field(init=False)
    interval: str = field(init=False)
    minimum_items: int = field(init=False)
    bounds: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        self.n, self.interval = self.pair.n, self.kind.interval
        self.minimum_items, self.bounds = self.kind.minimum_items, self.kind.bounds

    def chance(self, n: int) -> float:
        return self.kind.chance(n)

    @property
    def by_item(self) -> np.ndarray:
        return self.tally().by_item

    @property
    def value(self) -> float:
        return float(self.by_item.mean())

    def leave_one_out(self) -> np.ndarray:
        return self.tally().without

    def leave_out(self, groups: Iterable[np.ndarray]) -> np.ndarray:
        """(groups,): each takes a sweep of its own."""
        from semhub.similarity.sweep import measured

        items = np.arange(self.n)
        kept = (np.setdiff1d(items, group) for group in groups)
        pairs = (Pair(self.pair.x[rows], self.pair.y[rows]) for rows in kept)
        return np.array([measured(pair, [self.kind])[self.kind].value for pair in pairs])

    def null(self) -> None:
        """Every layer by itself: no two layers of so many items are in memory."""

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        found = self.repairings.part(self.tally().repaired, permutations)
        return found[~np.isnan(found)]
