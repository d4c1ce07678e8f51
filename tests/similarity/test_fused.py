"""Sums under re-pairings at many layers at once, beside loops over their definition."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.experiments.comparison import compare_states
from semhub.similarity import ALL, METRICS, Pair, fused, pairs, permuting
from semhub.similarity.fused import all_products, circled_sums, counts
from semhub.similarity.geometry import GEOMETRIES, best_of_shuffles
from semhub.similarity.neighbours import MutualNeighbours
from semhub.statistics.curve import curve
from semhub.statistics.draws import permutations
from tests.similarity.sides import noisy_sides

FLOAT32 = 1e-6


def symmetric(layers, n, seed=0):
    found = np.random.default_rng(seed).standard_normal((layers, n, n)) / n
    return found + found.swapaxes(1, 2)


def slow_products(a, b, permutations):
    return np.array([
        [[(one * other[np.ix_(p, p)]).sum() for other in b] for one in a] for p in permutations
    ])  # fmt: skip


def alone(x, y, name, **given):
    """Each layer by itself, in float64."""
    return curve((METRICS[name](Pair(a, b)) for a, b in zip(x, y, strict=True)), **given)


@pytest.mark.parametrize("layers", [1, 3, 8, 11])
@pytest.mark.parametrize("n", [12, 13])
def test_circled_sums_are_those_of_all_pairs_of_items(layers, n):
    a, b, shuffles = symmetric(layers, n), symmetric(layers, n, 1), permutations(n, 7, 0)
    for side in (a, b):
        side[:, np.arange(n), np.arange(n)] = 0
    slow = np.einsum("kll->lk", slow_products(a, b, shuffles))
    np.testing.assert_allclose(circled_sums(a, b, shuffles), slow, atol=FLOAT32)


@pytest.mark.parametrize("sizes", [(1, 1), (2, 9), (9, 2), (10, 12)])
@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("at_once", [2**15, 48])
def test_products_of_all_layers_are_those_of_each_two(monkeypatch, sizes, alike, at_once):
    monkeypatch.setattr(fused, "FETCHED", at_once)
    a, b = (symmetric(size, 9, seed) for seed, size in enumerate(sizes))
    if not alike:
        a, b = np.triu(a), np.tril(b, 1)
    shuffles = permutations(9, 21, 0)
    got = all_products(a, b, shuffles, symmetric=alike)
    np.testing.assert_allclose(got, slow_products(a, b, shuffles), atol=FLOAT32)


@pytest.mark.parametrize("sizes", [(3, 11), (11, 3)])
def test_products_that_are_asked_for_are_those_of_all(sizes):
    a, b = (symmetric(size, 9, seed) for seed, size in enumerate(sizes))
    shuffles = permutations(9, 21, 0)
    wanted = np.random.default_rng(0).random(sizes) < 0.3
    got = all_products(a, b, shuffles, symmetric=True, wanted=wanted)
    every = slow_products(a, b, shuffles)
    np.testing.assert_allclose(got[:, wanted], every[:, wanted], atol=FLOAT32)


@pytest.mark.parametrize("layers", [1, 8, 10])
def test_counts_are_whole_and_go_beyond_what_a_byte_holds(layers):
    rng = np.random.default_rng(0)
    a, b = rng.random((2, layers, 30, 30)) < 0.9
    shuffles = permutations(30, 131, 0)
    got = counts(a, b, shuffles)
    slow = np.einsum("kll->lk", slow_products(a.astype(int), b.astype(int), shuffles))
    assert got.max() > 255 and got.dtype == np.int64
    np.testing.assert_array_equal(got, slow)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_layers_together_are_what_each_is_by_itself(name, ties):
    x, y = np.stack([noisy_sides(seed, n=24, ties=ties) for seed in range(11)], axis=1)
    got = compare_states(
        x, y, list(range(11)), model="", pool="mean", metrics=[name], resamples=60, seed=2
    ).metrics[name]
    want = alone(x, y, name, resamples=60, seed=2)
    for part in ("value", "low", "high", "null95"):
        np.testing.assert_allclose(getattr(got, part), getattr(want, part), atol=FLOAT32)
    assert got.p == want.p


def test_a_shuffle_that_changes_nothing_is_a_tie():
    x = np.repeat(np.eye(2), 4, axis=0) + np.arange(2)  # two meanings, said four times each
    y = x @ np.array([[0.3, 1.7], [1.1, 0.2]])
    got = compare_states(x[None], y[None], [0], model="", pool="mean", metrics=["cka"])
    want = alone(x[None], y[None], "cka")
    assert got.metrics["cka"].p == want.p > 20 / 1001


@pytest.mark.parametrize("alike", [False, True])
def test_a_map_counts_a_shuffle_that_changes_nothing(alike):
    a = symmetric(3, 8)
    shuffles = permutations(8, 40, 0).copy()
    shuffles[::4] = np.arange(8)
    best = best_of_shuffles(a, a, shuffles, symmetric=alike)
    np.testing.assert_allclose(best[::4], (a.reshape(3, -1) ** 2).sum(1).max(), atol=1e-12)
    slow = slow_products(a, a, shuffles).max(axis=(1, 2))
    np.testing.assert_allclose(best, slow, atol=FLOAT32)


def test_a_state_thousands_of_times_as_long_as_others_is_no_matter_of_rounding():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, 24, 5))
    y = x + rng.standard_normal(x.shape)
    x[:2, 0] *= 1e4
    linear, shuffles = GEOMETRIES["linear"], permutations(24, 40, 0)
    a, b = linear.stack(x), linear.stack_of_b(y)
    got = best_of_shuffles(a, b, shuffles, symmetric=True)
    slow = slow_products(a, b, shuffles).max(axis=(1, 2))
    np.testing.assert_allclose(got, slow, atol=FLOAT32)
    only = best_of_shuffles(a[:6], b, shuffles, symmetric=True)
    np.testing.assert_allclose(only, slow_products(a[:6], b, shuffles).max((1, 2)), atol=FLOAT32)


def test_a_sum_of_matches_follows_re_pairings_that_are_written_to():
    s, shuffles = np.random.default_rng(0).standard_normal((5, 5)), np.tile(np.arange(5), (2, 1))
    before = permuting.matched_sum(s, shuffles)
    np.testing.assert_allclose(before, np.trace(s))
    shuffles[1] = [1, 2, 3, 4, 0]
    changed = permuting.matched_sum(s, shuffles)
    np.testing.assert_allclose(changed, [np.trace(s), s[np.arange(5), shuffles[1]].sum()])


def test_ranks_count_those_that_are_nearer_than_a_tie():
    rng = np.random.default_rng(0)
    s = np.clip(rng.standard_normal((40, 21)) / 3, -1, 1)
    s[0, 3], s[0, 4], s[1] = s[0, 2] + 0.9e-9, s[0, 2] + 1.8e-9, 0.25
    s[2, 5] = s[2, 6] + 1.1e-9
    slow = [[(row >= own - pairs.TIE).sum() for own in row] for row in s]
    np.testing.assert_array_equal(pairs._ranks_in_rows(s), slow)


def test_without_ties_items_are_left_out_as_with_them(monkeypatch):
    metric = MutualNeighbours(Pair(*noisy_sides(5, n=33)))
    quick = metric.leave_one_out()
    monkeypatch.setattr(MutualNeighbours, "_untied_without", lambda self: None)
    np.testing.assert_allclose(metric.leave_one_out(), quick, atol=1e-12)
