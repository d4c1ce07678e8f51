"""How alike two sides are at one layer: metrics of paired states, and nothing about models.

Row i of `x` and row i of `y` are the states of the same meaning in two data types. A `Pair` holds
both sides and what several metrics share; a metric is prepared from a `Pair` and answers
`value`, `leave_one_out()` and `permuted()`; the bootstrapped ones answer `resampled()` as well.
What those answers say about chance and certainty is the business of `semhub.statistics`.

Conventions: n items, all sums in float64, S[i, j] = cosine of x_i and y_j. A permutation p pairs
x_i with y_p[i]. Leaving an item out takes it from both sides; the mean that centring takes off
stays that of all n items.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from semhub.errors import InputError

TIE = 1e-9
"""Cosines closer than this are the same: true duplicates differ by rounding error only."""

ROUNDING = 1e-12
"""What is left after centring counts as zero below this share of what was there before."""


BLOCK = 256
"""Permutations worked on at once, so that their buffers stay in a core's cache."""


class Pair:
    """Both sides of n items at one layer, with what more than one metric needs, made once.

    `x` (n, d) and `y` (n, e); cka and mknn allow e != d. Raises InputError for sides of unequal
    length and for states that are not finite.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        if self.x.ndim != 2 or self.y.ndim != 2 or len(self.x) != len(self.y):
            raise InputError(
                f"Give both sides as (items, width) with equally many items; "
                f"these are {self.x.shape} and {self.y.shape}."
            )
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise InputError(
                "Some states are infinite or not a number; load the model in float32 and try again."
            )
        self.n = len(self.x)

    @cached_property
    def similarity(self) -> np.ndarray:
        """S (n, n) of the states as they are."""
        return cosine(self.x, self.y)

    @cached_property
    def centred_x(self) -> np.ndarray:
        return centred(self.x)

    @cached_property
    def centred_y(self) -> np.ndarray:
        return centred(self.y)

    @cached_property
    def centred_similarity(self) -> np.ndarray:
        """S (n, n) after each side's own mean is taken off."""
        return cosine(self.centred_x, self.centred_y)

    @cached_property
    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """Two (n, n) int matrices: the rank that y_j has for x_i, and that x_i has for y_j.

        On the centred S. A rank counts every candidate at least as near, itself included, so that
        1 is the best and ties count against.
        """
        s = self.centred_similarity
        return _ranks_in_rows(s), _ranks_in_rows(s.T).T


class Gap:
    """Matched minus mismatched: mean_i S_ii - mean_(i != j) S_ij.

    Equation 1 of Wu et al., "The Semantic Hub Hypothesis", ICLR 2025, on the states as they are.
    A large common offset hides the signal in it: lead with `CentredGap`.
    """

    interval = "bootstrap"
    minimum_items = 2

    def __init__(self, pair: Pair) -> None:
        self.n = pair.n
        self._similarity = self._similarity_of(pair)

    @staticmethod
    def _similarity_of(pair: Pair) -> np.ndarray:
        return pair.similarity

    @staticmethod
    def chance(n: int) -> float:
        return 0.0

    @property
    def value(self) -> float:
        return float(self._gap(np.trace(self._similarity), self._similarity.sum(), self.n))

    def leave_one_out(self) -> np.ndarray:
        """(n,): the gap with item i left out."""
        s, own = self._similarity, np.diag(self._similarity)
        total = s.sum() - s.sum(0) - s.sum(1) + own
        return self._gap(own.sum() - own, total, self.n - 1)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the gap when x_i is paired with y_p[i], for each row p of `permutations` (K, n)."""
        matched = _along(self._similarity, permutations).sum(1)
        return self._gap(matched, self._similarity.sum(), self.n)

    def resampled(self, indices: np.ndarray) -> np.ndarray:
        """(B,): the gap of the items drawn in each row of `indices` (B, n), with replacement.

        Two copies of one item are never taken for different items, which would put a 'matched'
        pair among the mismatched. NaN where a row draws one item only.
        """
        draws, n = indices.shape
        flat = indices + np.arange(draws)[:, None] * n
        weights = np.bincount(flat.ravel(), minlength=draws * n).reshape(draws, n).astype(float)
        own = np.diag(self._similarity)
        squares = weights**2
        different = np.einsum("bi,bi->b", weights @ self._similarity, weights) - squares @ own
        pairs = n**2 - squares.sum(1)
        means = np.divide(different, pairs, out=np.full(draws, np.nan), where=pairs > 0)
        return weights @ own / n - means

    @staticmethod
    def _gap(matched: np.ndarray, total: np.ndarray, n: int) -> np.ndarray:
        """From the sum of the matched and of all n * n similarities."""
        return matched / n - (total - matched) / (n * (n - 1))


class CentredGap(Gap):
    """`Gap` after each side's own mean is taken off, so that a common offset changes nothing.

    Two centred items are each other's negative, which leaves one number: three are the least.
    """

    minimum_items = 3

    @staticmethod
    def _similarity_of(pair: Pair) -> np.ndarray:
        return pair.centred_similarity


class _Retrieval:
    """The mean over items, and over both directions, of a score of the right partner's rank."""

    interval = "wilson"
    minimum_items = 3  # as for CentredGap

    def __init__(self, pair: Pair) -> None:
        self.n = pair.n
        self._pair = pair

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    @cached_property
    def _scores(self) -> np.ndarray:
        """(n, n): what the pair (x_i, y_j) would score if it were the right one."""
        from_x, from_y = self._pair.ranks
        return (self._score(from_x) + self._score(from_y)) / 2

    @property
    def value(self) -> float:
        return float(np.diag(self._scores).mean())

    def leave_one_out(self) -> np.ndarray:
        """(n,): the score with item i left out, as a query and as a candidate."""
        s = self._pair.centred_similarity
        total = np.zeros(self.n)
        for side, ranks in zip((s, s.T), self._pair.ranks, strict=True):
            ahead = side >= np.diag(s)[:, None] - TIE
            np.fill_diagonal(ahead, False)
            scores = self._score(np.diag(ranks)[:, None] - ahead)
            np.fill_diagonal(scores, 0)
            total += scores.sum(0)
        return total / (2 * (self.n - 1))

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the score when x_i's right partner is y_p[i], for each row of `permutations`."""
        return _along(self._scores, permutations).mean(1)


class Acc1(_Retrieval):
    """Retrieval accuracy at 1 on the centred S: how often the right partner alone is nearest."""

    @staticmethod
    def chance(n: int) -> float:
        return 1 / n

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        return (ranks == 1).astype(np.float64)


class MRR(_Retrieval):
    """Mean reciprocal rank of the right partner on the centred S."""

    @staticmethod
    def chance(n: int) -> float:
        return float((1 / np.arange(1, n + 1)).sum() / n)

    @staticmethod
    def _score(ranks: np.ndarray) -> np.ndarray:
        return 1 / ranks


class CKA:
    """Linear centred kernel alignment, debiased.

    HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with the unbiased HSIC of Song et al., "Feature
    Selection via Dependence Maximization", JMLR 2012, eq. 5, as in Nguyen et al., "Do Wide and
    Deep Networks Learn the Same Things?", ICLR 2021, on all items at once. That HSIC is the inner
    product of U-centred kernels (Szekely & Rizzo, "Partial Distance Correlation", Annals of
    Statistics 2014), which bounds the value by 1 and makes a permutation a mere re-indexing.
    A side whose U-centred kernel vanishes (all items alike, or all equally far apart) gives 0.
    """

    interval = "jackknife"
    minimum_items = 4

    def __init__(self, pair: Pair) -> None:
        self.n = pair.n
        self._pair = pair

    @staticmethod
    def chance(n: int) -> float:
        return 0.0

    @cached_property
    def _kernels(self) -> tuple[np.ndarray, np.ndarray]:
        return _unit_kernel(self._pair.centred_x), _unit_kernel(self._pair.centred_y)

    @property
    def value(self) -> float:
        k, m = self._kernels
        return float((k * m).sum())

    def leave_one_out(self) -> np.ndarray:
        """(n,): the CKA with item i left out; needs one item more than `minimum_items`.

        The rows of a U-centred kernel sum to zero, so that the HSIC without item i is the sum of
        all products less 2 (n - 2) / (n - 3) times those of row i, up to a factor that cancels.
        """
        k, m = self._kernels
        share = 2 * (self.n - 2) / (self.n - 3)
        both, own_k, own_m = (
            (a * b).sum() - share * (a * b).sum(1) for a, b in ((k, m), (k, k), (m, m))
        )
        norm = np.sqrt(np.clip(own_k, 0, None) * np.clip(own_m, 0, None))
        return np.divide(both, norm, out=np.zeros(self.n), where=norm > ROUNDING)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the CKA when x_i is paired with y_p[i], for each row p of `permutations` (K, n)."""
        k, m = self._kernels
        items = np.arange(self.n)[:, None]
        # Each unordered pair once, as (i, i + step) around a circle, and then doubled: half the
        # work. With n even the last step meets every pair twice.
        steps = np.arange(1, self.n // 2 + 1)
        partners = (items + steps) % self.n
        weights = np.where(2 * steps == self.n, 1.0, 2.0) * k[items, partners]
        return _repaired_sum(weights, partners, m, permutations)


class MutualNeighbours:
    """Mutual k-nearest neighbours: mean_i |N_k^X(i) & N_k^Y(i)| / k, k = 10.

    Huh et al., "The Platonic Representation Hypothesis", ICML 2024. Neighbours are found within a
    side, by cosine of the states as they are, self left out. Where several items tie for the last
    places, each gets an equal share of them: the expectation when every side breaks its ties at
    random. So items that are all alike agree by chance only, k / (n - 1).
    """

    k = 10
    interval = "wilson"
    minimum_items = k + 2  # with k + 1, everything is everything's neighbour

    def __init__(self, pair: Pair) -> None:
        self.n = pair.n
        self._pair = pair

    @classmethod
    def chance(cls, n: int) -> float:
        return cls.k / (n - 1)

    @cached_property
    def _cosines(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(_without_self(cosine(side, side)) for side in (self._pair.x, self._pair.y))

    @cached_property
    def _memberships(self) -> tuple[np.ndarray, np.ndarray]:
        return tuple(_membership(s, self.k) for s in self._cosines)

    @property
    def value(self) -> float:
        in_x, in_y = self._memberships
        return float((in_x * in_y).sum() / (self.n * self.k))

    def leave_one_out(self) -> np.ndarray:
        """(n,): the overlap with item i left out; needs one item more than `minimum_items`.

        Without item i the neighbours of item j are one of three, on either side: as before (i was
        none of them), the nearest k + 1 less i (i had a sure place), or the same sure places with
        the last ones shared among fewer (i was one of several that tied for them).
        """
        which, cases = zip(*(self._cases_without(s) for s in self._cosines), strict=True)
        overlap = np.zeros((self.n, self.n))
        for a, in_x in enumerate(cases[0]):
            for b, in_y in enumerate(cases[1]):
                product = in_x * in_y
                without = product.sum(1, keepdims=True) - product
                overlap += np.where((which[0] == a) & (which[1] == b), without, 0)
        np.fill_diagonal(overlap, 0)
        return overlap.sum(0) / ((self.n - 1) * self.k)

    def _cases_without(self, s: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """Which case (n, n) holds for item j (row) without item i (column), and all three."""
        usual, wider = _membership(s, self.k), _membership(s, self.k + 1)
        shared = (usual > 0) & (usual < 1)
        ties = shared.sum(1, keepdims=True)
        fewer = np.where(shared, usual * ties / np.maximum(ties - 1, 1), usual)
        return np.where(shared, 2, np.where(usual > 0, 1, 0)), (usual, wider, fewer)

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        """(K,): the overlap when x_i is paired with y_p[i], for each row of `permutations`."""
        in_x, in_y = self._memberships
        longest = np.count_nonzero(in_x, axis=1).max()
        neighbours = np.argsort(-in_x, axis=1, kind="stable")[:, :longest]
        weights = np.take_along_axis(in_x, neighbours, axis=1) / (self.n * self.k)
        return _repaired_sum(weights, neighbours, in_y, permutations)


METRICS: Mapping[str, type] = MappingProxyType(
    {
        "gap": Gap,
        "centred_gap": CentredGap,
        "acc1": Acc1,
        "mrr": MRR,
        "cka": CKA,
        "mknn": MutualNeighbours,
    }
)


def chance(metric: str, n: int) -> float:
    """What `metric` reads on average when the n pairs are shuffled. InputError: unknown name."""
    return _metric(metric).chance(n)


def minimum_items(metric: str) -> int:
    """The fewest items for which `metric` means anything. InputError: unknown name."""
    return _metric(metric).minimum_items


def cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, m): the cosine of every row of `x` (n, d) with every row of `y` (m, d).

    A zero vector is like nothing: its cosines are 0. Raises InputError for unequal widths.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if x.shape[1] != y.shape[1]:
        raise InputError(
            f"Cosines need states of one width, but these are {x.shape[1]} and {y.shape[1]} wide; "
            "use cka or mknn instead."
        )
    return _unit_rows(x) @ _unit_rows(y).T


def centred(x: np.ndarray) -> np.ndarray:
    """`x` (n, d) less the mean of its rows; a row that only differs by rounding becomes 0."""
    x = np.asarray(x, np.float64)
    rest = x - x.mean(0)
    before, after = np.linalg.norm(x, axis=1), np.linalg.norm(rest, axis=1)
    rest[after <= ROUNDING * before] = 0
    return rest


def _metric(name: str) -> type:
    if name not in METRICS:
        raise InputError(f"There is no metric {name!r}; choose one of {', '.join(METRICS)}.")
    return METRICS[name]


def _unit_rows(x: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(norms > 0, norms, 1)


def _along(matrix: np.ndarray, permutations: np.ndarray) -> np.ndarray:
    """(K, n): matrix[i, p[i]] for each row p."""
    return matrix.ravel().take(permutations + np.arange(len(matrix)) * len(matrix))


def _ranks_in_rows(s: np.ndarray) -> np.ndarray:
    """(n, m): how many entries of the same row are at least as large, ties within TIE included."""
    below = [np.searchsorted(np.sort(row), row - TIE) for row in s]
    return s.shape[1] - np.array(below)


def _unit_kernel(x: np.ndarray) -> np.ndarray:
    """The U-centred linear kernel (n, n) of centred `x`, of norm 1, or 0 if nothing is left."""
    n = len(x)
    kernel = x @ x.T
    whole = np.linalg.norm(kernel)
    np.fill_diagonal(kernel, 0)
    rows = kernel.sum(1) / (n - 2)
    kernel += rows.sum() / (n - 1) - rows[:, None] - rows
    np.fill_diagonal(kernel, 0)
    norm = np.linalg.norm(kernel)
    return kernel / norm if norm > ROUNDING * whole else np.zeros_like(kernel)


def _without_self(s: np.ndarray) -> np.ndarray:
    np.fill_diagonal(s, -np.inf)
    return s


def _membership(s: np.ndarray, k: int) -> np.ndarray:
    """(n, n): how far j is among the k nearest of i: 1, 0, or an equal share of the last places."""
    last = np.partition(s, -k, axis=1)[:, -k, None]
    sure, tied = s > last + TIE, np.abs(s - last) <= TIE
    places = k - sure.sum(1, keepdims=True)
    return sure + tied * (places / tied.sum(1, keepdims=True))


def _repaired_sum(
    weights: np.ndarray, columns: np.ndarray, other: np.ndarray, permutations: np.ndarray
) -> np.ndarray:
    """(K,): sum over i, c of weights[i, c] * other[p[i], p[columns[i, c]]] for each row p.

    `weights` and `columns` are (n, m), a sparse form of one side's matrix; `other` (n, n) is the
    side that is re-paired. A block of permutations goes together, one column at a time, through
    the same two buffers: fresh ones would cost more than the sums.
    """
    n, flat = len(other), other.ravel()
    sums = []
    for first in range(0, len(permutations), BLOCK):
        places = np.ascontiguousarray(permutations[first : first + BLOCK].T)
        rows = places * n
        where, values = np.empty_like(rows), np.empty(rows.shape)
        total = np.zeros(rows.shape[1])
        for weight, column in zip(weights.T, columns.T, strict=True):
            np.take(places, column, axis=0, out=where, mode="clip")
            where += rows
            np.take(flat, where, out=values, mode="clip")
            total += weight @ values
        sums.append(total)
    return np.concatenate(sums)
