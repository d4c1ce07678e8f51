"""Mutual nearest neighbours by lists of the nearest, in place of a matrix of who is near whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.once import once
from semhub.similarity.blocks import over_blocks, row_blocks, set_own
from semhub.similarity.pairs import TIE, unit_rows
from semhub.similarity.sweep.answers import Tally

MOST_TIED = 32
"""Neighbours listed of an item. Where more tie for its last places, so many are drawn from them at
random, by a fixed seed, and share the places: right on average over the draws."""

NOBODY = -1

TOGETHER = 16
"""Re-pairings that one thread works on before it hands them back."""


@dataclass(frozen=True)
class Lists:
    """Of each item of one side, who is near it; all (n, places).

    items: numbers, `NOBODY` where a place is empty. usual: how far each is among the k nearest, as
    `membership` has it. wider: among the k + 1 nearest. fewer: among the k nearest where one of
    those that tie for the last places is gone.
    """

    items: np.ndarray
    usual: np.ndarray
    wider: np.ndarray

    @once
    def shared(self) -> np.ndarray:
        return (self.usual > 0) & (self.usual < 1)

    @once
    def fewer(self) -> np.ndarray:
        ties = self.shared.sum(1, keepdims=True)
        return np.where(self.shared, self.usual * ties / np.maximum(ties - 1, 1), self.usual)

    @once
    def case(self) -> np.ndarray:
        """Which of usual, wider and fewer holds where this neighbour is left out: 0, 1 or 2."""
        return np.where(self.shared, 2, np.where(self.usual > 0, 1, 0))

    @property
    def cases(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.usual, self.wider, self.fewer

    def rows(self, which: slice | np.ndarray) -> Lists:
        return Lists(self.items[which], self.usual[which], self.wider[which])

    def sole(self) -> tuple[np.ndarray, np.ndarray]:
        """Items and usual weights (n, places), of those places alone that any item needs."""
        order = np.argsort(-self.usual, axis=1, kind="stable")
        places = np.count_nonzero(self.usual, axis=1).max()
        order = order[:, :places]
        weights = np.take_along_axis(self.usual, order, axis=1)
        items = np.take_along_axis(self.items, order, axis=1)
        return np.where(weights > 0, items, NOBODY), weights


def mutual_tally(x: np.ndarray, y: np.ndarray, k: int, sets: tuple[np.ndarray, ...]) -> Tally:
    """As `MutualNeighbours` has it, of states (n, d) and (n, e); sets: (K, n) re-pairings each."""
    of_x, of_y = lists(x, k), lists(y, k)
    n = len(x)

    def work(rows: slice) -> tuple[np.ndarray, np.ndarray]:
        return _without(of_x.rows(rows), of_y.rows(rows), rows, n)

    blocks = row_blocks(n, 4 * of_x.items.shape[1] * of_y.items.shape[1])
    overlaps, changes = [], np.zeros(n)
    for own, change in over_blocks(work, blocks):
        overlaps.append(own)
        changes += change
    overlap = np.concatenate(overlaps)
    without = (overlap.sum() - overlap + changes) / ((n - 1) * k)
    return Tally(overlap / k, without, _repaired(of_x, of_y, sets) / (n * k))


def lists(x: np.ndarray, k: int) -> Lists:
    """Who is near each of the states x (n, d), by cosine, itself left out."""
    x = unit_rows(x)

    def work(rows: slice) -> Lists:
        s = x[rows] @ x.T
        set_own(s, rows, -np.inf)
        return _listed(s, k, rows.start)

    found = list(over_blocks(work, row_blocks(len(x), len(x))))
    places = max(block.items.shape[1] for block in found)
    return Lists(*(
        np.concatenate([_padded(part, places, empty) for part in parts])
        for parts, empty in (
            ([block.items for block in found], NOBODY),
            ([block.usual for block in found], 0),
            ([block.wider for block in found], 0),
        )
    ))  # fmt: skip


def _listed(s: np.ndarray, k: int, seed: int) -> Lists:
    """Of rows of cosines (rows, n)."""
    n = s.shape[1]
    following, last = np.partition(s, (-k - 1, -k), axis=1)[:, n - k - 1 : n - k + 1].T
    row, items = np.nonzero(s >= following[:, None] - TIE)
    cosines = s[row, items]

    def shares(end: np.ndarray, places: int) -> np.ndarray:
        sure, tied = cosines > end[row] + TIE, np.abs(cosines - end[row]) <= TIE
        left = places - np.bincount(row[sure], minlength=len(s))
        return sure + tied * (left / np.bincount(row[tied], minlength=len(s)))[row]

    usual, wider = shares(last, k), shares(following, k + 1)
    if np.bincount(row).max() > MOST_TIED:
        kept = _drawn(row, wider, seed)
        row, items, usual, wider = row[kept], items[kept], usual[kept], wider[kept]
        usual, wider = _shared_anew(row, usual, k), _shared_anew(row, wider, k + 1)
    counts = np.bincount(row, minlength=len(s))
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = len(s), counts.max()
    found = Lists(np.full(shape, NOBODY, dtype=np.int32), np.zeros(shape), np.zeros(shape))
    found.items[row, place], found.usual[row, place], found.wider[row, place] = items, usual, wider
    return found


def _drawn(row: np.ndarray, wider: np.ndarray, seed: int) -> np.ndarray:
    """Which entries stay: of each row all that are sure, and of those that tie, drawn at random, so
    many that they are `MOST_TIED` together."""
    chance = np.random.default_rng(seed).random(len(row))
    order = np.lexsort((np.where(wider == 1, -1, chance), row))
    counts = np.bincount(row)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.sort(order[place < MOST_TIED])


def _shared_anew(row: np.ndarray, shares: np.ndarray, places: int) -> np.ndarray:
    """The places that the sure ones leave, in equal parts among those that still tie."""
    tied = (shares > 0) & (shares < 1)
    left = places - np.bincount(row[shares == 1], minlength=row.max() + 1)
    ties = np.bincount(row[tied], minlength=row.max() + 1)
    return np.where(tied, (left / np.maximum(ties, 1))[row], shares)


def _padded(part: np.ndarray, places: int, empty: int) -> np.ndarray:
    missing = places - part.shape[1]
    return np.pad(part, ((0, 0), (0, missing)), constant_values=empty)


def _without(a: Lists, b: Lists, rows: slice, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Of some rows: the overlap of each, and (n,) by how much their sum changes without each item.

    Only a neighbour changes the overlap of an item, see `MutualNeighbours.leave_one_out`.
    """
    same = (a.items[:, :, None] == b.items[:, None, :]) & (a.items != NOBODY)[:, :, None]
    there = np.stack([np.einsum("icd,id->ic", same, weights) for weights in b.cases])
    both = np.stack([[(own * other).sum(1) for other in there] for own in a.cases])
    overlap = both[0, 0]
    changes = np.zeros(n)
    at, own_case = np.arange(len(a.items))[:, None], a.case
    other_case = np.einsum("icd,id->ic", same, b.case).astype(int)
    places = np.arange(a.items.shape[1])
    lost = np.stack(a.cases)[own_case, at, places] * there[other_case, at, places]
    _add(changes, a.items, both[own_case, other_case, at] - lost - overlap[:, None])
    alone = ~same.any(1)
    _add(changes, np.where(alone, b.items, NOBODY), both[0, b.case, at] - overlap[:, None])
    return overlap, changes


def _add(sums: np.ndarray, items: np.ndarray, values: np.ndarray) -> None:
    there = items != NOBODY
    sums += np.bincount(items[there], values[there], minlength=len(sums))


def _repaired(of_x: Lists, of_y: Lists, sets: tuple[np.ndarray, ...]) -> np.ndarray:
    """(K,): the sum of the overlaps under each re-pairing."""
    (items, weights), (others, shares) = of_x.sole(), of_y.sole()
    n, whole = len(items), (weights[weights > 0] == 1).all() and (shares[shares > 0] == 1).all()
    empty = items == NOBODY
    rows_at_once = row_blocks(n, items.shape[1] * others.shape[1])

    def overlap(p: np.ndarray) -> float:
        wanted = p.astype(np.int32)[items]
        wanted[empty] = NOBODY - 1  # like no one, also not like an empty place
        total = 0.0
        for rows in rows_at_once:
            same = wanted[rows, :, None] == others[p[rows], None, :]
            if whole:
                total += np.count_nonzero(same)
            else:
                total += np.einsum("ic,icd,id->", weights[rows], same, shares[p[rows]])
        return total

    every = [p for one in sets for p in one]
    parts = [slice(start, start + TOGETHER) for start in range(0, len(every), TOGETHER)]
    found = over_blocks(lambda part: [overlap(p) for p in every[part]], parts)
    return np.array([value for part in found for value in part])
