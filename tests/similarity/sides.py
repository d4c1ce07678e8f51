"""Two sides to compare, and every metric by its name."""

from __future__ import annotations

import numpy as np

from semhub.similarity import ALL, METRICS, Pair

NAMES = list(ALL)
CENTRED = ("centred_gap", "acc1", "mrr", "csls_acc1")
K = 10


def prepared(name, x, y):
    return METRICS[name](Pair(x, y))


def value(name, x, y):
    return prepared(name, x, y).value


def noisy_sides(seed, n=20, d=7, noise=0.8, ties=False):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d)) + 0.7
    x, y = z + noise * rng.standard_normal((n, d)), z + noise * rng.standard_normal((n, d))
    if ties:  # a coarse grid, a repeated pair and a zero vector
        x, y = np.round(x[:, :2]), np.round(y[:, :2])
        x[1], y[1], x[2] = x[0], y[0], 0
    return x, y


def gaussian_sides(rng, n, d, noise):
    z, u, v = rng.standard_normal((3, n, d))
    return z + noise * u, z + noise * v
