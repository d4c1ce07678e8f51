"""Pushes of the library, cached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semhub.datasets.pushes import ABOUT
from semhub.datasets.tried import recorded
from semhub.ui.shared import cached, results
from semhub.ui.steer import offered, preset

if TYPE_CHECKING:
    from semhub.datasets.tried import Trial
    from semhub.models.protocol import Model
    from semhub.steering import Continuation, Family, Steering
    from semhub.ui.steer.experiment import Experiment

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Of the curve and of the sweep, in natural differences."""

RANDOM = "random"
"""The control that always stands beside a push."""

OFFERED = (*(-s for s in reversed(STRENGTHS)), *STRENGTHS)

SWEPT_ITEMS = 12
"""Number of items of the sweep, evenly spread, so that hundreds of pushes take seconds."""

LENGTH = 16
"""Tokens of a continuation."""


def pushed(
    model: Model, experiment: Experiment, layers: tuple[int, ...], strength: float, beside: str,
    seed: int,
) -> Steering:  # fmt: skip
    """Push, with controls, at one strength, at all of the layers at once. beside: the chosen
    control; random pushes are always there too."""
    return _steer(model, experiment, layers, strength, (), 0, beside, seed)


def curve(
    model: Model, experiment: Experiment, layers: tuple[int, ...], beside: str, seed: int
) -> Steering:
    """Push at every strength of the curve."""
    return _steer(model, experiment, layers, STRENGTHS[0], STRENGTHS, 0, beside, seed)


def sweep(model: Model, experiment: Experiment, seed: int) -> Steering:
    """Push at every strength and layer, each alone, on some of the items. Random pushes are
    made at the experiment's usual strength, whichever one is chosen."""
    rows = (
        np.linspace(0, len(experiment.questions) - 1, swept(experiment))
        .round()
        .astype(int)
        .tolist()
    )
    return _steer(
        model, experiment.of(rows), (model.n_layers,), experiment.strength, STRENGTHS,
        model.n_layers, RANDOM, seed,
    )  # fmt: skip


def swept(experiment: Experiment) -> int:
    return min(SWEPT_ITEMS, len(experiment.questions))


def tried(model: Model) -> tuple[Trial, ...]:
    """Return what came of each push that a model can be asked: as it was measured, else now."""
    known = recorded(model.name)
    return known or tuple(
        _tried(model, about.name, spoke)
        for about in ABOUT.values()
        if offered.suits(about, model.name)
        for spoke in offered.spokes(model.name, about.name)
    )


def _tried(model: Model, name: str, spoke: str) -> Trial:
    from semhub.steering.trial import trial

    made = preset.experiment(model, name, spoke)
    return trial(name, spoke, pushed(model, made, (made.layer,), made.strength, RANDOM, 0).point)


@cached.resource
def _steer(
    model: Model, experiment: Experiment, layers: tuple[int, ...], strength: float,
    strengths: tuple[float, ...], swept: int, beside: str, seed: int,
) -> Steering:  # fmt: skip
    """Compute pushes. swept: the last layer of the sweep, which begins at 1; 0 for none."""
    from semhub.steering import steer

    count = len(experiment.questions)
    controls = () if beside == RANDOM else (beside,)
    words = _family(model, experiment) if controls else None
    with results.progress(f"Pushing {count} answers of {model.name}") as report:
        return steer(
            model, experiment.directions, experiment.questions, experiment.choices, layer=layers,
            strength=strength, strengths=strengths, sweep=range(1, swept + 1),
            controls=controls, family=words, seed=seed, progress=report,
        )  # fmt: skip


@cached.resource
def _family(model: Model, experiment: Experiment) -> Family:
    from semhub.steering import family

    count = sum(map(len, experiment.texts.values()))
    with results.progress(f"Reading {count} texts with {model.name}") as report:
        return family(
            model, experiment.texts, pool=experiment.pool, progress=report, memory=results.memory()
        )


@cached.data
def continued(
    model: Model, experiment: Experiment, row: int, push: tuple[tuple[int, ...], float] | None
) -> Continuation:
    """Continue one question, under a push at (layers, strength) or none."""
    from semhub.steering import Push, continuation

    layers, strength = push or ((), 0.0)
    along = experiment.directions[row]
    added = [Push(layer, along.push(layer, strength)) for layer in layers]
    return continuation(model, experiment.questions[row], added, length=LENGTH)
