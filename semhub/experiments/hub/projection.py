"""Items of all spokes in two dimensions, layer by layer: what every way of laying them out shares.

projection_pca.py    one plane for all layers; how far apart items lie counts
projection_tsne.py   a map of each layer that starts from the one beside it; who is near whom counts
"""

from __future__ import annotations

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


def evenly(count: int, most: int) -> tuple[int, ...]:
    """Return numbers of up to `most` of `count` rows, the first and the last among them."""
    return tuple(int(k) for k in np.linspace(0, count - 1, min(count, most)).round())
