"""Retrieval by rows: whom each item finds, as a query from either side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from semhub.similarity.blocks import over_blocks, own_entries, row_blocks
from semhub.similarity.pairs import TIE, unit_rows
from semhub.similarity.sweep.answers import Tally


@dataclass
class Scored:
    """Of the queries of some rows, or of one side, or of both: the score of each (by_item), its sum
    over all queries but the left-out one (without), and the sum under each re-pairing."""

    by_item: np.ndarray
    without: np.ndarray
    repaired: np.ndarray


def tallied(sides: tuple[Scored, Scored]) -> Tally:
    """The mean over the queries of both sides."""
    a, b = sides
    n = len(a.by_item)
    return Tally(
        (a.by_item + b.by_item) / 2,
        (a.without + b.without) / (2 * (n - 1)),
        (a.repaired + b.repaired) / (2 * n),
    )


class Sum:
    """Queries added up block by block, in order: what each leaves behind is added at once, since
    one `without` a block would be as much as a matrix."""

    def __init__(self) -> None:
        self._by_item: list[np.ndarray] = []
        self._without = self._repaired = np.zeros(())

    def add(self, block: Scored) -> None:
        self._by_item.append(block.by_item)
        self._without = self._without + block.without
        self._repaired = self._repaired + block.repaired

    @property
    def scored(self) -> Scored:
        return Scored(np.concatenate(self._by_item), self._without, self._repaired)


def summed(blocks: Iterable[Scored]) -> Scored:
    """Of all rows of one side."""
    whole = Sum()
    for block in blocks:
        whole.add(block)
    return whole.scored


@dataclass(frozen=True)
class Retrieved:
    """Of some queries of one side, or of all; mrr: None where ranks were not asked for. matched:
    (K,) sum of the similarities that each re-pairing matches."""

    acc1: Scored
    mrr: Scored | None
    matched: np.ndarray

    @property
    def ranking(self) -> Scored:
        """`mrr` of a sweep in which ranks were asked for."""
        assert self.mrr is not None
        return self.mrr

    @classmethod
    def of(cls, blocks: Iterable[Retrieved]) -> Retrieved:
        """Of all rows of one side, from those of each block."""
        first, ranking, matched = Sum(), Sum(), np.zeros(())
        for block in blocks:
            first.add(block.acc1)
            matched = matched + block.matched
            if block.mrr:
                ranking.add(block.mrr)
        return cls(first.scored, ranking.scored if block.mrr else None, matched)


def retrieved(x: np.ndarray, y: np.ndarray, partners: np.ndarray, *, ranked: bool) -> Retrieved:
    """Of the queries x among the candidates y, centred (n, d) each; partners: (n, K), of each x_i
    under each re-pairing. ranked: whether ranks are asked for, which cost more than all else."""
    x, y = unit_rows(x), unit_rows(y)

    def work(rows: slice) -> Retrieved:
        s = x[rows] @ y.T
        found = np.take_along_axis(s, partners[rows], axis=1)
        ahead = s >= own_entries(s, rows)[:, None] - TIE
        ranks = np.count_nonzero(ahead, axis=1)
        first = _first(ahead, ranks, rows, partners_first(s, found))
        ranking = _ranking(ahead, ranks, rows, _ranks(s, found)) if ranked else None
        return Retrieved(first, ranking, found.sum(0))

    return Retrieved.of(over_blocks(work, row_blocks(len(x), len(y))))


def partners_first(s: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(rows, K): whether a partner, of similarity `found`, would be nearest of all and alone."""
    nearest = s.max(1, keepdims=True) - TIE
    alone = np.count_nonzero(s >= nearest, axis=1) == 1
    return (found >= nearest) & alone[:, None]


def _first(ahead: np.ndarray, ranks: np.ndarray, rows: slice, repaired: np.ndarray) -> Scored:
    """A query stays right without another item, and becomes right without the one item that alone
    was ahead of its partner."""
    right, second = ranks == 1, ranks == 2
    without = np.count_nonzero(ahead[second], axis=0) + np.count_nonzero(right)
    without[rows] -= right | second
    return Scored(right.astype(float), without, np.count_nonzero(repaired, axis=0))


def _ranking(ahead: np.ndarray, ranks: np.ndarray, rows: slice, repaired: np.ndarray) -> Scored:
    """A query's rank falls by one without an item that was ahead of its partner."""
    scores = 1 / ranks
    gain = 1 / np.maximum(ranks - 1, 1) - scores
    without = gain @ ahead + scores.sum()
    without[rows] -= gain + scores
    return Scored(scores, without, (1 / repaired).sum(0))


def _ranks(s: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(rows, K): how many entries of the same row are at least as large, ties within TIE included;
    `found` (rows, K) are some of them."""
    ordered = np.sort(s, axis=1)
    below = [np.searchsorted(row, some) for row, some in zip(ordered, found - TIE, strict=True)]
    return s.shape[1] - np.array(below)
