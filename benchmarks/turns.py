"""Several ways to do one work, run in turn in one process, each as a ratio to the first."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Row:
    """One way to do a work.

    ratio: its time as a share of the first way's in the same round, the median of the rounds; low
    and high: the least and the most. seconds: of the processor, the median.
    apart: how far its result is from what it should be; None where there is nothing to compare.
    goal: the ratio that it is meant to reach. beside: other seconds by their names, the medians;
    the same names in all rows of a table.
    """

    who: str
    ratio: float
    low: float
    high: float
    seconds: float
    apart: float | None = None
    goal: float | None = None
    beside: Mapping[str, float] = field(default_factory=dict)

    def cells(self) -> list[str]:
        goal = "" if self.goal is None else f"{self.goal:g}"
        apart = "" if self.apart is None else f"{self.apart:.0e}"
        return [self.who, f"{self.ratio:.2f}", f"{self.low:.2f} to {self.high:.2f}",
                f"{self.seconds:.2f} s", *(f"{one:.2f} s" for one in self.beside.values()),
                apart, goal]  # fmt: skip


PROCESSOR, CLOCK = "of the processor", "by the clock"
"""What seconds are."""


@dataclass(frozen=True)
class Table:
    """What came of one work. about: what it is, in a sentence or two. missing: sentences on who
    could not take part. seconds: what those of its rows are."""

    name: str
    about: str
    rows: list[Row]
    missing: tuple[str, ...] = ()
    seconds: str = PROCESSOR

    def markdown(self) -> str:
        table = [self._rows()] if self.rows else []
        return "\n\n".join([f"## {self.name}", self.about, *table, *self.missing])

    def _rows(self) -> str:
        beside = self.rows[0].beside
        head = ["", "ratio", "of all rounds", self.seconds, *beside, "apart", "goal"]
        lines = [head, ["---"] * len(head), *(row.cells() for row in self.rows)]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def in_turn(
    ways: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    apart: Callable[[Mapping[str, Any]], Mapping[str, float]] = lambda _results: {},
    same: float = 1e-6,
    goals: Mapping[str, float] | None = None,
    timer: Callable[[], float] = time.process_time,
) -> list[Row]:
    """Run every way once to warm up, then all of them in turn, by the seconds of the processor, of
    all threads, which other programs do not lengthen as they lengthen seconds by the clock.

    apart: from what each way gave to how far some of them are from what they should be. Ends the
    program where one is further than `same`. timer: of seconds; by the clock only where what
    several processors gain is asked, which seconds of the processor do not show.
    """
    told = apart({who: way() for who, way in ways.items()})
    for who, by in told.items():
        if not by <= same:
            raise SystemExit(f"{who}: {by:.0e} apart from what it should be; {same:.0e} is borne.")
    times: dict[str, list[float]] = {who: [] for who in ways}
    for _ in range(rounds):
        for who, way in ways.items():
            start = timer()
            way()
            times[who].append(timer() - start)
    return rows_of(times, told, goals or {})


def rows_of(
    times: Mapping[str, Sequence[float]],
    told: Mapping[str, float] = MappingProxyType({}),
    goals: Mapping[str, float] = MappingProxyType({}),
    beside: Mapping[str, Mapping[str, Sequence[float]]] = MappingProxyType({}),
) -> list[Row]:
    """Make the rows of a table out of (rounds,) seconds of each way; beside: those of other kinds,
    by way and name."""
    unit = times[next(iter(times))]
    rows = []
    for who, own in times.items():
        shares = [one / first for one, first in zip(own, unit, strict=True)]
        others = {name: statistics.median(one) for name, one in beside.get(who, {}).items()}
        rows.append(Row(who, statistics.median(shares), min(shares), max(shares),
                        statistics.median(own), told.get(who), goals.get(who), others))  # fmt: skip
    return rows
