"""Another model, of whatever sense, laid against the one of the page: layers by layers."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.layer_map import PICK, layer_map
from semhub.experiments.model_map import cell_sentence, verdict
from semhub.inputs.sides import sides_of
from semhub.models.not_here import NotHere
from semhub.records.about import Both
from semhub.similarity.geometry import GEOMETRIES
from semhub.ui.hub import controls, queries
from semhub.ui.shared import cached, fetching, keep, links, messages, models, results, strangers
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import NAMES, column, segments
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from semhub.experiments.hub import Spokes
    from semhub.experiments.layer_map_result import LayerMap
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers

SECTION, CHART = "hub_map", "hub_map_chart"
MODEL, SIDE_A, SIDE_B, METRIC = "hub_map_model", "hub_map_a", "hub_map_b", "hub_map_metric"
LAYER_A, LAYER_B = "hub_map_layer_a", "hub_map_layer_b"
MOST = 200
"""Rows that a stranger's map is made of."""

KEYS = (MODEL, SIDE_A, SIDE_B, METRIC)

EMPTY = (
    "Choose a second model above. A model of text, one that only sees and one that only hears "
    "share no width and no space, but what means the same may lie alike in each: every layer of "
    "this model is then compared with every layer of the other, and with what untrained twins of "
    "both share."
)


@dataclass(frozen=True)
class _Other:
    """The second model: what of it stays when it has left the memory. check: its load check."""

    name: str
    revision: str
    modalities: tuple[str, ...]
    check: str


@dataclass(frozen=True)
class _Sides:
    """codes: the data types. called: what each model's side is called. items: of each side."""

    codes: tuple[str, str]
    called: tuple[str, str]
    items: tuple[Sequence[Input], Sequence[Input]]
    rows: str


def section(model: Model, choices: controls.Choices) -> None:
    """Draw the choice of a second model and of both sides, and the map of their layers."""
    name = controls.other_model(MODEL, model.name)
    if name is None:
        messages.info(EMPTY)
        return
    load = cache(lambda: queries.other(name))  # once in this run, and not before it is needed
    try:
        which = name, models.stamp(name)
        other = _other(which, load)
    except NotHere as missing:
        fetching.offer(name, str(missing))
        return
    sides = _sides(model, name, other.modalities, queries.spokes_of(choices))
    if sides is None:
        messages.info(
            f"{words.model(name)} takes {' and '.join(other.modalities)}, and no rows of these "
            "items have a data type for each of the two models; choose other data types or items "
            "above."
        )
        return
    labels = {key: geometry.metric.label for key, geometry in GEOMETRIES.items()}
    metric = segments("Compared by", METRIC, labels)
    found = _map(model, which, *sides.items, load)
    _draw(model, other, found, metric, sides)


def link() -> dict[str, str]:
    """Return what is chosen as link parameters."""
    return {
        key: st.query_params[key]
        for key in (SECTION, *KEYS, LAYER_A, LAYER_B)
        if key in st.query_params
    }


def _sides(model: Model, name: str, senses: Sequence[str], spokes: Spokes) -> _Sides | None:
    """Draw the choice of a data type for each model; None where they share no rows."""
    kinds = {code: items[0].modality for of in spokes.sets.values() for code, items in of.items()}
    own = [code for code in spokes.names if kinds[code] in model.modalities]
    others = [code for code in spokes.names if kinds[code] in senses]
    pairs = [(a, b) for a in own for b in others if spokes.shared(a, b)]
    if not pairs:
        return None
    left, right = st.columns(2)
    firsts = list(dict.fromkeys(a for a, _ in pairs))
    a = column(left, f"Read by {words.model(model.name)}", SIDE_A, firsts, firsts[0])
    seconds = [other for one, other in pairs if one == a]
    usual = next((code for code in seconds if code != a), seconds[0])
    b = column(right, f"Read by {words.model(name)}", SIDE_B, seconds, usual)
    rows = spokes.shared(a, b)
    items = tuple(strangers.first(spokes.sets[rows][code], MOST) for code in (a, b))
    called = tuple(
        f"{words.model(one)} ({NAMES[code]})" for one, code in ((model.name, a), (name, b))
    )
    return _Sides((a, b), called, items, rows)


def _draw(model: Model, other: _Other, found: LayerMap, metric: str, sides: _Sides) -> None:
    st.markdown(messages.escaped(verdict(found, sides.called)))
    chart = layer_map(found, metric, *sides.called)
    label = GEOMETRIES[metric].metric.label
    if point := clicked(CHART, PICK):
        links.choose(LAYER_A, int(point["a"]))
        links.choose(LAYER_B, int(point["b"]))
    figure(chart, CHART, f"{label} of {' and '.join(sides.called)}, layers by layers", wide=True,
           on_select="rerun")  # fmt: skip
    cells = found.metrics[metric]
    peak = cells.peak or (0, 0)
    layers = [
        links.number(key, 0, count - 1, usual)
        for key, count, usual in zip((LAYER_A, LAYER_B), cells.value.shape, peak, strict=True)
    ]
    for place, key, called, count in zip(
        st.columns(2), (LAYER_A, LAYER_B), sides.called, cells.value.shape, strict=True
    ):
        links.slider(place, f"Layer of {called}", 0, count - 1, key)
    st.markdown(messages.escaped(cell_sentence(found, metric, *layers, sides.called)))
    says = (
        f"Each cell is a layer of both models; click one for what it says. "
        f"{GEOMETRIES[metric].metric.sentence} {len(sides.items[0])} rows of {sides.rows}, "
        f"{found.pools[0]} and {found.pools[1]} pooling; {cells.shuffles:,} shuffles."
    )
    footer(
        messages.escaped(says),
        f"semhub-map-{sides.codes[0]}-{sides.codes[1]}", chart, found.to_dict(),
    )  # fmt: skip
    for note in (*found.notes, f"{words.model(other.name)}: {other.check}"):
        messages.caption(note)
    references = [f"{sides.rows}:{code}" for code in sides.codes]
    both = Both(found.model, f"{model.revision} and {other.revision}")
    keep.this(
        "map", both, found, sides_of(sides.called, sides.items),
        sides=sides.called,
        command=shlex.join(["python", "-m", "semhub", "map", model.name, other.name, *references]),
    )  # fmt: skip


@cached.data
def _other(which: tuple, _load: Callable[[], Model | Towers]) -> _Other:
    """Tell what is known of another model."""
    model = _load()
    check = (model.other if models.are_towers(model) else model).check
    return _Other(which[0], model.revision, tuple(model.modalities), check.sentence)


@cached.data
def _map(
    model: Model,
    which: tuple,
    a: Sequence[Input],
    b: Sequence[Input],
    _load: Callable[[], Model | Towers],
) -> LayerMap:
    """Map the layers of the page's model against those of another, loaded for this alone."""
    from semhub.experiments.model_map import map_models

    with results.progress(f"Reading {len(a) + len(b)} items with both models") as report:
        return map_models(
            model, _load(), a, b, progress=report, memory=results.memory(),
            twin=lambda one, modality, seed: models.twin_of(one, {modality}, seed)(),
        )  # fmt: skip
