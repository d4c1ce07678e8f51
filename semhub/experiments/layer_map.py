"""Two sides with a layer axis each -> how alike any layer of one is to any layer of the other.

States of two towers have widths and axes of their own, so that a cosine between them means
nothing. What can be compared is each side's geometry: debiased CKA and mutual nearest neighbours.
Where the towers meet, after their projections, all metrics can be told: the map's corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.experiments.comparison import RESAMPLES, compare_states
from semhub.experiments.layer_map_result import CellMap, LayerMap
from semhub.inputs import Input, require_pairs
from semhub.models.protocol import require_model
from semhub.similarity import ALL, Pair
from semhub.similarity.geometry import ALIKE, GEOMETRIES, best_of_shuffles, products
from semhub.statistics.curve import curve
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
metric: some 8 s on one core at most. `FEWEST_SHUFFLES` are made in any case."""

FEWEST_SHUFFLES = 199


def compare_towers(
    towers: Towers,
    a: Sequence[Input],
    b: Sequence[Input],
    *,
    metrics: Iterable[str] = ALIKE,
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
    require_few_pairs(a, b)
    states: list[np.ndarray] = []
    joints: list[np.ndarray] = []
    for part, items in ((0, a), (2, b)):
        tower = towers.tower(modality_of(items))
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


def require_few_pairs(a: Sequence[Input], b: Sequence[Input]) -> None:
    """Raise `InputError` for sides that are unequal, or longer than a map takes."""
    require_pairs(a, b)
    if not 1 <= len(a) <= MOST_PAIRS:
        raise InputError(
            f"A map of layers takes 1 to {MOST_PAIRS:,} pairs, and these are {len(a):,}; leave "
            "some out."
        )


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
    geometry = GEOMETRIES[metric]
    n, nothing = x.shape[1], float("nan")
    if n < geometry.metric.minimum_items:
        value = np.full((len(x), len(y)), nothing)
        return CellMap(value, None, nothing, nothing, nothing, nothing, nothing, 0)
    # The products are long and thin: a second core would wait more than it works.
    with threadpool_limits(limits=1, user_api="blas"):
        a, b = geometry.stack(x), geometry.stack_of_b(y)
        value = products(a, b).reshape(len(x), -1, len(y)).max(axis=1)
        shuffles = permutations(n, _affordable(len(a) * len(b) * n**2, resamples), seed)
        null = best_of_shuffles(a, b, shuffles, symmetric=geometry.symmetric)
        first, second = np.unravel_index(int(value.argmax()), value.shape)
        point = curve([geometry.metric(Pair(x[first], y[second]))], resamples=1)
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


def modality_of(items: Sequence[Input]) -> str:
    """Return the modality of a side. Raises `InputError` where it holds several."""
    found = sorted({item.modality for item in items})
    if len(found) > 1:
        raise InputError(
            f"One side holds {' and '.join(found)}, which no one encoder reads; give a side of one "
            "kind."
        )
    return found[0]
