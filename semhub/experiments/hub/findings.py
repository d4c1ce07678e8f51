"""What is found of one model's hub, as its file has it: every pair, and where most of them meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from semhub.experiments.comparison import Comparison, peak_of
from semhub.experiments.hub.band import SHARE, Band
from semhub.experiments.hub.matrix import Cell
from semhub.experiments.verdict import Meeting
from semhub.once import once
from semhub.result import Result
from semhub.statistics.curve_file import curve_from_dict

if TYPE_CHECKING:
    from semhub.pools import Pool


@dataclass(frozen=True)
class Rows:
    """n: items of each spoke in a set of rows. spokes: those that stand in it."""

    n: int
    spokes: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Findings(Result):
    """All spokes of one model against each other, by one metric, at every layer.

    names: the spokes that the model takes. left_out: every other -> the sentence that says why.
    rows: set of rows -> how many there are, and who stands in it.
    cells: the pairs that share rows, in the order of the spokes. band: where the spokes meet.
    """

    model: str
    pool: Pool
    metric: str
    layers: list[int]
    names: tuple[str, ...]
    rows: Mapping[str, Rows]
    left_out: Mapping[str, str]
    cells: list[Cell]
    band: Band

    @once
    def _by_pair(self) -> dict[frozenset[str], Cell]:
        return {frozenset((cell.a, cell.b)): cell for cell in self.cells}

    def cell(self, a: str, b: str) -> Cell | None:
        """Return the cell of two spokes in either order; None where they share no rows."""
        return self._by_pair.get(frozenset((a, b)))

    def best_layer(self) -> int | None:
        """Return the layer with the largest mean value over all pairs; None where none could be
        told."""
        values = [cell.comparison.metrics[self.metric].value for cell in self.cells]
        told = [value for value in values if np.isfinite(value).all()]
        return self.layers[int(np.mean(told, axis=0).argmax())] if told else None

    def to_dict(self) -> dict:
        """Return the `hub --json` contract; a number that could not be told is None.

        {"model", "pool", "metric", "layers": [0, 1, ...],
         "spokes": [NAME, ...], "rows": {SET: {"n": N, "spokes": [NAME, ...]}},
         "left_out": {NAME: SENTENCE}, "best_layer": K,
         "pairs": [{"a", "b", "rows": SET, "n", "value": [...], "low": [...], "high": [...],
                    "chance", "null95", "p", "hub": as of `compare`}, ...], one number a layer in
                    every list,
         "apart": [[NAME, NAME], ...] pairs that share no rows,
         "band": {"threshold": 0.8, "pairs": N, "share": [...], "layers": [...],
                  "first": {"layer", "low", "high"}, "last": {...}, "found": share of draws}}
        """
        pairs = combinations(self.names, 2)
        return {
            "model": self.model,
            "pool": self.pool,
            "metric": self.metric,
            "layers": self.layers,
            "spokes": list(self.names),
            "rows": {
                name: {"n": rows.n, "spokes": list(rows.spokes)} for name, rows in self.rows.items()
            },
            "left_out": dict(self.left_out),
            "best_layer": self.best_layer(),
            "pairs": [_pair_to_dict(cell) for cell in self.cells],
            "apart": [list(pair) for pair in pairs if self.cell(*pair) is None],
            "band": {
                "threshold": SHARE,
                **asdict(self.band),
                "share": [float(share) for share in self.band.share],
            },
        }

    @staticmethod
    def from_dict(recorded: Mapping) -> Findings:
        """Return what `to_dict` wrote. Its cells do not know how well each item is retrieved."""
        return Findings(
            model=recorded["model"],
            pool=recorded["pool"],
            metric=recorded["metric"],
            layers=recorded["layers"],
            names=tuple(recorded["spokes"]),
            rows={
                name: Rows(rows["n"], tuple(rows["spokes"]))
                for name, rows in recorded["rows"].items()
            },
            left_out=recorded["left_out"],
            cells=[_read(pair, recorded) for pair in recorded["pairs"]],
            band=Band.from_dict(recorded["band"]),
        )


def _pair_to_dict(cell: Cell) -> dict:
    recorded = cell.comparison.to_dict()
    return {
        "a": cell.a,
        "b": cell.b,
        "rows": cell.rows,
        "n": recorded["n"],
        **recorded["metrics"][cell.metric],
        "hub": recorded["hub"],
    }


def _read(pair: Mapping, recorded: Mapping) -> Cell:
    metric, layers, curve = recorded["metric"], recorded["layers"], curve_from_dict(pair)
    comparison = Comparison(
        recorded["model"], recorded["pool"], pair["n"], layers, {metric: curve},
        (metric, peak_of(curve, layers)), Meeting.from_dict(pair["hub"]),
    )  # fmt: skip
    return Cell(pair["a"], pair["b"], pair["rows"], comparison)
