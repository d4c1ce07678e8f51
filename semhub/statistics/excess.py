"""How much more alike than at the start, or than in an untrained twin?

`cka` and `mknn` compare what each side is like within itself, and bags of the same few words have
much in common before any layer. What a model adds is the excess over that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.statistics.curve import percentile_interval
from semhub.statistics.draws import bootstrap_indices, drawn_items, scale_of_draws


@dataclass(frozen=True)
class Measured:
    """One metric over all layers.

    value: (layers,). influence: (layers, n) by how much each item moves the value, as
    `semhub.experiments.hub.matrix.Cell` has it.
    """

    value: np.ndarray
    influence: np.ndarray


@dataclass(frozen=True)
class Excess:
    """A difference of values at every layer, with its 95% interval: value, low, high (layers,)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def over_first(found: Measured, *, resamples: int = 1000, seed: int = 0) -> Excess:
    """By how much each layer stands above the first, v_k - v_0; at the first it is 0."""
    return _excess(_rise(found), resamples, seed)


def over_twin(found: Measured, twin: Measured, *, resamples: int = 1000, seed: int = 0) -> Excess:
    """By how much each layer stands above the same layer of a twin that read the same items,
    v_k - t_k. Raises `InputError` where layers or items differ in number."""
    return _excess(_difference(found, twin), resamples, seed)


def over_first_and_twin(
    found: Measured, twin: Measured, *, resamples: int = 1000, seed: int = 0
) -> Excess:
    """By how much more each layer rose above the first than it did in the twin,
    (v_k - v_0) - (t_k - t_0). Raises `InputError` where layers or items differ in number."""
    return _excess(_difference(_rise(found), _rise(twin)), resamples, seed)


def _rise(found: Measured) -> Measured:
    return Measured(found.value - found.value[0], found.influence - found.influence[0])


def _difference(found: Measured, other: Measured) -> Measured:
    if found.influence.shape != other.influence.shape:
        raise InputError(
            "A twin has as many layers and items as the model; these are "
            f"{found.influence.shape} and {other.influence.shape}."
        )
    return Measured(found.value - other.value, found.influence - other.influence)


def _excess(found: Measured, resamples: int, seed: int) -> Excess:
    """The interval of a paired bootstrap: each draw of items moves both values, and the difference
    by its items' mean influence (the linear part of the bootstrap: Efron, "The Jackknife, the
    Bootstrap and Other Resampling Plans", 1982, section 5)."""
    n = found.influence.shape[1]
    draws, scale = bootstrap_indices(n, resamples, seed, drawn_items(n)), scale_of_draws(n)
    ends = [
        percentile_interval(value + scale * influence[draws].mean(1))
        if np.isfinite(influence).all()
        else (float("nan"), float("nan"))
        for value, influence in zip(found.value, found.influence, strict=True)
    ]
    low, high = np.array(ends).T
    return Excess(found.value, low, high)
