"""The items of all spokes in two dimensions, on one plane for all layers.

The plane is fitted once, over every layer and every spoke together, so that from one layer to the
next it is the points that move. It is that of the two largest principal components: linear, the
same for every point, and the same from run to run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from semhub.errors import InputError
from semhub.hub.states import States


@dataclass(frozen=True)
class Projection:
    """Every item of one set of rows, at every layer.

    rows: the set. spokes: those that stand in it.
    points: (layers, spokes, n, 2) float32. axes: (2, width), orthonormal, the same at all layers.
    explained: (layers,) the share of a layer's variance that lies in the plane.
    within: (layers,) the share of the plane's variance that is among items that mean the same: 0
        where they coincide, about 1 - 1 / spokes where meaning does not matter.
    limits: ((left, right), (bottom, top)) that hold all points of all layers.
    """

    rows: str
    spokes: list[str]
    points: np.ndarray
    axes: np.ndarray
    explained: np.ndarray
    within: np.ndarray
    limits: tuple[tuple[float, float], tuple[float, float]]


def project(states: States, rows: str, *, own_means: bool = False) -> Projection:
    """Project the spokes of one set of rows.

    States are scaled to length 1, as a cosine sees them. As they are, norms grow over depth and
    pictures have longer states than words, so that the plane would show that and nothing else.
    own_means: whether each spoke keeps its own mean at each layer. Without it (as in the centred
    metrics) the place of an item says what it means among its spoke's items; with it, it also says
    how far apart the data types themselves lie. At each layer the centre of all points is 0.

    Raises `InputError` on a set that the states do not have.
    """
    if rows not in states.sets:
        raise InputError(f"There are no rows “{rows}”; choose one of {', '.join(states.sets)}.")
    columns = states.sets[rows]

    def directions(k: int) -> np.ndarray:
        return _directions(np.stack([spoke[k] for spoke in columns.values()]), own_means)

    # Layer by layer, twice: all at once would be several times what the states themselves take.
    with threadpool_limits(limits=1, user_api="blas"):  # a second thread is more wait than help
        moments = [np.tensordot(x, x, ((0, 1), (0, 1))) for x in map(directions, states.layers)]
        axes = _largest_two(sum(moments))
        points = np.stack([directions(k) @ axes.T for k in states.layers])
    plane = np.square(points).sum(axis=(1, 2, 3))
    apart = np.square(points - points.mean(axis=1, keepdims=True)).sum(axis=(1, 2, 3))
    limits = tuple((float(axis.min()), float(axis.max())) for axis in np.moveaxis(points, -1, 0))
    return Projection(
        rows,
        list(columns),
        points.astype(np.float32),
        axes,
        explained=_share(plane, np.array([np.trace(moment) for moment in moments])),
        within=_share(apart, plane),
        limits=limits,
    )


def _directions(x: np.ndarray, own_means: bool) -> np.ndarray:
    """States (spokes, n, width) of one layer, each of length 1, less the mean of all."""
    x = x.astype(np.float64)
    if not own_means:
        x -= x.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(x, axis=-1, keepdims=True)
    x = np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)
    return x - x.mean(axis=(0, 1))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _largest_two(moments: np.ndarray) -> np.ndarray:
    """(2, width): the axes of the two largest eigenvalues of second moments (width, width), each
    turned so that its largest entry is positive, since such an axis has no sign of its own."""
    _values, vectors = np.linalg.eigh(moments)
    axes = vectors.T[:-3:-1]
    largest = np.abs(axes).argmax(axis=1)
    return axes * np.sign(axes[[0, 1], largest])[:, None]
