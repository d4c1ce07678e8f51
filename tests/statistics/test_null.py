"""The curve that is fitted to few shuffles, against the textbook's and against all shuffles."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from semhub.similarity import METRICS, Pair, cka
from semhub.statistics.curve import curve
from semhub.statistics.null import PearsonIII, null95, p_value
from tests.similarity.sides import gaussian_sides


@pytest.mark.parametrize("skewness", [-1.3, -0.2, 0.0, 0.4, 2.5])
def test_its_tail_is_that_of_the_textbooks_pearson_iii(skewness):
    fitted = PearsonIII(0.2, 0.05, skewness)
    expected = stats.pearson3(skewness, 0.2, 0.05)
    assert fitted.null95 == pytest.approx(expected.ppf(0.95))
    for observed in (0.05, 0.2, 0.25, 0.31):
        wanted = max(expected.sf(observed), 1e-6)
        assert fitted.p_value(observed, 10**6 - 1) == pytest.approx(wanted, rel=1e-4)


def test_it_has_the_mean_the_spread_and_the_skewness_of_what_it_is_fitted_to():
    values = np.random.default_rng(0).gamma(3, size=200)
    fitted = PearsonIII.of(values)
    assert (fitted.mean, fitted.spread) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert fitted.skewness == pytest.approx(stats.skew(values, bias=False))


def test_it_claims_no_more_than_all_shuffles_could():
    fitted = PearsonIII.of(np.random.default_rng(0).standard_normal(200))
    assert fitted.p_value(50.0, 1000) == 1 / 1001
    assert fitted.p_value(-50.0, 1000) == pytest.approx(1)


def test_a_null_that_is_one_number_is_a_step():
    fitted = PearsonIII.of(np.full(200, 0.25))
    assert fitted.null95 == 0.25
    assert fitted.p_value(0.25, 1000) == 1
    assert fitted.p_value(0.26, 1000) == 1 / 1001


@pytest.mark.parametrize("noise", [2.5, 5.0])
def test_fewer_shuffles_of_cka_say_what_all_of_them_do(monkeypatch, noise):
    """Over three layers that hang together, in units of the null's spread: no bias in where 95% of
    it end, and the same p up to what 200 shuffles leave open."""
    rng, off, ps = np.random.default_rng(0), [], []
    for seed in range(25):
        x, y = gaussian_sides(rng, 40, 10, noise)
        layers = [Pair(x + rng.standard_normal(x.shape), y) for _layer in range(3)]
        metrics = [METRICS["cka"](pair) for pair in layers]
        monkeypatch.setattr(cka, "ALL_SHUFFLED", 10**6)
        exact = curve(metrics, 3000, 1000 + seed)
        spread = np.sqrt(2 / (40 * 37))
        monkeypatch.setattr(cka, "ALL_SHUFFLED", 0)
        fitted = curve(metrics, 1000, seed)
        assert (exact.fitted, fitted.fitted) == (0, cka.FEWER)
        np.testing.assert_array_equal(fitted.value, exact.value)
        off.append((fitted.null95 - exact.null95) / spread)
        ps.append(fitted.p - exact.p)
    assert abs(np.mean(off)) < 0.1 and np.abs(off).max() < 0.6
    assert abs(np.mean(ps)) < 0.02 and np.abs(ps).max() < 0.12


def test_the_fit_is_to_the_best_layer_of_each_shuffle():
    class Few:
        n, interval, minimum_items = 30, "wilson", 2

        def __init__(self, layer):
            rng = np.random.default_rng(layer)
            self.value, self.null = 0.5, rng.random(1000)

        def chance(self, n):
            return 0.0

        def leave_one_out(self):
            return np.full(30, 0.5)

        def permuted(self, permutations):
            return self.null[:150]

    layers = [Few(0), Few(1)]
    found = curve(layers, 1000)
    fitted = PearsonIII.of(np.maximum(layers[0].null[:150], layers[1].null[:150]))
    assert found.fitted == 150
    assert found.null95 == fitted.null95 and found.p == fitted.p_value(0.5, 1000)
    all_told = curve(layers, 150)
    assert all_told.fitted == 0
    best = np.maximum(layers[0].null[:150], layers[1].null[:150])
    assert (all_told.null95, all_told.p) == (null95(best), p_value(0.5, best))
