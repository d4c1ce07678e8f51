"""Hubs of the library, cached.

A cached hub is shared and never copied: its states are large, and nothing changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from semhub.charts import text_format as words
from semhub.datasets import pack
from semhub.errors import InputError
from semhub.ui.shared import cached, fetching, models, results

if TYPE_CHECKING:
    from semhub.experiments.hub import Hub, NeighbourMap, Plane, Spokes, States
    from semhub.models.protocol import Model
    from semhub.models.towers.pair import Towers
    from semhub.ui.hub.controls import Beside, Choices


@dataclass(frozen=True)
class ModelHub:
    """One model's hub.

    read: all that its states depend on. key: the same and the metric. called: the model's name in a
    chart; named: in a sentence. numbers: the hub as `hub --json` writes it.
    """

    read: tuple
    key: tuple
    called: str
    named: str
    hub: Hub
    numbers: dict


def hub_of(model: Model, choices: Choices) -> ModelHub:
    """Measure the hub of a model that is loaded."""
    called = words.model(model.name)
    if models.asked(model.name).chat:
        called = f"{called} in its chat template"
    return _seen(cached.of_model(model), called, called, choices, lambda: model)


def hub_beside(beside: Beside, choices: Choices) -> ModelHub:
    """Measure the hub of a second model, which is loaded for this alone and not kept."""
    which = (beside.name, models.stamp(beside.name), *beside.how.words, beside.untrained)
    return _seen(which, beside.called, beside.named, choices, lambda: _second(beside))


def spokes_of(choices: Choices) -> Spokes:
    """Gather all chosen data types, whether or not the model takes them."""
    return _spokes(tuple(choices.sets), choices.spokes, pack.written())


def usual_spokes() -> Spokes:
    """Gather the data types chosen at first for the embedded model."""
    from semhub.experiments.hub import SETS, USUAL

    return _spokes(SETS, USUAL, pack.written())


BY_STATES = {"semhub.ui.hub.queries.ModelHub": lambda seen: seen.read}
"""Hashing for results that depend on a hub's states but not on the metric."""


@cached.resource(tell_by=BY_STATES)
def plane(seen: ModelHub, rows: str) -> Plane:
    """Lay the items of one set of rows on one plane for all layers."""
    from semhub.experiments.hub import pca

    return pca(seen.hub.states, rows)


@cached.resource(tell_by=BY_STATES)
def neighbour_map(seen: ModelHub, rows: str, items: tuple[int, ...]) -> NeighbourMap:
    """Lay some items of one set of rows near each other where they are near."""
    from semhub.experiments.hub import tsne

    with results.progress(f"Mapping {len(items)} rows in {seen.named} at each layer") as report:
        return tsne(seen.hub.states, rows, items=items, progress=_percent(report))


def _seen(
    which: tuple, called: str, named: str, choices: Choices, load: Callable[[], Model]
) -> ModelHub:
    read = (which, choices.pool, tuple(choices.sets), choices.spokes, pack.written())
    states = _states(read, named, spokes_of(choices), choices.pool, load)
    key = (*read, choices.metric)
    return ModelHub(read, key, called, named, *_hub(key, named, states, choices.metric))


@cached.resource
def _spokes(sets: Sequence[str], spokes: Sequence[str], written: int) -> Spokes:
    from semhub.experiments.hub import from_sets

    return from_sets(sets, spokes)


@cached.resource
def _states(read: tuple, _named: str, _spokes: Spokes, _pool: str, _load) -> States:
    from semhub.experiments.hub import take

    items = sum(len(items) for columns in _spokes.sets.values() for items in columns.values())
    with results.progress(f"Reading up to {items:,} items with {_named}, each once") as report:
        return take(
            _load(), _spokes, pool=_pool, memory=results.memory(), progress=_percent(report)
        )


@cached.resource
def _hub(key: tuple, _named: str, _states: States, _metric: str) -> tuple[Hub, dict]:
    from semhub.experiments.hub import measure

    with results.progress(f"Comparing every pair in {_named}") as report:
        hub = measure(_states, _metric, progress=_percent(report))
    return hub, hub.to_dict()


def _percent(report: Callable[[int, int], None]) -> Callable[[float, str], None]:
    return lambda share, _stage: report(round(100 * share), 100)


def other(name: str) -> Model | Towers:
    """Load a model for this alone. Raises `InputError` where it cannot be fetched or read, or
    strangers may not use it."""
    _bring(name)
    return models.once(name)


def _bring(name: str, revision: str | None = None) -> None:
    with results.progress(f"Looking for {name}") as report:
        fetching.folder(name, lambda share, _sentence: report(round(100 * share), 100), revision)


def _second(beside: Beside) -> Model:
    """Load the second model. Raises `InputError` where it cannot be fetched, and for two towers,
    which share no layers."""
    if beside.untrained:
        _bring(beside.name)
        return models.untrained(beside.name)
    if not beside.past:
        _bring(beside.name, beside.how.revision)
    model = models.once(beside.name, beside.how)
    if models.are_towers(model):
        raise InputError(
            f"{words.model(model.name)} is two towers, each with layers of its own, so that it "
            "cannot stand beside one model's layers; choose another."
        )
    return model
