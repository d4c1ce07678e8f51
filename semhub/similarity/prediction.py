"""How much of one side's states a linear map from the other side's predicts, in items left out.

Ridge regression in its dual form, so that states wider than there are items are no trouble. What is
left unexplained is a product of two matrices, one of each side: with Y predicted as P Y, where P
(n, n) depends on x alone, ||Y - P Y||^2 = <(I - P)'(I - P), Y Y'>.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy

from semhub.similarity.metric import PairMetric
from semhub.similarity.pairs import centred

FOLDS = 5

PENALTIES = (0.1, 1.0, 10.0)
"""Of the regression, in mean squared lengths of x's centred states. Each is the best one where so
much noise stands against what can be predicted: an R2 of 0.9, 0.5 and 0.1."""


class LinearPrediction(PairMetric):
    """Held-out R2 of a ridge regression from x to y, all of y's dimensions together.

    1 - sum_i ||y_i - f(x_i)||^2 / sum_i ||y_i - mean(y)||^2, where f is fitted to the items of the
    other four of five folds; the best of `PENALTIES`. Shuffled pairs choose their best one as well,
    so that the null has paid for the choice. Below 0 it predicts worse than the mean would. The
    interval is over the items that are predicted, with the regressions as they are.

    Hoerl & Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems",
    Technometrics 1970; in its dual form Saunders, Gammerman & Vovk, "Ridge Regression Learning
    Algorithm in Dual Variables", ICML 1998.
    """

    key = "linear"
    label = "Linear prediction"
    axis = "linear prediction"
    sentence = (
        "How much of side B a ridge regression from side A predicts in items that it was not "
        "fitted to (R2): 1 is all, 0 is what their mean would."
    )
    interval = "jackknife"
    bounds = (-np.inf, 1.0)
    minimum_items = 2 * FOLDS

    @staticmethod
    def chance(n: int) -> float:
        return 0.0

    @cached_property
    def _sides(self) -> tuple[np.ndarray, np.ndarray]:
        return explained(self._pair.x), spread(self._pair.y)

    @property
    def value(self) -> float:
        explains, own = self._sides
        return float((explains * own).sum((1, 2)).max())

    @property
    def by_item(self) -> np.ndarray:
        missed, whole = self._squares
        return self.n * (whole - missed) / whole.sum()

    @cached_property
    def _squares(self) -> tuple[np.ndarray, np.ndarray]:
        """(n,) each: squared lengths of what the best regression leaves, and of centred y."""
        y = centred(self._pair.y)
        left = [y - predicted @ y for predicted in predictors(self._pair.x)]
        missed = np.array([(one**2).sum(1) for one in left])
        return missed[missed.sum(1).argmin()], (y**2).sum(1)

    def leave_one_out(self) -> np.ndarray:
        missed, whole = self._squares
        rest = whole.sum() - whole
        share = np.divide(missed.sum() - missed, rest, out=np.ones(self.n), where=rest > 0)
        return 1 - share

    def permuted(self, permutations: np.ndarray) -> np.ndarray:
        explains, own = self._sides
        return np.array([
            (explains * own[np.ix_(p, p)]).sum((1, 2)).max() for p in permutations
        ])  # fmt: skip


def explained(x: np.ndarray) -> np.ndarray:
    """(penalties, n, n) of states (n, d): the product with `spread` of y is the held-out R2."""
    n = len(x)
    left = [np.eye(n) - predicted for predicted in predictors(x)]
    return np.stack([np.eye(n) - 1 / n - one.T @ one for one in left])


def spread(y: np.ndarray) -> np.ndarray:
    """(n, n) products of the centred states (n, e), in shares of their whole spread; 0 where all
    are alike."""
    y = centred(y)
    kernel = y @ y.T
    whole = np.trace(kernel)
    return kernel / whole if whole > 0 else np.zeros_like(kernel)


def predictors(x: np.ndarray) -> np.ndarray:
    """(penalties, n, n): the matrices P by which P y predicts each item of y from the states x
    (n, d), fitted to the items of the other folds. Rows sum to one."""
    x = np.asarray(x, np.float64)
    n = len(x)
    fold = np.random.default_rng(0).permutation(n) % FOLDS
    found = np.zeros((len(PENALTIES), n, n))
    for k in range(FOLDS):
        test, train = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        known = centred(x[train])
        kernel, beside = known @ known.T, (x[test] - x[train].mean(0)) @ known.T
        mean = np.trace(kernel) / len(train)
        for i, penalty in enumerate(PENALTIES):
            weights = np.zeros_like(beside)
            if mean > 0:
                ridge = kernel + penalty * mean * np.eye(len(train))
                weights = scipy.linalg.solve(ridge, beside.T, assume_a="pos").T
            weights += (1 - weights.sum(1, keepdims=True)) / len(train)
            found[i][np.ix_(test, train)] = weights
    return found
