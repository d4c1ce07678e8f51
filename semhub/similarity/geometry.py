"""One side at one layer by itself, as an (n, n) matrix: the sum of the products of two such
matrices is `cka`, `mknn` or `linear`.

So a layer of one model can be compared with any layer of another, whatever their widths, and all
with all at the price of a few matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from semhub.similarity.cka import CKA
from semhub.similarity.fused import TIED, all_products
from semhub.similarity.metric import PairMetric
from semhub.similarity.neighbours import MutualNeighbours
from semhub.similarity.prediction import LinearPrediction, explained, spread
from semhub.similarity.sides import Side

FINE = 30.0
"""Largest product of two matrices' norms up to which sums in float32 were seen within 1e-6. A state
thousands of times as long as the others makes a regression of entries in the millions, which cancel
out."""


@dataclass(frozen=True)
class Geometry:
    """What a metric knows of one side.

    metric: its class. of: states (n, width) of side A -> (n, n), or several of these of which the
    best counts, (m, n, n). symmetric: whether they are. other: the same of side B, one matrix,
    where it is another.
    """

    metric: type[PairMetric]
    of: Callable[[np.ndarray], np.ndarray]
    symmetric: bool
    other: Callable[[np.ndarray], np.ndarray] | None = None

    def stack(self, states: np.ndarray) -> np.ndarray:
        """(layers times m, n, n) of the states (layers, n, width) of side A."""
        found = np.stack([self.of(layer) for layer in states])
        return found.reshape(-1, *found.shape[-2:])

    def stack_of_b(self, states: np.ndarray) -> np.ndarray:
        """(layers, n, n) of the states (layers, n, width) of side B."""
        return np.stack([(self.other or self.of)(layer) for layer in states])


def _neighbourhood(x: np.ndarray) -> np.ndarray:
    k = MutualNeighbours.k
    return Side(x).nearest(k) / np.sqrt(len(x) * k)


def _kernel(x: np.ndarray) -> np.ndarray:
    return Side(x).unit_kernel


GEOMETRIES: Mapping[str, Geometry] = MappingProxyType(
    {
        "cka": Geometry(CKA, _kernel, symmetric=True),
        "mknn": Geometry(MutualNeighbours, _neighbourhood, symmetric=False),
        "linear": Geometry(LinearPrediction, explained, symmetric=True, other=spread),
    }
)
"""Key -> what the metric knows of a side."""

ALIKE = tuple(name for name, geometry in GEOMETRIES.items() if geometry.other is None)
"""Those to which both sides are the same."""


def products(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(layers of a, layers of b): the metric between any layer of one stack and of the other."""
    return a.reshape(len(a), -1) @ b.reshape(len(b), -1).T


def best_of_shuffles(
    a: np.ndarray, b: np.ndarray, permutations: np.ndarray, *, symmetric: bool
) -> np.ndarray:
    """(K,): for each row p of `permutations` (K, n), the largest of `products` over all pairs of
    layers when item i of `a` is paired with item p[i] of `b`: the same p for every pair."""
    sizes = [_only_size(side) for side in (a, b)]
    if all(sizes):  # counts, which float32 adds up without rounding
        found = all_products(*(side / size for side, size in zip((a, b), sizes, strict=True)),
                             permutations, symmetric=symmetric)  # fmt: skip
        return found.max(axis=(1, 2)) * sizes[0] * sizes[1]
    observed = products(a, b).max()
    norms_a, norms_b = (np.linalg.norm(side, axis=(1, 2)) for side in (a, b))
    rough = norms_a * norms_b.max() > FINE
    some = []
    if rough.any():
        some.append(_best(a[rough], b, permutations))
    if not rough.all():
        fine = a[~rough]
        some.append(_best_by_look_up(fine, b, permutations, observed, symmetric=symmetric))
    return np.maximum.reduce(some)


def _best_by_look_up(
    a: np.ndarray, b: np.ndarray, permutations: np.ndarray, observed: float, *, symmetric: bool
) -> np.ndarray:
    """The same in float32, and again in float64 where that is near what was `observed`."""
    best = all_products(a, b, permutations, symmetric=symmetric).max(axis=(1, 2))
    near = np.abs(best - observed) < TIED
    best[near] = _best(a, b, permutations[near])
    return best


def _only_size(side: np.ndarray) -> float:
    """The one number that all entries are which are not 0; 0 where there are several or none."""
    size = float(side.max())
    return size if ((side == 0) | (side == size)).all() else 0.0


def _best(a: np.ndarray, b: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K,): the largest of `products` under each re-pairing, in float64."""
    rows, columns = np.nonzero(a.any(axis=0))
    entries = a[:, rows, columns]
    best = [(entries @ b[:, p[rows], p[columns]].T).max() for p in permutations]
    return np.array(best, dtype=np.float64)
