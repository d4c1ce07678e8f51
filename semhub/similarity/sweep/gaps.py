"""The gaps from sums of states: a sum of cosines is the product of sums of unit states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from semhub.similarity.blocks import over_blocks, row_blocks
from semhub.similarity.gap import drawn_gaps, gap_of
from semhub.similarity.permuting import BLOCK
from semhub.similarity.sweep.answers import Answers, Tally


@dataclass
class GapAnswers(Answers):
    """As `Answers`; x, y: the unit states (n, d) whose products are the similarities."""

    x: np.ndarray
    y: np.ndarray

    def resampled(self, indices: np.ndarray) -> np.ndarray:
        """As `Gap.resampled`, of draws (B, m) of any number of items."""
        own = matched(self.x, self.y)

        def work(draws: slice) -> np.ndarray:
            return drawn_gaps(indices[draws], own, lambda w: matched(w @ self.x, w @ self.y))

        parts = [slice(start, start + BLOCK) for start in range(0, len(indices), BLOCK)]
        return np.concatenate(list(over_blocks(work, parts)))


def matched(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n,): the product of each row of one with that row of the other."""
    return np.einsum("id,id->i", x, y)


def gap_tally(x: np.ndarray, y: np.ndarray, repaired: np.ndarray) -> Tally:
    """Of unit states (n, d); repaired: (K,) the sum of the products that each re-pairing matches,
    see `sums_of_partners`."""
    n, own = len(x), matched(x, y)
    rows, columns = x @ y.sum(0), y @ x.sum(0)
    whole = rows.sum()
    by_item = own - (rows + columns - 2 * own) / (2 * (n - 1))
    without = gap_of(own.sum() - own, whole - rows - columns + own, n - 1)
    return Tally(by_item, without, gap_of(repaired, whole, n))


def sums_of_partners(x: np.ndarray, y: np.ndarray, partners: np.ndarray) -> np.ndarray:
    """(K,): over all i, the sum of the products of x_i with its partner among y, of unit states;
    partners: (n, K)."""

    def work(rows: slice) -> np.ndarray:
        return np.take_along_axis(x[rows] @ y.T, partners[rows], axis=1).sum(0)

    return reduce(np.add, over_blocks(work, row_blocks(len(x), len(y))))
