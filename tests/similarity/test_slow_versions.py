"""Every metric against loops over its definition, on states already centred where need be."""

from __future__ import annotations

import numpy as np
import pytest

from tests.similarity.sides import CENTRED, NAMES, K, noisy_sides, prepared, value


def slow_cosine(a, b):
    size = np.sqrt(a @ a) * np.sqrt(b @ b)
    return a @ b / size if size else 0.0


def slow_gap(x, y, draw=None):
    draw = range(len(x)) if draw is None else draw
    same = [slow_cosine(x[i], y[i]) for i in draw]
    different = [slow_cosine(x[i], y[j]) for i in draw for j in draw if i != j]
    return np.mean(same) - np.mean(different)


def slow_retrieval(x, y, score):
    scores = []
    for a, b in ((x, y), (y, x)):
        for i in range(len(a)):
            own = slow_cosine(a[i], b[i])
            scores.append(score(sum(slow_cosine(a[i], q) >= own - 1e-9 for q in b)))
    return np.mean(scores)


def slow_hsic(k, m):
    """Song et al. 2012, equation 5."""
    n, one = len(k), np.ones(len(k))
    k, m = k - np.diag(np.diag(k)), m - np.diag(np.diag(m))
    rest = (one @ k @ one) * (one @ m @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * one @ k @ m @ one
    return (np.trace(k @ m) + rest) / (n * (n - 3))


def slow_cka(x, y):
    k, m = x @ x.T, y @ y.T
    return slow_hsic(k, m) / np.sqrt(slow_hsic(k, k) * slow_hsic(m, m))


def slow_memberships(x):
    """Item by item, {neighbour: chance to be among the K nearest if ties are broken at random}."""
    rows = []
    for i in range(len(x)):
        near = {j: slow_cosine(x[i], x[j]) for j in range(len(x)) if j != i}
        last = sorted(near.values())[-K]
        sure = [j for j in near if near[j] > last + 1e-9]
        tied = [j for j in near if abs(near[j] - last) <= 1e-9]
        share = (K - len(sure)) / len(tied)
        rows.append(dict.fromkeys(sure, 1.0) | dict.fromkeys(tied, share))
    return rows


def slow_mknn(x, y):
    rows = zip(slow_memberships(x), slow_memberships(y), strict=True)
    return np.mean([sum(a[j] * b.get(j, 0) for j in a) / K for a, b in rows])


def slow_joint(x, y):
    """Every state asks all others of both sides, its partner among them."""
    n, pool = len(x), np.vstack([x, y])
    right = []
    for i, query in enumerate(pool):
        partner = (i + n) % (2 * n)
        own = slow_cosine(query, pool[partner])
        rivals = [j for j in range(2 * n) if j not in (i, partner)]
        right.append(all(slow_cosine(query, pool[j]) < own - 1e-9 for j in rivals))
    return np.mean(right)


def slow_csls(x, y):
    def near(state, others):
        return np.mean(sorted(slow_cosine(state, other) for other in others)[-K:])

    near_x, near_y = [near(a, y) for a in x], [near(b, x) for b in y]
    scaled = np.array(
        [
            [2 * slow_cosine(a, b) - r - t for b, t in zip(y, near_y, strict=True)]
            for a, r in zip(x, near_x, strict=True)
        ]
    )
    right = []
    for s in (scaled, scaled.T):
        for i, row in enumerate(s):
            right.append(all(row[j] < row[i] - 1e-9 for j in range(len(row)) if j != i))
    return np.mean(right)


SLOW = {
    "gap": slow_gap,
    "centred_gap": slow_gap,
    "acc1": lambda x, y: slow_retrieval(x, y, lambda rank: float(rank == 1)),
    "mrr": lambda x, y: slow_retrieval(x, y, lambda rank: 1 / rank),
    "cka": slow_cka,
    "mknn": slow_mknn,
    "joint_acc1": slow_joint,
    "csls_acc1": slow_csls,
}


def slow_sides(name, x, y):
    return (x - x.mean(0), y - y.mean(0)) if name in CENTRED else (x, y)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_value_is_that_of_the_slow_loop(name, ties):
    for seed in range(3):
        x, y = noisy_sides(seed, ties=ties)
        assert value(name, x, y) == pytest.approx(SLOW[name](*slow_sides(name, x, y)), abs=1e-10)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_leave_one_out_is_the_slow_value_of_the_others(name, ties):
    x, y = noisy_sides(1, ties=ties)
    a, b = slow_sides(name, x, y)
    slow = [SLOW[name](np.delete(a, i, 0), np.delete(b, i, 0)) for i in range(len(x))]
    np.testing.assert_allclose(prepared(name, x, y).leave_one_out(), slow, atol=1e-10)


@pytest.mark.parametrize("n", [19, 20])  # cka walks a circle of items, odd and even
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_permuted_is_the_value_of_sides_paired_anew(name, ties, n):
    x, y = noisy_sides(2, n=n, ties=ties)
    shuffles = np.random.default_rng(0).permuted(np.tile(np.arange(n), (300, 1)), axis=1)
    shuffles[0] = np.arange(n)
    got = prepared(name, x, y).permuted(shuffles)
    assert got.shape == (300,)
    assert got[0] == pytest.approx(value(name, x, y), abs=1e-12)
    for at in (1, 2, 298, 299):
        slow = SLOW[name](*slow_sides(name, x, y[shuffles[at]]))
        assert got[at] == pytest.approx(slow, abs=1e-10)


@pytest.mark.parametrize("name", ["gap", "centred_gap"])
def test_resampled_never_takes_two_copies_of_an_item_for_different_items(name):
    x, y = noisy_sides(3, n=6)
    draws = np.random.default_rng(0).integers(0, 6, (20, 6))
    slow = [slow_gap(*slow_sides(name, x, y), draw) for draw in draws]
    np.testing.assert_allclose(prepared(name, x, y).resampled(draws), slow, atol=1e-10)


def test_a_resample_of_one_item_only_has_no_gap():
    got = prepared("gap", *noisy_sides(0, n=4)).resampled(np.array([[2, 2, 2, 2], [0, 1, 2, 3]]))
    assert np.isnan(got[0]) and np.isfinite(got[1])
