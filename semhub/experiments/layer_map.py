"""Two sides with a layer axis each -> how alike any layer of one is to any layer of the other.

States of two towers have widths and axes of their own, so that a cosine between them means
nothing. What can be compared is each side's geometry: debiased CKA and mutual nearest neighbours.
Where the towers meet, after their projections, all metrics can be told: the map's corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.experiments.comparison import RESAMPLES, compare_states
from semhub.inputs import Input, require_pairs
from semhub.models.protocol import require_model
from semhub.result import Result
from semhub.similarity import ALL, METRICS, Pair
from semhub.similarity.geometry import GEOMETRIES, best_of_shuffles, products
from semhub.statistics.curve import Curve, curve
from semhub.statistics.draws import permutations
from semhub.statistics.null import null95, p_value
from semhub.statistics.repeats import note_of_repeats

if TYPE_CHECKING:
    from semhub.models.towers.pair import Towers
    from semhub.states.extraction import Memory, Progress

MOST_PAIRS = 1000
"""Beyond, the (n, n) matrices of all layers leave memory, and shuffles take minutes."""

EFFORT = 10**11
"""Layers of A times layers of B times the square of the pairs, summed over the shuffles of one
metric: some 15 s on one core at most. `FEWEST_SHUFFLES` are made in any case."""

FEWEST_SHUFFLES = 199


@dataclass(frozen=True)
class CellMap:
    """One metric between all layers of side A and all of side B. What cannot be told is NaN.

    value: (layers of A, layers of B). peak: the best cell, a layer of each.
    low, high: the 95% interval at the peak. chance: the mean over shuffled pairs, in theory.
    null95: 95% of shuffles stay below it in every cell. p: how often a shuffle's best cell reaches
    the observed best cell. shuffles: how many were made.
    """

    value: np.ndarray
    peak: tuple[int, int] | None
    low: float
    high: float
    chance: float
    null95: float
    p: float
    shuffles: int


@dataclass(frozen=True, repr=False)
class LayerMap(Result):
    """Similarity of paired items between any layer of one tower and any of the other.

    sides: the modality of side A and of side B. metrics: name -> map.
    corner: name -> curve of one point, in the towers' joint space.
    notes: what a person should know of how items were read.
    """

    model: str
    n: int
    sides: tuple[str, str]
    metrics: dict[str, CellMap]
    corner: dict[str, Curve]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        """Return what `compare --json` gives for towers; a number that could not be told is
        None."""
        return {
            "model": self.model,
            "pool": "mean",
            "n": self.n,
            "sides": list(self.sides),
            "metrics": {
                name: {
                    "value": _numbers(m.value),
                    "peak": m.peak and {"layers": list(m.peak), **_parts(m, "low", "high")},
                    **_parts(m, "chance", "null95", "p"),
                    "shuffles": m.shuffles,
                }
                for name, m in self.metrics.items()
            },
            "corner": {
                name: _parts(point, "value", "low", "high", "chance", "null95", "p")
                for name, point in self.corner.items()
            },
            "notes": list(self.notes),
        }


def compare_towers(
    towers: Towers,
    a: Sequence[Input],
    b: Sequence[Input],
    *,
    metrics: Iterable[str] = tuple(GEOMETRIES),
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> LayerMap:
    """Compare side `a` with side `b`, whose items i mean the same, each of one modality.

    a, b: as for `semhub.compare`.

    Items are pooled by the mean over their own positions; a tower's way of pooling (a class
    position, the end of the text, attention) is part of the corner alone. `resamples` is the most
    shuffles that are made. Raises `InputError` for sides that are empty, unequal, mixed or longer
    than `MOST_PAIRS`, an unknown metric, and a modality that the towers do not read.
    """
    from semhub.states.extraction import extract

    require_towers(towers)
    metrics = [metrics] if isinstance(metrics, str) else list(metrics)
    (a, b), notes = sides_of(a, b)
    require_pairs(a, b)
    if not 1 <= len(a) <= MOST_PAIRS:
        raise InputError(
            f"A map of layers takes 1 to {MOST_PAIRS:,} pairs, and these are {len(a):,}; leave "
            "some out."
        )
    states: list[np.ndarray] = []
    joints: list[np.ndarray] = []
    for part, items in ((0, a), (2, b)):
        tower = towers.tower(_modality(items))
        states.append(extract(tower, items, progress=_part(progress, part), memory=memory))
        joints.append(_joint(towers, items, _part(progress, part + 1), memory))
        notes += towers.notes(items)
    repeats = note_of_repeats([a, b])
    notes += [repeats] if repeats else []
    x, y = states
    cells = {name: cell_map(x, y, name, resamples=resamples, seed=seed) for name in metrics}
    corner = compare_states(
        joints[0][None], joints[1][None], [0],
        model=towers.name, pool="mean", metrics=ALL, resamples=resamples, seed=seed,
    )  # fmt: skip
    sides = a[0].modality, b[0].modality
    return LayerMap(towers.name, len(a), sides, cells, corner.metrics, tuple(notes))


def require_towers(towers: Any) -> None:
    """Raise `InputError` on anything but two towers that `semhub.load` gave."""
    if not hasattr(towers, "tower"):
        require_model(towers)
        raise InputError(f"{towers.name} has one axis of layers; compare its sides by `compare`.")


def cell_map(
    x: np.ndarray, y: np.ndarray, metric: str, *, resamples: int = RESAMPLES, seed: int = 0
) -> CellMap:
    """Return the map of states already taken, (layers, n, width) each; only n must agree.

    Every shuffle is the same for all cells, and its best cell enters the null, so that the peak
    has paid for being picked among them (Westfall & Young, "Resampling-Based Multiple Testing",
    1993). Raises `InputError` on an unknown metric.
    """
    if metric not in GEOMETRIES:
        raise InputError(
            f"Between layers of two widths there is no metric “{metric}”; choose one of "
            f"{', '.join(GEOMETRIES)}."
        )
    n, nothing = x.shape[1], float("nan")
    if n < METRICS[metric].minimum_items:
        value = np.full((len(x), len(y)), nothing)
        return CellMap(value, None, nothing, nothing, nothing, nothing, nothing, 0)
    geometry = GEOMETRIES[metric]
    # The products are long and thin: a second core would wait more than it works.
    with threadpool_limits(limits=1, user_api="blas"):
        a, b = geometry.stack(x), geometry.stack(y)
        value = products(a, b)
        shuffles = permutations(n, _affordable(len(x) * len(y) * n**2, resamples), seed)
        null = best_of_shuffles(a, b, shuffles, symmetric=geometry.symmetric)
        first, second = np.unravel_index(int(value.argmax()), value.shape)
        point = curve([METRICS[metric](Pair(x[first], y[second]))], resamples=1)
    return CellMap(
        value,
        (int(first), int(second)),
        float(point.low[0]),
        float(point.high[0]),
        point.chance,
        null95(null),
        p_value(value.max(), null),
        len(null),
    )


def _part(progress: Progress | None, part: int) -> Progress | None:
    """Return progress within one of the four equal parts: states and joint space of each side."""
    return progress and (lambda done, total: progress(part * total + done, 4 * total))


def _joint(
    towers: Towers, items: Sequence[Input], progress: Progress | None, memory: Memory | None
) -> np.ndarray:
    """Return (items, d): `Towers.joint`, where only items are run that memory does not hold."""
    from semhub.states.memory import identity, is_hooked

    tower = towers.tower(items[0].modality)
    if memory is None or is_hooked(tower):
        return towers.joint(items, progress)
    whose = identity(tower)
    keys = [(whose, "joint", item.digest) for item in items]
    kept = {key: memory.get(key) for key in keys}
    found = {key: row for key, row in kept.items() if row is not None}
    new = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
    if new:
        for key, row in zip(new, towers.joint([*new.values()], progress), strict=True):
            found[key] = row
            memory.put(key, row)
    return np.stack([found[key] for key in keys])


def _affordable(products_each: int, wanted: int) -> int:
    return min(wanted, max(FEWEST_SHUFFLES, EFFORT // products_each))


def _modality(items: Sequence[Input]) -> str:
    found = sorted({item.modality for item in items})
    if len(found) > 1:
        raise InputError(
            f"One side holds {' and '.join(found)}, which go through two towers; give a side of "
            "one kind."
        )
    return found[0]


def _parts(of: CellMap | Curve, *names: str) -> dict[str, float | None]:
    return {name: _number(getattr(of, name)) for name in names}


def _number(found: np.ndarray | float) -> float | None:
    """Return a number, or the only one of an array."""
    number = float(np.ravel(found)[0])
    return number if math.isfinite(number) else None


def _numbers(found: np.ndarray) -> list:
    written = found.astype(object)
    written[~np.isfinite(found)] = None
    return written.tolist()
