"""One side at one layer by itself, as an (n, n) matrix: the sum of the products of two such
matrices is `cka` or `mknn`.

So a layer of one model can be compared with any layer of another, whatever their widths, and all
with all at the price of a few matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from semhub.similarity.cka import unit_kernel
from semhub.similarity.neighbours import MutualNeighbours, membership
from semhub.similarity.pairs import centred, cosine, without_self


@dataclass(frozen=True)
class Geometry:
    """What a metric knows of one side.

    of: states (n, width) -> (n, n). symmetric: whether that matrix is.
    """

    of: Callable[[np.ndarray], np.ndarray]
    symmetric: bool

    def stack(self, states: np.ndarray) -> np.ndarray:
        """(layers, n, n) of states (layers, n, width)."""
        return np.stack([self.of(layer) for layer in states])


def _neighbourhood(x: np.ndarray) -> np.ndarray:
    shares = membership(without_self(cosine(x, x)), MutualNeighbours.k)
    return shares / np.sqrt(len(x) * MutualNeighbours.k)


def _kernel(x: np.ndarray) -> np.ndarray:
    x = centred(x)
    return unit_kernel(x @ x.T)


GEOMETRIES: Mapping[str, Geometry] = MappingProxyType(
    {
        "cka": Geometry(_kernel, symmetric=True),
        "mknn": Geometry(_neighbourhood, symmetric=False),
    }
)


def products(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(layers of a, layers of b): the metric between any layer of one stack and of the other."""
    return a.reshape(len(a), -1) @ b.reshape(len(b), -1).T


def best_of_shuffles(
    a: np.ndarray, b: np.ndarray, permutations: np.ndarray, *, symmetric: bool
) -> np.ndarray:
    """(K,): for each row p of `permutations` (K, n), the largest of `products` over all pairs of
    layers when item i of `a` is paired with item p[i] of `b`: the same p for every pair."""
    if symmetric:  # each pair of items once: half the work
        a = 2 * np.triu(a, 1)
    rows, columns = np.nonzero(a.any(axis=0))
    weights = a[:, rows, columns]
    # Layers last, so that a pair of items finds its entries of all layers side by side.
    n, other = len(a[0]), np.ascontiguousarray(b.reshape(len(b), -1).T)
    found = np.empty((len(rows), len(b)))
    best = np.empty(len(permutations))
    for k, p in enumerate(permutations):
        np.take(other, p[rows] * n + p[columns], axis=0, out=found, mode="clip")
        best[k] = (weights @ found).max()
    return best
