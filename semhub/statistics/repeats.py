"""What is to be said of pairs themselves: too few, or saying again what an earlier pair says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from semhub.statistics.clusters import FEWEST

if TYPE_CHECKING:
    from semhub.statistics.clusters import Clusters


class Digested(Protocol):
    """An item, or what is kept of one: equal items have equal digests."""

    @property
    def digest(self) -> str: ...


def notes_of_pairs(
    a: Sequence[Digested], b: Sequence[Digested], clusters: Clusters | None = None
) -> list[str]:
    """Sentences on what pairs cannot tell, however a model reads them: too few, or repeated."""
    few = (
        f"{len(a)} pair{'s' if len(a) > 1 else ''} cannot tell where the sides meet; give at least "
        f"{FEWEST}, better 12."
    )
    repeats = note_of_repeats([a, b], clusters)
    return [few] * (len(a) < FEWEST) + ([repeats] if repeats else [])


def note_of_repeats(
    sides: Sequence[Sequence[Digested]], clusters: Clusters | None = None
) -> str | None:
    """The sentence that says how many pairs repeat an item of an earlier one; None where none does.

    sides: two or more, of which item i means the same in each.
    clusters: a pair that is in one cluster with what it repeats is not counted, since intervals
        over clusters take the two together.
    """
    n = len(sides[0])
    together = [] if clusters is None else [_labels(groups, n) for groups in clusters.groups]
    repeated = {
        row
        for side in sides
        for row, first in _repeats(side)
        if not any(labels[row] == labels[first] for labels in together)
    }
    if not repeated:
        return None
    many = len(repeated) > 1
    return (
        f"{len(repeated):,} of the {n:,} pairs {'repeat' if many else 'repeats'} an item of "
        f"an earlier pair and {'count' if many else 'counts'} as independent all the same; leave "
        f"{'them' if many else 'it'} out, or name clusters in which equal items are together."
    )


def _repeats(side: Sequence[Digested]) -> list[tuple[int, int]]:
    """(row, the first row with the same item) of every item that is there before."""
    first: dict[str, int] = {}
    found = []
    for row, item in enumerate(side):
        before = first.setdefault(item.digest, row)
        if before != row:
            found.append((row, before))
    return found


def _labels(groups: Iterable[Iterable[int]], n: int) -> list[int]:
    labels = [0] * n
    for number, rows in enumerate(groups):
        for row in rows:
            labels[row] = number
    return labels
