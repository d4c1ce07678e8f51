"""One plane for all layers: the two largest principal components.

The plane is fitted once, over every layer and every spoke together, so that from one layer to the
next it is the points that move. It is linear, the same for every point, and the same from run to
run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.experiments.hub.projection import Projection, directions, require_rows
from semhub.experiments.hub.states import States


@dataclass(frozen=True)
class Plane(Projection):
    """All items of one set of rows on one plane; at each layer the centre of all points is 0.

    axes: (2, width), orthonormal, the same at all layers.
    explained: (layers,) the share of a layer's variance that lies in the plane.
    within: (layers,) the share of the plane's variance that is among items that mean the same: 0
        where they coincide, about 1 - 1 / spokes where meaning does not matter.
    """

    axes: np.ndarray
    explained: np.ndarray
    within: np.ndarray


def pca(states: States, rows: str, *, own_means: bool = False) -> Plane:
    """Project the spokes of one set of rows, each state of length 1; `own_means` as for
    `directions`.

    Raises `InputError` on a set that the states do not have.
    """
    require_rows(states, rows)

    def of(layer: int) -> np.ndarray:
        return directions(states, rows, layer, own_means)

    # Layer by layer, twice: all at once would be several times what the states themselves take.
    with threadpool_limits(limits=1, user_api="blas"):  # a second thread is more wait than help
        moments = [np.tensordot(x, x, ((0, 1), (0, 1))) for x in map(of, states.layers)]
        axes = _largest_two(reduce(np.add, moments))
        points = np.stack([of(k) @ axes.T for k in states.layers])
    plane = np.square(points).sum(axis=(1, 2, 3))
    apart = np.square(points - points.mean(axis=1, keepdims=True)).sum(axis=(1, 2, 3))
    return Plane(
        rows,
        tuple(range(points.shape[2])),
        list(states.sets[rows]),
        points.astype(np.float32),
        axes,
        explained=_share(plane, np.array([np.trace(moment) for moment in moments])),
        within=_share(apart, plane),
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _largest_two(moments: np.ndarray) -> np.ndarray:
    """Return (2, width): the axes of the two largest eigenvalues of second moments (width, width),
    each turned so that its largest entry is positive, since such an axis has no sign of its own."""
    _values, vectors = np.linalg.eigh(moments)
    axes = vectors.T[:-3:-1]
    largest = np.abs(axes).argmax(axis=1)
    return axes * np.sign(axes[[0, 1], largest])[:, None]
