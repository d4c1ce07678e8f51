"""What every metric of a pair has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np

from semhub.similarity.pairs import Pair
from semhub.steps import step


class Null:
    """All that a metric's values under re-pairings are made of, kept while its pair is not."""

    @staticmethod
    def together(nulls: Sequence[Any], permutations: np.ndarray) -> Iterable[np.ndarray]:
        """(K,) for each of the nulls of one metric at several layers, of the same n items: what
        `PairMetric.permuted` gives, to 1e-6."""
        raise NotImplementedError


class PairMetric:
    """A metric of both sides of n items at one layer, prepared from a `Pair`.

    key: its name in options, files and results. label: its name on pages and charts. axis: the same
    as the title of an axis and within a sentence. sentence: what it measures. interval: how
    `semhub.statistics.curve` finds its interval, "bootstrap", "wilson" or "jackknife".
    bounds: the least and the largest value that it can have. minimum_items: the fewest items for
    which it means anything.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    axis: ClassVar[str]
    sentence: ClassVar[str]
    interval: str
    bounds: tuple[float, float]
    minimum_items: int

    def __init__(self, pair: Pair) -> None:
        self.n = pair.n
        self._pair = pair

    @classmethod
    def chance(cls, n: int) -> float:
        """What it reads on average where nothing tells the n pairs."""
        raise NotImplementedError

    @property
    def value(self) -> float:
        raise NotImplementedError

    @property
    def by_item(self) -> np.ndarray:
        """(n,): what each pair adds, so that the value is their mean."""
        raise NotImplementedError

    def leave_one_out(self) -> np.ndarray:
        """(n,): the value with item i left out."""
        raise NotImplementedError

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the value under each re-pairing, given as a row of (K, n)."""
        raise NotImplementedError

    def null(self) -> Null | None:
        """What `permuted` is made of, where many layers are worked out faster together."""
        return None

    def leave_out(self, groups: Iterable[np.ndarray]) -> np.ndarray:
        """(groups,): the value without each group of items (their numbers).

        Unlike in `leave_one_out`, the means that centring takes off are those of the items that
        stay: a group may hold much of what the mean was made of.
        """
        return np.array([self._without(group) for group in groups])

    def _without(self, group: np.ndarray) -> float:
        step()
        return type(self)(self._pair.without(group)).value
