"""Simulated runs whose truth is known: intervals cover it, p is uniform when there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from semhub.similarity import METRICS, Pair
from semhub.statistics.curve import curve
from tests.similarity.sides import gaussian_sides


def coverage(name, truth, n, d, noise, runs=300):
    rng = np.random.default_rng(11)
    inside = 0
    for run in range(runs):
        metric = METRICS[name](Pair(*gaussian_sides(rng, n, d, noise)))
        got = curve([metric], resamples=300, seed=run)
        inside += got.low[0] <= truth <= got.high[0]
    return inside / runs


def expected_value(name, n, d, noise, runs=1500):
    """The mean over many runs of the same size, since retrieval depends on how many compete."""
    rng = np.random.default_rng(12)
    sides = (gaussian_sides(rng, n, d, noise) for _ in range(runs))
    return np.mean([METRICS[name](Pair(x, y)).value for x, y in sides])


@pytest.mark.parametrize("n", [20, 80])
def test_bootstrap_interval_of_gap_covers_the_truth(n):
    x, y = gaussian_sides(np.random.default_rng(10), 200_000, 12, 1.0)
    norms = np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1)
    truth = np.mean(np.einsum("id,id->i", x, y) / norms)  # different items: 0 by symmetry
    assert 0.90 <= coverage("gap", truth, n, 12, 1.0) <= 0.99


@pytest.mark.parametrize(("n", "noise"), [(30, 1.0), (30, 0.6), (80, 0.6)])
def test_wilson_interval_of_acc1_covers_the_truth_also_near_one(n, noise):
    truth = expected_value("acc1", n, 20, noise)
    assert truth > 0.9 or noise == 1.0
    assert 0.90 <= coverage("acc1", truth, n, 20, noise) <= 0.99


@pytest.mark.parametrize("noise", [1.0, 0.6])
@pytest.mark.parametrize("name", ["joint_acc1", "csls_acc1"])
def test_wilson_intervals_of_joint_and_csls_retrieval_cover_the_truth_also_near_one(name, noise):
    truth = expected_value(name, 30, 20, noise)
    assert truth > 0.9 or noise == 1.0
    assert 0.90 <= coverage(name, truth, 30, 20, noise) <= 0.99


def test_wilson_interval_of_mrr_covers_the_truth():
    truth = expected_value("mrr", 40, 16, 1.0)
    assert 0.90 <= coverage("mrr", truth, 40, 16, 1.0) <= 0.99


def test_wilson_interval_of_mknn_errs_on_the_wide_side():
    truth = expected_value("mknn", 40, 16, 1.0)
    assert coverage("mknn", truth, 40, 16, 1.0, runs=150) >= 0.95


def test_jackknife_interval_of_cka_covers_the_truth():
    assert 0.90 <= coverage("cka", 0.25, 60, 12, 1.0) <= 0.99


def p_values_without_any_signal(name, runs=300):
    """p over four layers of unrelated sides, run by run."""
    rng = np.random.default_rng(13)
    ps = []
    for run in range(runs):
        x, y = rng.standard_normal((2, 4, 14, 6))
        prepared = [METRICS[name](Pair(a, b)) for a, b in zip(x, y, strict=True)]
        ps.append(curve(prepared, resamples=199, seed=run).p)
    return np.array(ps)


@pytest.mark.parametrize("name", ["gap", "centred_gap", "mrr", "cka"])
def test_p_is_uniform_when_the_pairs_mean_nothing(name):
    assert stats.kstest(p_values_without_any_signal(name), "uniform").pvalue > 0.01


@pytest.mark.parametrize("name", ["acc1", "mknn", "joint_acc1", "csls_acc1"])
def test_p_of_a_count_is_never_too_small_when_the_pairs_mean_nothing(name):
    ps = p_values_without_any_signal(name)  # a few values only, and ties count against
    for level in (0.05, 0.1, 0.2, 0.5):
        allowed = stats.binom.ppf(0.999, len(ps), level) / len(ps)
        assert level / 4 <= np.mean(ps <= level) <= allowed


@pytest.mark.parametrize("name", list(METRICS))
def test_a_planted_signal_in_one_layer_of_many_is_found(name):
    rng = np.random.default_rng(15)
    prepared = [METRICS[name](Pair(*rng.standard_normal((2, 40, 16)))) for _ in range(5)]
    prepared.append(METRICS[name](Pair(*gaussian_sides(rng, 40, 16, 0.5))))
    got = curve(prepared, resamples=199)
    assert got.p == 1 / 200
    assert got.value.argmax() == 5 and got.low[5] > got.null95
