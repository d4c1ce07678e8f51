"""Items of all spokes in two dimensions, layer by layer: what every way of laying them out shares.

projection_pca.py    one plane for all layers; how far apart items lie counts
projection_tsne.py   a map of each layer that starts from the one beside it; who is near whom counts
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semhub.errors import InputError
from semhub.experiments.hub.states import States


@dataclass(frozen=True)
class Projection:
    """Items of one set of rows, at every layer.

    rows: the set. items: numbers of its rows. spokes: those that stand in the set.
    points: (layers, spokes, len(items), 2) float32.
    """

    rows: str
    items: tuple[int, ...]
    spokes: list[str]
    points: np.ndarray

    @property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """((left, right), (bottom, top)) that hold all points of all layers."""
        across, up = np.moveaxis(self.points, -1, 0)
        return (float(across.min()), float(across.max())), (float(up.min()), float(up.max()))


def require_rows(states: States, rows: str) -> None:
    """Raise `InputError` on a set that the states do not have."""
    if rows not in states.sets:
        raise InputError(f"There are no rows “{rows}”; choose one of {', '.join(states.sets)}.")


def directions(states: States, rows: str, layer: int, own_means: bool) -> np.ndarray:
    """Return states (spokes, n, width) of one layer as a cosine sees them: of length 1.

    As they are, norms grow over depth and pictures have longer states than words, so that what is
    drawn would show that and nothing else. own_means: whether each spoke keeps its own mean.
    Without it (as in the centred metrics) the place of an item says what it means among its
    spoke's items; with it, it also says how far apart the data types themselves lie. The mean of
    all is 0.
    """
    x = np.stack([spoke[layer] for spoke in states.sets[rows].values()]).astype(np.float64)
    if not own_means:
        x -= x.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(x, axis=-1, keepdims=True)
    x = np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)
    return x - x.mean(axis=(0, 1))


def partners(places: np.ndarray) -> float:
    """Return the share of partners among each item's nearest, of which as many are taken as it has
    partners; 1 where items that mean the same lie together, and nothing else between them.

    places: (spokes, n, width), in the plane or in the model.
    """
    count = len(places) - 1
    rows = np.tile(np.arange(places.shape[1]), len(places))
    near = nearest(places.reshape(len(rows), -1), count)
    return float((near & (rows[:, None] == rows)).sum() / (count * len(rows)))


def nearest(points: np.ndarray, count: int) -> np.ndarray:
    """Return (n, n) whether column j is among the `count` nearest of row i, itself left out.

    points: (n, width).
    """
    squares = np.square(points).sum(axis=1)
    distances = squares[:, None] + squares - 2 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    near = np.zeros(distances.shape, bool)
    np.put_along_axis(near, np.argpartition(distances, count - 1)[:, :count], True, axis=1)
    return near


def most_different(texts: Sequence[str], count: int) -> list[int]:
    """Pick up to `count` texts by number, the first among them, each next one sharing the smallest
    part of its words with any before it."""
    words = [set(text.lower().split()) for text in texts]
    found = [0]
    while len(found) < min(count, len(texts)):
        shared = [
            max(len(own & words[k]) / len(own | words[k] or {""}) for k in found) for own in words
        ]
        for k in found:
            shared[k] = 2.0
        found.append(int(np.argmin(shared)))
    return sorted(found)


def evenly(count: int, most: int) -> tuple[int, ...]:
    """Return numbers of up to `most` of `count` rows, the first and the last among them."""
    return tuple(int(k) for k in np.linspace(0, count - 1, min(count, most)).round())
