"""Items that are not independent of each other: which share a word, a picture, a recording.

An interval over items says how far a value would move with other items of the same kind. Where
many items share a word, "other items" may mean other sentences of the same words, or sentences of
other words. The second is asked by naming the clusters: whole clusters are then left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.inputs.door import kind_of, listed

if TYPE_CHECKING:
    import numpy as np

FEWEST = 4
"""The fewest clusters for an interval, as for items."""


Influence = tuple["np.ndarray", ...]
"""Of each way in which items are grouped, (layers, clusters): by how much each cluster moves the
value, the jackknife's pseudo-values less their mean (Efron & Stein 1981). Without clusters it is
one way, in which every item is alone."""


@dataclass(frozen=True)
class Clusters:
    """One or several ways in which the same n items are grouped.

    names: what each way is called. groups: of each way, the numbers of each cluster's items.
    """

    names: tuple[str, ...]
    groups: tuple[tuple[np.ndarray, ...], ...]

    @property
    def fewest(self) -> int:
        """Clusters of the way that has the fewest."""
        return min(len(ways) for ways in self.groups)

    @property
    def largest(self) -> int:
        """Items of the largest cluster of all ways."""
        return max(len(items) for ways in self.groups for items in ways)


def clusters(labels: Mapping[str, Sequence[str]], n: int) -> Clusters:
    """Items with the same label belong together.

    labels: name of a way -> (n,) each item's label. There may be several ways, such as a sentence's
        animal and its colour.

    Raises `InputError` for labels that are not one an item, and for fewer than `FEWEST` clusters.
    """
    import numpy as np  # here, so that the command line starts without it

    if not isinstance(labels, Mapping):
        raise InputError(
            f"Clusters are {kind_of(labels)}; give a dict of a name and each pair's label."
        )
    groups = []
    for name, column in labels.items():
        column = [str(label) for label in listed(column, f"The clusters “{name}”")]
        if len(column) != n:
            raise InputError(
                f"The clusters “{name}” have {len(column):,} rows and there are {n:,} pairs; give "
                "one label a pair."
            )
        _, numbers = np.unique(np.asarray(column), return_inverse=True)
        if (count := numbers.max() + 1) < FEWEST:
            raise InputError(
                f"The clusters “{name}” are only {count}; an interval over clusters needs at "
                f"least {FEWEST}."
            )
        groups.append(tuple(np.flatnonzero(numbers == k) for k in range(count)))
    return Clusters(tuple(labels), tuple(groups))


def doubt(n: int, clusters: int) -> float:
    """How many trials stand behind a share at 0 or 1, where its spread says nothing: the geometric
    mean of the number of items, which are not independent, and that of clusters, within which they
    are not all alike. In simulations items alone cover too little and clusters alone are twice as
    wide as they need be (`tests/validity`)."""
    return (n * clusters) ** 0.5


def student95(count: int) -> float:
    """The 97.5th percentile of Student's t for a number of clusters: few of them tell their own
    spread only roughly."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 0.975))
