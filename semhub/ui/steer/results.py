"""Ask the library for a push, with what was asked before at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.ui import results

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Continuation, Steering
    from semhub.ui.steer.experiment import Experiment

STRENGTHS = (0.25, 0.5, 1.0, 2.0, 3.0)
"""Of the curve and of the sweep, in mean norms of the states."""

OFFERED = (*(-s for s in reversed(STRENGTHS)), *STRENGTHS)

SWEPT_ITEMS = 12
"""Items of the sweep, spread over all of them, so that hundreds of pushes take seconds."""

LENGTH = 16
"""Tokens of a continuation."""


def pushed(
    model: Model, asked: Experiment, layers: tuple[int, ...], strength: float, seed: int
) -> Steering:
    """The push and its controls at one strength, at all of the layers at once."""
    return _steer(
        model.name, model.revision, asked.key, layers, strength, (), 0, seed, model, asked
    )


def curve(model: Model, asked: Experiment, layers: tuple[int, ...], seed: int) -> Steering:
    """The same at every strength."""
    return _steer(
        model.name, model.revision, asked.key, layers, STRENGTHS[0], STRENGTHS, 0, seed, model,
        asked,
    )  # fmt: skip


def sweep(model: Model, asked: Experiment, seed: int) -> Steering:
    """The push at every strength and layer, each alone, on some of the items. Random pushes are
    made at the experiment's usual strength, whichever one is chosen."""
    rows = np.linspace(0, len(asked.questions) - 1, swept(asked)).round().astype(int).tolist()
    return _steer(
        model.name, model.revision, f"{asked.key}/{rows}", (model.n_layers,), asked.strength,
        STRENGTHS, model.n_layers, seed, model, asked.of(rows),
    )  # fmt: skip


def swept(asked: Experiment) -> int:
    return min(SWEPT_ITEMS, len(asked.questions))


@st.cache_resource(max_entries=128, show_spinner=False)
def _steer(
    name: str, revision: str, key: str, layers: tuple[int, ...], strength: float,
    strengths: tuple[float, ...], swept: int, seed: int, _model, _asked,
) -> Steering:  # fmt: skip
    """swept: how many layers the sweep has, from 1."""
    from semhub.steering import steer

    count = len(_asked.questions)
    with results.progress(f"Pushing {count} answers of {name}") as report:
        return steer(
            _model, _asked.directions, _asked.questions, _asked.choices, layer=layers,
            strength=strength, strengths=strengths, sweep=range(1, swept + 1), seed=seed,
            progress=report,
        )  # fmt: skip


def continued(
    model: Model, asked: Experiment, row: int, push: tuple[tuple[int, ...], float] | None
) -> Continuation:
    """What one question is gone on with, under a push at (layers, strength) or none."""
    return _continued(model.name, model.revision, asked.key, row, push, model, asked)


@st.cache_data(max_entries=512, show_spinner=False)
def _continued(name: str, revision: str, key: str, row: int, push, _model, _asked) -> Continuation:
    from semhub.steering import Push, continuation

    layers, strength = push or ((), 0.0)
    along = _asked.directions[row]
    added = [Push(layer, along.push(layer, strength)) for layer in layers]
    return continuation(_model, _asked.questions[row], added, length=LENGTH)
