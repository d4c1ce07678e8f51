"""Who is near whom at each layer: t-SNE (van der Maaten and Hinton 2008), by scikit-learn.

Fitted over the points of all layers as if they were of one, t-SNE shows no hub forming: a state is
nearer to itself one layer later than to nearly all else at its own layer, so that an item stays in
one place from the first layer to the last, beside those that it will meet only later. So each layer
has a map of its own, which starts from the places of the layer beside it: a point moves where its
neighbours change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import scipy
from threadpoolctl import threadpool_limits

from semhub.experiments.hub.projection import (
    Projection,
    directions,
    evenly,
    nearest,
    partners,
    require_rows,
)
from semhub.experiments.hub.projection_pca import pca
from semhub.experiments.hub.states import Progress, States

MOST = 8_000
"""Points of all layers and spokes together that are fitted: the time is in proportion to them."""

PERPLEXITY = 30.0
NEAREST = 10
"""Neighbours of an item that are counted in `kept`."""


class Fit(NamedTuple):
    early_exaggeration: float
    max_iter: int


FIRST = Fit(early_exaggeration=4.0, max_iter=1_000)
"""How the first layer is fitted: with the exaggeration of van der Maaten and Hinton. Under that of
scikit-learn, 12, a change in the seventh digit of the embedded model's states turned the map."""

NEXT = Fit(early_exaggeration=1.0, max_iter=500)
"""How a layer is fitted that starts from a map: exaggeration would tear it apart."""


@dataclass(frozen=True)
class NeighbourMap(Projection):
    """Items of one set of rows, those near each other that are near at that layer. How far apart
    groups lie, and how large or dense they are, means nothing.

    kept: (layers,) the share of an item's 10 nearest states at that layer, of those mapped, that
        are among its 10 nearest in the map.
    nearest: how many are counted, 10 where there are as many. perplexity: of the fit.
    partners: (layers,) the share of partners among an item's nearest marks, as many as it has
        partners; partners_before: the same among its nearest states of those mapped. Where the two
        are alike, the map shows as much of the hub as there is.
    """

    kept: np.ndarray
    nearest: int
    perplexity: float
    partners: np.ndarray
    partners_before: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """Return {"rows", "items", "spokes", "points": [layer][spoke][item] -> [across, up] to
        three decimals, "kept", "nearest", "perplexity", "partners", "partners_before"}."""
        return {
            "rows": self.rows,
            "items": list(self.items),
            "spokes": self.spokes,
            "points": self.points.astype(np.float64).round(3).tolist(),
            "kept": self.kept.round(4).tolist(),
            "nearest": self.nearest,
            "perplexity": self.perplexity,
            "partners": self.partners.round(4).tolist(),
            "partners_before": self.partners_before.round(4).tolist(),
        }

    @staticmethod
    def from_dict(recorded: Mapping[str, Any]) -> NeighbourMap:
        """Return what `to_dict` wrote."""
        return NeighbourMap(
            recorded["rows"],
            tuple(recorded["items"]),
            recorded["spokes"],
            np.array(recorded["points"], np.float32),
            kept=np.array(recorded["kept"]),
            nearest=recorded["nearest"],
            perplexity=recorded["perplexity"],
            partners=np.array(recorded["partners"]),
            partners_before=np.array(recorded["partners_before"]),
        )


def tsne(
    states: States,
    rows: str,
    *,
    items: Sequence[int] | None = None,
    own_means: bool = False,
    progress: Progress | None = None,
) -> NeighbourMap:
    """Map items of one set of rows, by the cosine of their states; `own_means` as for
    `directions`.

    items: numbers of rows; by default as many as `room` says, spread evenly. The middle layer is
    fitted first, from its places in the plane of `pca`, then those to both sides of it. Nothing is
    drawn at random.

    Raises `InputError` on a set that the states do not have.
    """
    require_rows(states, rows)
    count = states.spokes.rows(rows)
    items = evenly(count, room(states, rows)) if items is None else tuple(items)
    n_layers = len(states.layers)
    first = n_layers // 2
    start = pca(states, rows, own_means=own_means).points[first][:, items].reshape(-1, 2)
    maps: dict[int | None, np.ndarray] = {None: start / (start.std() or 1.0)}
    kept: dict[int, float] = {}
    before: dict[int, float] = {}
    order: list[tuple[int, int | None]] = [
        (first, None),
        *((k, k - 1) for k in range(first + 1, n_layers)),
    ]
    order += [(k, k + 1) for k in range(first - 1, -1, -1)]
    # One thread, so that sums are always taken in the same order; a second gains nothing here.
    with threadpool_limits(limits=1):
        for done, (layer, beside) in enumerate(order):
            if progress:
                progress(done / n_layers, "t-SNE")
            x = directions(states, rows, layer, own_means)[:, items]
            before[layer] = partners(x)
            x = x.reshape(-1, x.shape[-1]).astype(np.float32)
            fitted = _map(x, maps[beside], FIRST if beside is None else NEXT)
            maps[layer] = _laid_on(fitted, maps[beside])
            kept[layer] = _kept(x, maps[layer])
    shape = (n_layers, len(states.sets[rows]), len(items), 2)
    points = shape[1] * shape[2]
    places = np.stack([maps[layer] for layer in states.layers]).reshape(shape)
    return NeighbourMap(
        rows,
        items,
        list(states.sets[rows]),
        places,
        kept=np.array([kept[layer] for layer in states.layers]),
        nearest=_nearest(points),
        perplexity=_perplexity(points),
        partners=np.array([partners(of) for of in places]),
        partners_before=np.array([before[layer] for layer in states.layers]),
    )


def room(states: States, rows: str) -> int:
    """Return how many rows of a set are mapped, so that it is done in less than about half a
    minute."""
    points = len(states.layers) * len(states.sets[rows])  # of one row
    return min(states.spokes.rows(rows), max(2, MOST // points))


def _map(x: np.ndarray, start: np.ndarray, fit: Fit) -> np.ndarray:
    """Return (n, 2) float32: places of points (n, width), found from those that they start at."""
    from sklearn.manifold import TSNE  # here, since it is slow to import and seldom asked for

    return TSNE(
        perplexity=_perplexity(len(x)),
        early_exaggeration=fit.early_exaggeration,
        # As scikit-learn sets it, but not above that for few points, which makes them jump.
        learning_rate=len(x) / fit.early_exaggeration / 4,
        max_iter=fit.max_iter,
        init=start,
        n_jobs=1,
    ).fit_transform(x)


def _laid_on(fitted: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Return a map (n, 2) centred, of spread 1, and turned so that it lies best on the one beside
    it: place, size and turn of a map mean nothing, and would hide what moves in it. Of spread 1
    also since no point can move any more in a map that starts spread out wide."""
    centred = fitted - fitted.mean(axis=0)
    centred /= centred.std() or 1.0
    turn, _scale = scipy.linalg.orthogonal_procrustes(centred, beside)
    return (centred @ turn).astype(np.float32)


def _perplexity(points: int) -> float:
    """Return a perplexity as large as so few points allow."""
    return min(PERPLEXITY, (points - 1) / 3)


def _nearest(points: int) -> int:
    return min(NEAREST, points - 1)


def _kept(x: np.ndarray, places: np.ndarray) -> float:
    count = _nearest(len(x))
    return (nearest(x, count) & nearest(places, count)).sum() / (count * len(x))
