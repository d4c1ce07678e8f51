"""Sides whose states are taken already, as in folders of states: compared without the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.experiments.comparison import (
    RESAMPLES,
    WRONG_PARTNERS,
    Comparison,
    compare_states,
    known_layers,
)
from semhub.experiments.hub.spokes import Spokes
from semhub.experiments.hub.states import States
from semhub.experiments.wrong_partners import lengths, matching_lengths, wrong_partners
from semhub.inputs import Input, require_pairs
from semhub.inputs.door import one_of
from semhub.similarity import USUAL, metric_names
from semhub.similarity.partial import length_covariates, partial_out
from semhub.states.extraction import Progress, extract
from semhub.states.store import Source, StoredItem, StoredSide, require_same
from semhub.statistics.clusters import Clusters
from semhub.statistics.repeats import notes_of_pairs

if TYPE_CHECKING:
    from semhub.models.protocol import Model


@dataclass(frozen=True, eq=False)
class TakenSide:
    """called: what sentences call it. source: what its states are of.
    items: of a side on disk what is known of them. lengths: (n,) how long each is.
    states: (layers, n, width) float32.
    """

    called: str
    source: Source
    items: Sequence[Input | StoredItem]
    lengths: np.ndarray
    states: np.ndarray


def from_disk(side: StoredSide) -> TakenSide:
    """A side of a folder of states. Raises `InputError` where a shard is missing or damaged."""
    return TakenSide(side.called, side.source, side.items, side.lengths, side.states())


def from_model(
    model: Model,
    items: Sequence[Input],
    source: Source,
    called: str,
    progress: Progress | None = None,
) -> TakenSide:
    """A side that is run now, in the way of `source`. Raises `InputError` as `extract` does."""
    states = extract(model, items, pool=source.pool, suffix=source.suffix, progress=progress)
    return TakenSide(called, source, items, lengths(model, items), states)


def compare_taken(
    a: TakenSide,
    b: TakenSide,
    *,
    metrics: str | Iterable[str] = USUAL,
    layers: int | Sequence[int] | None = None,
    clusters: Clusters | None = None,
    partial: Literal["length"] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """What `compare` finds of the same items, from their states.

    Raises `InputError` for sides of unequal length, of different models, poolings or suffixes, and
    as `compare` does.
    """
    require_same(b.source, a.source, b.called, a.called)
    require_pairs(a.items, b.items)
    source = a.source
    if partial is not None:
        one_of(partial, ["length"], "covariate")
    x, y = (_without_length(side) if partial else side.states for side in (a, b))
    found = compare_states(
        x,
        y,
        known_layers(source.model, source.layers - 1, layers),
        model=source.model,
        pool=source.pool,
        wrong=wrong_partners(matching_lengths(a.lengths, b.lengths), WRONG_PARTNERS, seed),
        metrics=metric_names(metrics),
        clusters=clusters,
        partial=partial,
        resamples=resamples,
        seed=seed,
    )
    return replace(found, notes=tuple(notes_of_pairs(a.items, b.items, clusters)))


def states_of(names: Sequence[str], sets: Mapping[str, Mapping[str, TakenSide]]) -> States:
    """The states of spokes, for `experiments.hub.measure`.

    sets: set of rows -> spoke -> its side. Raises `InputError` as `Spokes` does, and for sides of
    different models, poolings or suffixes.
    """
    sides = [side for columns in sets.values() for side in columns.values()]
    for side in sides[1:]:
        require_same(side.source, sides[0].source, side.called, sides[0].called)

    def each(part: str) -> dict[str, dict]:
        return {
            rows: {spoke: getattr(side, part) for spoke, side in columns.items()}
            for rows, columns in sets.items()
        }

    source, spokes = sides[0].source, Spokes(tuple(names), each("items"))
    return States(source.model, source.pool, spokes, each("states"), each("lengths"))


def _without_length(side: TakenSide) -> np.ndarray:
    """States less what the number of tokens alone explains; those of pictures and sounds as they
    are."""
    if side.items[0].modality != "text":
        return side.states
    return partial_out(side.states, length_covariates(side.lengths))
