"""CSLS by rows: once for each state's nearest on the other side, and once for who finds whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.similarity.blocks import over_blocks, own_entries, row_blocks, set_own
from semhub.similarity.pairs import TIE, largest_without, unit_rows
from semhub.similarity.sweep.answers import Tally
from semhub.similarity.sweep.retrieval import Scored, partners_first, summed, tallied


@dataclass(frozen=True)
class _Near:
    """Of each state of one side, its nearest on the other.

    mean: (n,) of the k nearest cosines. items: (n, k) their numbers. gain: (n, k) what the state's
    CSLS score gains where that one is left out, and its next nearest moves up.
    """

    mean: np.ndarray
    items: np.ndarray
    gain: np.ndarray


def csls_tally(
    x: np.ndarray, y: np.ndarray, partners: tuple[np.ndarray, np.ndarray], k: int
) -> Tally:
    """As `CSLSAcc1` has it, of centred states (n, d); partners: (n, K) of each x_i, and of each
    y_j, under each re-pairing."""
    x, y = unit_rows(x), unit_rows(y)
    of_x, of_y = _near(x, y, k), _near(y, x, k)
    return tallied((_found(x, y, of_y, partners[0]), _found(y, x, of_x, partners[1])))


def _near(x: np.ndarray, y: np.ndarray, k: int) -> _Near:
    def work(rows: slice) -> tuple[np.ndarray, np.ndarray]:
        s = x[rows] @ y.T
        # A copy, which does not keep the whole block in memory.
        items = np.argpartition(s, -k - 1, axis=1)[:, -k - 1 :].copy()
        return items, np.take_along_axis(s, items, axis=1)

    items, cosines = map(
        np.concatenate, zip(*over_blocks(work, row_blocks(len(x), 2 * len(y))), strict=True)
    )
    order = np.argsort(-cosines, axis=1)
    items, cosines = (np.take_along_axis(part, order, axis=1) for part in (items, cosines))
    nearest, following = cosines[:, :k], cosines[:, k:]
    return _Near(nearest.mean(1), items[:, :k], np.clip(nearest - following, 0, None) / k)


def _found(x: np.ndarray, y: np.ndarray, near: _Near, partners: np.ndarray) -> Scored:
    """Of the queries x; near: what is nearest to each candidate y. What is taken off a query as a
    whole changes no order among its candidates, so they compete by 2 S less their own mean."""
    n, k = near.items.shape
    order = np.argsort(near.items, axis=None, kind="stable")
    gone, gaining = near.items.ravel()[order], order // k  # sorted by who is left out
    gains = near.gain.ravel()[order]
    missing, starts = np.unique(gone, return_index=True)

    def work(rows: slice) -> Scored:
        queries = np.arange(rows.start, rows.stop)
        score = 2 * (x[rows] @ y.T) - near.mean
        chosen = np.take_along_axis(score, partners[rows], axis=1)
        repaired = np.count_nonzero(partners_first(score, chosen), axis=0)

        partner = own_entries(score, rows)
        own = np.repeat(partner[:, None], n, axis=1)
        np.put_along_axis(own, near.items[rows], partner[:, None] + near.gain[rows], axis=1)
        set_own(score, rows, -np.inf)  # a partner is no rival
        by_item = partner > score.max(1) + TIE
        rival = largest_without(score)
        gained = score[:, gaining] + gains
        gained[:, gone == gaining] = -np.inf  # left out itself
        new = np.maximum.reduceat(gained, starts, axis=1)
        rival[:, missing] = np.maximum(rival[:, missing], new)
        right = own > rival + TIE
        right[queries - rows.start, queries] = False
        return Scored(by_item.astype(float), np.count_nonzero(right, axis=0), repaired)

    return summed(over_blocks(work, row_blocks(n, n * k)))
