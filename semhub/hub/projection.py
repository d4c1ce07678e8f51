"""The items of all spokes in two dimensions, on one plane for all layers.

The plane is fitted once, over every layer and every spoke together, so that from one layer to the
next it is the points that move. It is that of the two largest principal components: linear, the
same for every point, and the same from run to run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.hub.states import States


@dataclass(frozen=True)
class Projection:
    """Every item of one set of rows, at every layer.

    rows: the set. spokes: those that stand in it.
    points: (layers, spokes, n, 2) float32. axes: (2, width), orthonormal, the same at all layers.
    explained: (layers,) the share of a layer's variance that lies in the plane.
    limits: ((left, right), (bottom, top)) that hold all points of all layers.
    """

    rows: str
    spokes: list[str]
    points: np.ndarray
    axes: np.ndarray
    explained: np.ndarray
    limits: tuple[tuple[float, float], tuple[float, float]]


def project(states: States, rows: str, *, own_means: bool = False) -> Projection:
    """Project the spokes of one set of rows.

    States gain norm over depth, so that a plane fitted to them as they are would show the last
    layers alone: each layer is first scaled to a mean square distance of 1 from its centre.
    own_means: whether each spoke keeps its own mean at each layer. Without it (as in the centred
    metrics) the place of an item says what it means among its spoke's items; with it, it also says
    how far apart the data types themselves lie.

    Raises `InputError` on a set that the states do not have.
    """
    if rows not in states.sets:
        raise InputError(f"There are no rows “{rows}”; choose one of {', '.join(states.sets)}.")
    columns = states.sets[rows]
    x = np.stack(list(columns.values()), axis=1).astype(np.float64)  # (layers, spokes, n, width)
    x -= x.mean(axis=(1, 2) if own_means else 2, keepdims=True)
    spread = np.sqrt((x**2).sum(axis=-1).mean(axis=(1, 2), keepdims=True))[..., None]
    x /= np.where(spread > 0, spread, 1)
    axes = _largest_two(x.reshape(-1, x.shape[-1]))
    points = x @ axes.T
    whole, plane = (np.square(part).sum(axis=(1, 2, 3)) for part in (x, points))
    explained = np.divide(plane, whole, out=np.zeros(len(x)), where=whole > 0)
    limits = tuple((float(axis.min()), float(axis.max())) for axis in np.moveaxis(points, -1, 0))
    return Projection(rows, list(columns), points.astype(np.float32), axes, explained, limits)


def _largest_two(x: np.ndarray) -> np.ndarray:
    """(2, width): the first two principal axes of centred `x` (points, width), each turned so that
    its largest entry is positive, since a principal axis has no sign of its own."""
    _values, vectors = np.linalg.eigh(x.T @ x)
    axes = vectors.T[:-3:-1]
    largest = np.abs(axes).argmax(axis=1)
    return axes * np.sign(axes[[0, 1], largest])[:, None]
