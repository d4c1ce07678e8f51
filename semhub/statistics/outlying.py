"""Does a state lie farther from a population than the population's own members do?

The distance is Mahalanobis's, with the covariance of Ledoit and Wolf (2004), which there is also
where a population has fewer members than dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.covariance import LedoitWolf

FOLDS = 10
INSIDE = 0.975
"""Share of a population's own members that count as inside it: their distances are taken from the
rest of it, so that no member helps to judge itself."""


@dataclass(frozen=True)
class Population:
    """Where a population lies. limit: the largest squared distance that counts as inside."""

    shape: LedoitWolf
    limit: float

    @classmethod
    def of(cls, members: np.ndarray) -> Population:
        """Learn from states (n, width), n at least 100: with fewer the limit is a guess."""
        from sklearn.covariance import LedoitWolf

        fold = np.arange(len(members)) % FOLDS
        own = np.empty(len(members))
        for k in range(FOLDS):
            left = members[fold == k]
            own[fold == k] = LedoitWolf().fit(members[fold != k]).mahalanobis(left)
        return cls(LedoitWolf().fit(members), float(np.quantile(own, INSIDE)))

    def outlying(self, states: np.ndarray) -> np.ndarray:
        """Tell of each of states (m, width) whether it lies outside."""
        return self.shape.mahalanobis(states) > self.limit
