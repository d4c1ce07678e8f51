"""Metrics of more items than matrices of all with all have room for.

A sweep goes over the rows of a matrix of similarities, a block at a time, and keeps sums over
items. It answers what the metrics of `semhub.similarity` answer, up to rounding; memory is that of
the states and of a few blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from types import MappingProxyType

import numpy as np

from semhub.once import once
from semhub.similarity.blocks import kept_whole
from semhub.similarity.cka import CKA
from semhub.similarity.csls import CSLSAcc1
from semhub.similarity.gap import CentredGap, Gap
from semhub.similarity.joint import JointAcc1
from semhub.similarity.metric import PairMetric
from semhub.similarity.neighbours import MutualNeighbours
from semhub.similarity.pairs import Pair, require_one_width, unit_rows
from semhub.similarity.repairings import Repairings
from semhub.similarity.retrieval import MRR, Acc1
from semhub.similarity.sweep.alignment import alignment_tally
from semhub.similarity.sweep.answers import Answers, Tally
from semhub.similarity.sweep.csls import csls_tally
from semhub.similarity.sweep.gaps import GapAnswers, gap_tally, sums_of_partners
from semhub.similarity.sweep.joint import joined
from semhub.similarity.sweep.mutual import mutual_tally
from semhub.similarity.sweep.retrieval import Retrieved, retrieved, tallied


def measured(
    pair: Pair, kinds: Iterable[type[PairMetric]], repairings: Repairings | None = None
) -> dict[type[PairMetric], PairMetric | Answers]:
    """Each of the metrics `kinds` of a pair, from whole matrices where there is room for them, else
    by a sweep, where the metric has one in `SWEPT`. repairings: all that will be asked about."""
    kinds = set(kinds)
    if kept_whole(pair.n):
        return {kind: kind(pair) for kind in kinds}
    sweep = Sweep(pair, kinds, repairings or Repairings(pair.n))
    return {kind: sweep.answers(kind) if kind in SWEPT else kind(pair) for kind in kinds}


class Sweep:
    """Both sides of n items at one layer, and the sweeps that several metrics share, made once.

    kinds: the metrics that are asked for. repairings: all that they will be asked about.
    """

    def __init__(self, pair: Pair, kinds: set[type[PairMetric]], repairings: Repairings) -> None:
        self.pair, self.kinds, self.repairings = pair, kinds, repairings

    def answers(self, kind: type[PairMetric]) -> Answers:
        """What the metric `kind` of `SWEPT` answers."""
        tally = cache(partial(SWEPT[kind], self))
        if not issubclass(kind, Gap):
            return Answers(kind, self.pair, self.repairings, tally)
        sides = self._centred_units if kind is CentredGap else self._units
        return GapAnswers(kind, self.pair, self.repairings, tally, *sides)

    def gap(self) -> Tally:
        x, y = self._units
        return gap_tally(x, y, sums_of_partners(x, y, self.repairings.of_x))

    def centred_gap(self) -> Tally:
        x, y = self._centred_units
        retrieval = self.kinds & {Acc1, MRR}
        matched = (
            self._retrieved[0].matched
            if retrieval
            else sums_of_partners(x, y, self.repairings.of_x)
        )
        return gap_tally(x, y, matched)

    def acc1(self) -> Tally:
        a, b = self._retrieved
        return tallied((a.acc1, b.acc1))

    def mrr(self) -> Tally:
        a, b = self._retrieved
        return tallied((a.ranking, b.ranking))

    def joint(self) -> Tally:
        require_one_width(self.pair.x, self.pair.y)
        x, y = self.pair.x, self.pair.y
        again = self.repairings
        return tallied((joined(x, y, again.of_x), joined(y, x, again.of_y)))

    def csls(self) -> Tally:
        again = self.repairings
        return csls_tally(*self._centred_units, (again.of_x, again.of_y), CSLSAcc1.k)

    def mutual(self) -> Tally:
        return mutual_tally(self.pair.x, self.pair.y, MutualNeighbours.k, self.repairings.sets)

    def alignment(self) -> Tally:
        return alignment_tally(self.pair.centred_x, self.pair.centred_y, self.repairings.sets)

    @property
    def _units(self) -> tuple[np.ndarray, np.ndarray]:
        require_one_width(self.pair.x, self.pair.y)
        return unit_rows(self.pair.x), unit_rows(self.pair.y)

    @once
    def _centred_units(self) -> tuple[np.ndarray, np.ndarray]:
        require_one_width(self.pair.x, self.pair.y)
        return unit_rows(self.pair.centred_x), unit_rows(self.pair.centred_y)

    @once
    def _retrieved(self) -> tuple[Retrieved, Retrieved]:
        (x, y), again, ranked = self._centred_units, self.repairings, MRR in self.kinds
        return retrieved(x, y, again.of_x, ranked=ranked), retrieved(
            y, x, again.of_y, ranked=ranked
        )


SWEPT: Mapping[type[PairMetric], Callable[[Sweep], Tally]] = MappingProxyType(
    {
        Gap: Sweep.gap,
        CentredGap: Sweep.centred_gap,
        Acc1: Sweep.acc1,
        MRR: Sweep.mrr,
        CKA: Sweep.alignment,
        MutualNeighbours: Sweep.mutual,
        JointAcc1: Sweep.joint,
        CSLSAcc1: Sweep.csls,
    }
)
"""Metric -> its sweep."""
