"""One model's hub: its states, the matrix of all pairs, and the band in which most meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.experiments.comparison import RESAMPLES, similarity_matrix
from semhub.experiments.hub.band import band
from semhub.experiments.hub.findings import Findings, Rows
from semhub.experiments.hub.matrix import matrix
from semhub.experiments.hub.spokes import Spokes, spokes_of
from semhub.experiments.hub.states import Progress, States, take
from semhub.experiments.verdict import METRIC
from semhub.models.protocol import require_model
from semhub.similarity import require_metric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.states.extraction import Memory


@dataclass(frozen=True, repr=False)
class Hub(Findings):
    """What was found, and the states that all of it was computed of, for planes and for similarity
    matrices."""

    states: States

    @property
    def spokes(self) -> Spokes:
        """Those that the model takes, with their items."""
        return self.states.spokes

    def similarity(self, a: str, b: str, layer: int) -> np.ndarray:
        """Return (n, n) centred cosines of the items of two spokes that share rows, at one
        layer."""
        x, y = self.states.pair(a, b)
        return similarity_matrix(x[layer], y[layer])


def hub_of(
    model: Model,
    spokes: Spokes | Mapping[str, Sequence[Input | str] | Path],
    *,
    metric: str = METRIC,
    pool: Pool | Literal["auto"] = "auto",
    resamples: int = RESAMPLES,
    seed: int = 0,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Hub:
    """Run every item of the spokes that the model takes once, and compare all with all.

    spokes: or data type -> its items, of which item i means the same in each, as `semhub.compare`
        takes them.

    Raises `InputError` on an unknown metric, and as `take` does.
    """
    require_model(model)
    require_metric(metric)  # before the model is run
    spokes = spokes_of(spokes)
    states = take(model, spokes, pool=pool, memory=memory, progress=progress)
    return measure(states, metric, resamples=resamples, seed=seed, progress=progress)


def measure(
    states: States,
    metric: str = METRIC,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Hub:
    """Return the hub of states already taken. Raises `InputError` on an unknown metric."""
    cells = matrix(states, metric, resamples=resamples, seed=seed, progress=progress)
    return Hub(
        states.model,
        states.pool,
        metric,
        states.layers,
        names=states.spokes.names,
        rows={
            name: Rows(states.spokes.rows(name), tuple(columns))
            for name, columns in states.spokes.sets.items()
        },
        left_out=states.spokes.left_out,
        cells=cells,
        band=band(cells, resamples=resamples, seed=seed),
        states=states,
    )
