"""The points of curves over layers, from two sides' states: what is asked of each layer by itself,
and the nulls that are made for many layers, or many pairs of sides, together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from semhub.similarity import blocks, prepared
from semhub.similarity.blocks import kept_whole, over_blocks
from semhub.similarity.fused import ROW
from semhub.similarity.metric import Null
from semhub.similarity.sides import Side
from semhub.statistics.clusters import Clusters
from semhub.statistics.curve import at_layer
from semhub.statistics.draws import note_of_draws
from semhub.statistics.points import Curve, Point
from semhub.steps import part

SHARE = 0.25
"""Of the work on a layer's metric that has a null to be made later, what comes before it."""


@dataclass(frozen=True)
class Asked:
    """How sure one is to be. again: (K, n) re-pairings each. resamples, seed, clusters: as of
    `semhub.statistics.curve.curve`."""

    again: Sequence[np.ndarray]
    resamples: int
    seed: int
    clusters: Clusters | None = None


@dataclass(frozen=True)
class LayerPoints:
    """Metric -> its point. later: metric -> what its nulls are made of, where the point has none
    yet."""

    points: dict[str, Point]
    later: dict[str, Null]

    def with_nulls(self, found: Mapping[str, list[np.ndarray]]) -> dict[str, Point]:
        """The points, with the nulls that were made later: metric -> (K,) of each re-pairing."""
        return {
            name: replace(point, nulls=found[name]) if name in self.later else point
            for name, point in self.points.items()
        }


def layer_points(
    x: np.ndarray | Side, y: np.ndarray | Side, names: Iterable[str], asked: Asked
) -> LayerPoints:
    """All that is asked of two sides (n, width) at one layer, but for nulls made later."""
    found = prepared(x, y, names, asked.again)
    points, later = {}, {}
    for name, metric in found.items():
        told = metric.n >= metric.minimum_items
        null = metric.null() if told else None
        with part(SHARE / len(found) if null else 1 / len(found)):
            points[name] = at_layer(
                metric, () if null else asked.again, asked.resamples, asked.seed, asked.clusters
            )
        if null:
            later[name] = null
    return LayerPoints(points, later)


def points_of(
    x: np.ndarray, y: np.ndarray, names: Callable[[int], Iterable[str]], asked: Asked
) -> list[dict[str, Point]]:
    """The points of each layer of states (layers, n, width). names: the metrics of a layer.

    Layer by layer, so that no layer's similarities stay in memory; what nulls are made of stays
    for some layers. Those of few items share the cores; in those of many, their rows do.
    """
    layers, n = list(range(len(x))), x.shape[1]

    def at(layer: int) -> LayerPoints:
        with part(1 / len(layers)):
            return layer_points(x[layer], y[layer], names(layer), asked)

    if not kept_whole(n):
        return [at(layer).points for layer in layers]
    points: list[dict[str, Point]] = []
    together = max(os.cpu_count() or 1, blocks.ENTRIES // (4 * n**2))
    for first in range(0, len(layers), together):
        some = list(over_blocks(at, layers[first : first + together]))
        points += with_nulls(some, asked.again, (1 - SHARE) / len(layers))
        del some  # what their nulls are made of, before the next are made
    return points


def with_nulls(
    found: Sequence[LayerPoints], again: Sequence[np.ndarray], share: float = 0.0
) -> list[dict[str, Point]]:
    """The points of some layers with the nulls that are made together. share: of all the work, that
    of all nulls of one layer."""
    count = sum(map(len, again))
    groups: list[tuple[str, list[int]]] = []
    for name in dict.fromkeys(name for one in found for name in one.later):
        layers = [k for k, one in enumerate(found) if name in one.later]
        groups += [(name, layers[start : start + ROW]) for start in range(0, len(layers), ROW)]

    def made(group: tuple[str, list[int]]) -> list[list[np.ndarray]]:
        name, layers = group
        nulls = [found[layer].later[name] for layer in layers]
        every = []
        for one in again:
            with part(share * len(layers) / len(found[layers[0]].points) * len(one) / count):
                every.append(nulls[0].together(nulls, one))
        return [list(own) for own in zip(*every, strict=True)]

    nulls: list[dict[str, list[np.ndarray]]] = [{} for _layer in found]
    for (name, layers), made_of in zip(groups, over_blocks(made, groups), strict=True):
        for layer, own in zip(layers, made_of, strict=True):
            nulls[layer][name] = own
    return [one.with_nulls(own) for one, own in zip(found, nulls, strict=True)]


def notes_of_methods(curves: Mapping[str, Curve], n: int, resamples: int) -> tuple[str, ...]:
    """Sentences on what is worked out otherwise than of few pairs."""
    fitted = [
        f"The null of {name} is {curve.fitted} shuffles in place of {resamples:,}, with a Pearson "
        "III curve fitted to them, since there are many pairs."
        for name, curve in curves.items()
        if curve.fitted
    ]
    draws = note_of_draws(n)
    return (*fitted, draws) if draws else tuple(fitted)
