"""Many sides in one pool: is the nearest state of the same meaning, or of the same side?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap

import numpy as np

from semhub.errors import InputError
from semhub.once import once
from semhub.similarity.blocks import kept_whole, own_entries, row_blocks, set_own
from semhub.similarity.pairs import TIE, cosine, largest_without, unit_rows, without_self

Part = tuple[slice, np.ndarray, np.ndarray]


class Nearest:
    """How many items have a wanted candidate nearer than all its rivals.

    parts: blocks of items, in order, as (rows, n) each of wanted and of rivals: for item i the
        largest similarity with a candidate of row j, on either side of the question; minus infinity
        where there is none. Leaving an item out takes its row from all sides.
    """

    interval = "wilson"
    bounds = (0.0, 1.0)
    minimum_items = 2

    def __init__(self, n: int, parts: Iterable[Part]) -> None:
        self.n = n
        self._found, self._without = 0, np.zeros(n, dtype=np.int64)
        for rows, wanted, rivals in parts:
            self._found += int(np.count_nonzero(wanted.max(1) > rivals.max(1)))
            scores = largest_without(wanted) > largest_without(rivals)
            set_own(scores, rows, False)
            self._without += scores.sum(0)

    @property
    def value(self) -> float:
        return float(self._found / self.n)

    def leave_one_out(self) -> np.ndarray:
        """(n,): the share with row i left out."""
        return self._without / (self.n - 1)


class OnePool:
    """The states of s sides as they are, each (n, width), row i of all of them meaning the same.

    The pool is all s n states, and each asks all others (cosine, nothing centred). Raises
    `InputError` for fewer than two sides, and for sides that differ in shape or are not finite.
    """

    def __init__(self, sides: Mapping[str, np.ndarray]) -> None:
        self.sides = {name: np.asarray(side, np.float64) for name, side in sides.items()}
        shapes = {side.shape for side in self.sides.values()}
        if len(self.sides) < 2 or len(shapes) != 1 or len(next(iter(shapes))) != 2:
            raise InputError(
                "Give two or more sides as (items, width), all of one shape; these are "
                f"{', '.join(map(str, sorted(shapes))) or 'none'}."
            )
        if not all(np.isfinite(side).all() for side in self.sides.values()):
            raise InputError(
                "Some states are infinite or not a number; load the model in float32 and try again."
            )
        self.n = next(iter(shapes))[0]

    @property
    def chance_meaning(self) -> float:
        """How often the nearest means the same in a pool where neither meaning nor side counts."""
        return (len(self.sides) - 1) / (len(self.sides) * self.n - 1)

    @property
    def chance_side(self) -> float:
        """How often the nearest is of the same side in such a pool."""
        return (self.n - 1) / (len(self.sides) * self.n - 1)

    def meaning(self, side: str) -> Nearest:
        """Is the nearest of all others the same meaning in another side? Ties count against."""

        def asked(rows: slice, own: np.ndarray, others: np.ndarray) -> Part:
            wanted = np.full(own.shape, -np.inf)
            rivals = np.maximum(own, others)
            set_own(wanted, rows, own_entries(rivals, rows) - TIE)
            set_own(rivals, rows, -np.inf)
            return rows, wanted, rivals

        return Nearest(self.n, starmap(asked, self._blocks(side)))

    def side(self, side: str) -> Nearest:
        """Is the nearest of all others one of the same side? Ties count for it, and so against the
        claim that the sides mix."""
        blocks = self._blocks(side)
        return Nearest(self.n, ((rows, own + TIE, others) for rows, own, others in blocks))

    def _blocks(self, side: str) -> Iterator[Part]:
        """Rows of items of a side, with those rows of `_own` and of `_others`."""
        if kept_whole(self.n):
            yield slice(0, self.n), self._own[side], self._others[side]
            return
        units = {name: unit_rows(states) for name, states in self.sides.items()}
        asking = units.pop(side)
        for rows in row_blocks(self.n, self.n):
            own, others = asking[rows] @ asking.T, np.full((1, 1), -np.inf)
            set_own(own, rows, -np.inf)
            for other in units.values():
                others = np.maximum(others, asking[rows] @ other.T)
            yield rows, own, others

    @once
    def _own(self) -> dict[str, np.ndarray]:
        """(n, n) of each side: the cosines within it, minus infinity for an item with itself."""
        return {name: without_self(cosine(side, side)) for name, side in self.sides.items()}

    @once
    def _others(self) -> dict[str, np.ndarray]:
        """(n, n) of each side: item i's largest cosine with any other side's row j."""
        found = {name: np.full((self.n, self.n), -np.inf) for name in self.sides}
        names = list(self.sides)
        for first, a in enumerate(names):
            for b in names[first + 1 :]:
                across = cosine(self.sides[a], self.sides[b])
                np.maximum(found[a], across, out=found[a])
                np.maximum(found[b], across.T, out=found[b])
        return found
