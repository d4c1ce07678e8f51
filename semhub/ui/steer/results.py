"""Ask the library for a push, with what was asked before at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from semhub.ui.shared import results

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Continuation, Family, Steering
    from semhub.ui.steer.experiment import Experiment

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Of the curve and of the sweep, in natural differences."""

RANDOM = "random"
"""The control that always stands beside a push."""

OFFERED = (*(-s for s in reversed(STRENGTHS)), *STRENGTHS)

SWEPT_ITEMS = 12
"""Items of the sweep, spread over all of them, so that hundreds of pushes take seconds."""

LENGTH = 16
"""Tokens of a continuation."""


def pushed(
    model: Model, asked: Experiment, layers: tuple[int, ...], strength: float, beside: str,
    seed: int,
) -> Steering:  # fmt: skip
    """The push and its controls at one strength, at all of the layers at once. beside: the control
    that a person chose; random pushes stand beside it in any case."""
    return _steer(
        model.name, model.revision, asked.key, layers, strength, (), 0, beside, seed, model, asked
    )


def curve(
    model: Model, asked: Experiment, layers: tuple[int, ...], beside: str, seed: int
) -> Steering:
    """The same at every strength."""
    return _steer(
        model.name, model.revision, asked.key, layers, STRENGTHS[0], STRENGTHS, 0, beside, seed,
        model, asked,
    )  # fmt: skip


def sweep(model: Model, asked: Experiment, seed: int) -> Steering:
    """The push at every strength and layer, each alone, on some of the items. Random pushes are
    made at the experiment's usual strength, whichever one is chosen."""
    rows = np.linspace(0, len(asked.questions) - 1, swept(asked)).round().astype(int).tolist()
    return _steer(
        model.name, model.revision, f"{asked.key}/{rows}", (model.n_layers,), asked.strength,
        STRENGTHS, model.n_layers, RANDOM, seed, model, asked.of(rows),
    )  # fmt: skip


def swept(asked: Experiment) -> int:
    return min(SWEPT_ITEMS, len(asked.questions))


@st.cache_resource(max_entries=128, show_spinner=False)
def _steer(
    name: str, revision: str, key: str, layers: tuple[int, ...], strength: float,
    strengths: tuple[float, ...], swept: int, beside: str, seed: int, _model, _asked,
) -> Steering:  # fmt: skip
    """swept: how many layers the sweep has, from 1."""
    from semhub.steering import steer

    count = len(_asked.questions)
    controls = () if beside == RANDOM else (beside,)
    words = _family(name, revision, key, _model, _asked) if controls else None
    with results.progress(f"Pushing {count} answers of {name}") as report:
        return steer(
            _model, _asked.directions, _asked.questions, _asked.choices, layer=layers,
            strength=strength, strengths=strengths, sweep=range(1, swept + 1),
            controls=controls, family=words, seed=seed, progress=report,
        )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def _family(name: str, revision: str, key: str, _model, _asked) -> Family:
    from semhub.steering import family

    count = sum(map(len, _asked.texts.values()))
    with results.progress(f"Reading {count} texts with {name}") as report:
        return family(
            _model, _asked.texts, pool=_asked.pool, progress=report, memory=results.memory()
        )


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
