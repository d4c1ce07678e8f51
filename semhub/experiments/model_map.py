"""Any two models, item by item -> how alike any layer of one is to any layer of the other.

As in Huh et al., "The Platonic Representation Hypothesis", ICML 2024: a speech encoder, a vision
encoder and a language model share no width and no space, but items may lie alike in each. What two
architectures share before any training, since both see the same items, is the value to beat: the
map of their untrained twins.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.experiments.comparison import RESAMPLES
from semhub.experiments.layer_map import cell_map, modality_of, require_few_pairs
from semhub.experiments.layer_map_result import CellMap, LayerMap
from semhub.inputs import Input
from semhub.inputs.door import strings
from semhub.models.protocol import require_model
from semhub.similarity.geometry import GEOMETRIES
from semhub.statistics.repeats import note_of_repeats

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers
    from semhub.states.extraction import Memory, Progress

LEVEL = 0.05
"""How often any metric may claim a meeting where there is none."""

ROUNDING = 1e-6
"""By how much values that are the same may differ."""

TwinOf = Callable[["Model", str, int], "Model"]
"""From a model, a modality and a seed to its untrained twin; raises `InputError` where it has none.
"""


def map_models(
    first: Model | Towers,
    second: Model | Towers,
    a: Sequence[Input],
    b: Sequence[Input],
    *,
    metrics: Iterable[str] = tuple(GEOMETRIES),
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Memory | None = None,
    twin: TwinOf | None = None,
) -> LayerMap:
    """Map side `a` in the first model against side `b` in the second; items i mean the same.

    a, b: as for `semhub.compare`. Of two towers, the one that reads a side's modality is taken.
    Each model pools as suits it. `resamples` is the most shuffles that are made.
    twin: makes untrained twins; by default `semhub.models.twin.twin_of`. Where a model has none,
    a note says so. Raises `InputError` for sides that are empty, unequal, mixed or too long, an
    unknown metric, and a modality that a model does not take.
    """
    from semhub.states.extraction import extract, pool_of

    metrics = strings(metrics, "A metric")
    if not metrics:
        raise InputError(f"No metric is named; choose of {', '.join(GEOMETRIES)}.")
    (a, b), notes = sides_of(a, b)
    require_few_pairs(a, b)
    for side in (a, b):
        if len(side) > 1 and len({item.digest for item in side}) == 1:
            raise InputError("All items of a side are the same; give items that differ.")
    readers = _reader(first, a), _reader(second, b)
    x, y = (
        extract(reader, items, progress=_part(progress, k), memory=memory)
        for k, (reader, items) in enumerate(zip(readers, (a, b), strict=True))
    )
    cells = {name: cell_map(x, y, name, resamples=resamples, seed=seed) for name in metrics}
    try:
        # Two models of one architecture must not begin with the same weights, which would make
        # them the same; a model beside itself is the same.
        seeds = (0, int(_which(readers[0]) != _which(readers[1])))
        twins = [
            (twin or _twin)(reader, items[0].modality, own)
            for reader, items, own in zip(readers, (a, b), seeds, strict=True)
        ]
    except InputError as error:
        notes.append(
            "The untrained twins were not run, so that what both architectures share before any "
            f"training is not told apart: {error}"
        )
    else:
        u, v = (
            extract(one, items, pool=pool_of(reader, "auto"), progress=_part(progress, k))
            for k, (one, reader, items) in enumerate(zip(twins, readers, (a, b), strict=True), 2)
        )
        cells = {
            name: replace(found, untrained=best_cell(u, v, name)) for name, found in cells.items()
        }
    repeats = note_of_repeats([a, b])
    notes += [repeats] if repeats else []
    names = readers[0].name, readers[1].name
    return LayerMap(
        " and ".join(names), len(a), (a[0].modality, b[0].modality), cells, {}, tuple(notes),
        models=names, pools=(pool_of(readers[0], "auto"), pool_of(readers[1], "auto")),
    )  # fmt: skip


def best_cell(x: np.ndarray, y: np.ndarray, metric: str) -> float:
    """Return the largest cell of the map of states (layers, n, width); NaN of too few items."""
    found = cell_map(x, y, metric, resamples=1)
    return float(found.value.max())


def standing(result: LayerMap) -> dict[str, str]:
    """Tell of each metric whether it finds a meeting: "meets"; "input" where the interval of its
    peak reaches down to how alike the two are before any block; "untrained" where it reaches down
    to what untrained twins share; "chance" where shuffled pairs explain it; or "few".

    The p values of all metrics together are held against `LEVEL` as in Holm, "A Simple Sequentially
    Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 1979.
    """
    told = {name: m for name, m in result.metrics.items() if m.peak is not None}
    found = dict.fromkeys(result.metrics, "few")
    left, stopped = len(told), False
    for name, m in sorted(told.items(), key=lambda one: one[1].p):
        stopped = stopped or m.p * left > LEVEL
        left -= 1
        if stopped:
            found[name] = "chance"
        else:
            low = (m.low if math.isfinite(m.low) else m.value[m.peak]) - ROUNDING
            found[name] = (
                "input" if low <= m.value[0, 0] else "untrained" if low <= m.untrained else "meets"
            )
    return found


def verdict(result: LayerMap, names: Sequence[str] = ()) -> str:
    """Say in one sentence whether the two models meet, by which metrics, and at which layers.

    names: what the models are called; by default as they are named.
    """
    first, second = names or result.models
    states = standing(result)
    meets = [name for name, state in states.items() if state == "meets"]
    if set(states.values()) == {"few"} or not _can_be_rare(result):
        few = "1 pair is" if result.n == 1 else f"{result.n} pairs are"
        return f"{few} too few to tell whether {first} and {second} meet."
    if not meets:
        return _why_not(result, states, first, second)
    beyond = "shuffled partners" + (
        " and untrained twins"
        if all(math.isfinite(result.metrics[name].untrained) for name in meets)
        else ""
    )
    parts = [_at_peak(result.metrics[name], name) for name in meets]
    others = [_label(name) for name, state in states.items() if state != "meets"]
    but = f", and not by {' or '.join(others)}" if others else ""
    return f"{first} and {second} meet beyond {beyond} by {'; '.join(parts)}{but}."


def _why_not(result: LayerMap, states: Mapping[str, str], first: str, second: str) -> str:
    """Say why no metric finds a meeting: by what is nearest to one."""
    if name := next((name for name, state in states.items() if state == "input"), None):
        alike = result.metrics[name].value[0, 0]
        return (
            f"{first} and {second} are not clearly more alike than before their first block "
            f"({_label(name)} {alike:.2f} at their layers 0 and 0)."
        )
    if "untrained" in states.values():
        return f"{first} and {second} are not clearly more alike than their untrained twins."
    return (
        f"No two layers of {first} and {second} are clearly more alike than by shuffled partners."
    )


def _can_be_rare(result: LayerMap) -> bool:
    """Whether there are pairs enough that a p value of all metrics could reach `LEVEL`."""
    return math.factorial(min(result.n, 20)) * LEVEL >= len(result.metrics)


def cell_sentence(result: LayerMap, metric: str, a: int, b: int, names: Sequence[str] = ()) -> str:
    """Say in one sentence what one cell of a map of two models says. names: as in `verdict`."""
    cells = result.metrics[metric]
    value = cells.value[a, b]
    if not math.isfinite(value):
        return f"{result.n} pairs are too few for {_label(metric)}."
    first, second = names or result.models
    beyond = (
        f"{cells.calibrated[a, b]:.2f} of the way from there to 1"
        if value > cells.null95
        else "no more than they do"
    )
    return (
        f"Layer {a} of {first} and layer {b} of {second}: {_label(metric)} {value:.2f}, where "
        f"shuffled partners stay below {cells.null95:.2f} on the whole map: {beyond}."
    )


def _at_peak(m: CellMap, name: str) -> str:
    a, b = m.peak or (0, 0)
    interval = f" [{m.low:.2f}, {m.high:.2f}]" if math.isfinite(m.low) else ""
    return (
        f"{_label(name)} {m.value[a, b]:.2f}{interval} at their layers {a} and {b}, "
        f"{m.calibrated[a, b]:.2f} calibrated"
    )


def _label(metric: str) -> str:
    return GEOMETRIES[metric].metric.axis


def _reader(model: Model | Towers, items: Sequence[Input]) -> Model:
    """Return the model, or of two towers the one that reads these items. Raises `InputError` where
    it does not, before anything is run."""
    require_model(model)
    modality = modality_of(items)
    reader: Model = model.tower(modality) if hasattr(model, "tower") else model
    reader.encode(items[:1])
    return reader


def _which(model: Model) -> tuple[str, str]:
    return model.name, model.revision


def _twin(model: Model, modality: str, seed: int) -> Model:
    from semhub.models.twin import twin_of

    return twin_of(model, {modality}, seed=seed)


def _part(progress: Progress | None, part: int) -> Progress | None:
    """Return progress within one of the four equal parts: states of each model and each twin."""
    return progress and (lambda done, total: progress(part * total + done, 4 * total))
