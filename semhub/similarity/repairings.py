"""Many re-pairings of n items, laid out for metrics that see one row of similarities at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from semhub.once import once


class Repairings:
    """Several sets of re-pairings of the same items, such as shuffles and wrong partners.

    sets: (K, n) each, of which row p pairs x_i with y_p[i]. They are known again by being the same
    arrays, so they are not to be written to.
    """

    def __init__(self, n: int, sets: Iterable[np.ndarray] = ()) -> None:
        self.n, self.sets = n, tuple(sets)

    @once
    def of_x(self) -> np.ndarray:
        """(n, K) int32: the number of x_i's partner under each re-pairing of all sets."""
        found = np.empty((self.n, sum(map(len, self.sets))), dtype=np.int32)
        return np.concatenate([found[:, :0], *(one.T for one in self.sets)], axis=1, out=found,
                              casting="same_kind")  # fmt: skip

    @once
    def of_y(self) -> np.ndarray:
        """(n, K) int32: the number of y_j's partner under each."""
        found = np.empty_like(self.of_x)
        items = np.arange(len(found), dtype=np.int32)
        for column, partners in zip(found.T, self.of_x.T, strict=True):
            column[partners] = items
        return found

    def part(self, values: np.ndarray, asked: np.ndarray) -> np.ndarray:
        """Of `values` (K,) under all re-pairings, those of one set."""
        start = 0
        for one in self.sets:
            if one is asked:
                return values[start : start + len(one)]
            start += len(one)
        raise KeyError("These re-pairings were not there when the metric was prepared.")
