"""Two sides that mean the same, item by item -> how alike they are at every layer.

This file joins extraction, similarity and statistics; each of them knows nothing of the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController

from semhub.errors import InputError
from semhub.inputs import Input, require_pairs
from semhub.similarity import METRICS, Pair, centred, cosine, require_metric
from semhub.statistics import Curve, curve

if TYPE_CHECKING:
    from semhub.extraction import Memory, Pool, Progress
    from semhub.models.protocol import Model

LEAD = "centred_gap"
"""The metric whose peak is named when none was asked for: `gap` mixes meaning with the norm that
states gain over depth, which centring takes off."""

RESAMPLES = 1000


@dataclass(frozen=True)
class Comparison:
    """Similarity of paired items at every layer.

    n: number of pairs. layers: their numbers, 0 for the embedding.
    metrics: name -> curve over `layers`.
    peak: (metric, layer) where the leading metric is largest; layer None if nothing could be told.
    """

    model: str
    pool: Pool
    n: int
    layers: list[int]
    metrics: dict[str, Curve]
    peak: tuple[str, int | None]

    def hub(self, metric: str) -> list[int]:
        """The layers whose interval lies wholly above the null band of `metric`."""
        c = self.metrics[metric]
        return [k for k, low in zip(self.layers, c.low, strict=True) if low > c.null95]

    @classmethod
    def from_dict(cls, recorded: dict) -> Comparison:
        """What `to_dict` wrote; None is read as NaN."""
        curves = {name: curve_from_dict(curve) for name, curve in recorded["metrics"].items()}
        metric, layer = recorded["peak"]["metric"], recorded["peak"]["layer"]
        return cls(
            recorded["model"], recorded["pool"], recorded["n"], recorded["layers"], curves,
            (metric, layer),
        )  # fmt: skip

    def to_dict(self) -> dict:
        """The `compare --json` contract; a number that could not be told is None."""
        return {
            "model": self.model,
            "pool": self.pool,
            "n": self.n,
            "layers": self.layers,
            "metrics": {name: curve_to_dict(curve) for name, curve in self.metrics.items()},
            "peak": {"metric": self.peak[0], "layer": self.peak[1]},
        }


def compare(
    model: Model,
    a: Sequence[Input],
    b: Sequence[Input],
    *,
    pool: Pool = "mean",
    metrics: Iterable[str] = tuple(METRICS),
    layers: Sequence[int] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Comparison:
    """Compare side `a` with side `b`, whose items i mean the same.

    Raises `InputError` for sides of unequal length, an unknown pool, metric or layer.
    """
    # Here and not above: a recorded comparison can then be shown before torch is loaded.
    from semhub.extraction import extract, require_pool

    require_pairs(a, b)
    require_pool(pool)
    layers = _known_layers(model, layers)
    states = extract(model, [*a, *b], pool=pool, progress=progress, memory=memory)
    return compare_states(
        states[layers, : len(a)],
        states[layers, len(a) :],
        layers,
        model=model.name,
        pool=pool,
        metrics=metrics,
        resamples=resamples,
        seed=seed,
    )


def compare_states(
    x: np.ndarray,
    y: np.ndarray,
    layers: list[int],
    *,
    model: str,
    pool: Pool,
    metrics: Iterable[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """The comparison of states already taken, both (layers, n, width)."""
    pairs = [Pair(x_k, y_k) for x_k, y_k in zip(x, y, strict=True)]
    curves = {}
    for name in metrics:
        require_metric(name)
        # Thousands of small products: waiting for a second BLAS thread costs more than it brings.
        with _thread_pools().limit(limits=1, user_api="blas"):
            curves[name] = curve((METRICS[name](pair) for pair in pairs), resamples, seed)
    lead = LEAD if LEAD in curves else next(iter(curves))
    peak = lead, peak_of(curves[lead], layers)
    return Comparison(model, pool, x.shape[1], layers, curves, peak)


@cache
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()


def similarity_matrix(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, n) centred cosines of two sides (n, width) at one layer; of a single pair, plain ones,
    since one item less its own mean is nothing."""
    return cosine(centred(x), centred(y)) if len(x) > 1 else cosine(x, y)


def pair_cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(layers,) mean plain cosine of matched states, both (layers, n, width): all that one pair
    can tell."""
    return np.array([np.diag(cosine(a, b)).mean() for a, b in zip(x, y, strict=True)])


def _known_layers(model: Model, layers: Sequence[int] | None) -> list[int]:
    if layers is None:
        return list(range(model.n_layers + 1))
    unknown = [layer for layer in layers if not 0 <= layer <= model.n_layers]
    if unknown:
        raise InputError(
            f"{model.name} has layers 0 to {model.n_layers}, and no layer {unknown[0]}."
        )
    return list(layers)


def peak_of(c: Curve, layers: list[int]) -> int | None:
    """The layer at which a curve is largest; None where nothing could be told."""
    return None if np.isnan(c.value).all() else layers[int(np.nanargmax(c.value))]


def curve_to_dict(curve: Curve) -> dict:
    """A curve as files have it; a number that could not be told is None."""
    return {
        part: [_number(x) for x in found] if isinstance(found, np.ndarray) else _number(found)
        for part, found in vars(curve).items()
    }


def curve_from_dict(recorded: Mapping) -> Curve:
    """What `curve_to_dict` wrote; None is read as NaN."""
    return Curve(**{part.name: _read(recorded[part.name]) for part in fields(Curve)})


def _read(number: list[float | None] | float | None) -> np.ndarray | float:
    if isinstance(number, list):
        return np.array(number, dtype=float)  # which makes None NaN
    return math.nan if number is None else number


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
