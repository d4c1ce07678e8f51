"""Intervals, shuffles and p-values part by part, and the curve that they make."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from semhub.similarity import METRICS, Pair
from semhub.statistics.curve import (
    Z95,
    Curve,
    curve,
    jackknife_error,
    normal_interval,
    percentile_interval,
    wilson_interval,
)
from semhub.statistics.draws import bootstrap_indices, permutations
from semhub.statistics.null import maximum_null, null95, p_value
from tests.similarity.sides import gaussian_sides


class MeanProduct:
    """The smallest metric there is: the mean of x_i y_i. Knows nothing of semhub.similarity."""

    minimum_items = 2
    bounds = (-np.inf, np.inf)

    def __init__(self, x, y, interval="jackknife"):
        self.x, self.y, self.n, self.interval = x, y, len(x), interval
        self.seen = None

    def chance(self, n):
        return 0.25

    @property
    def value(self):
        return float(np.mean(self.x * self.y))

    def leave_one_out(self):
        product = self.x * self.y
        return (product.sum() - product) / (self.n - 1)

    def permuted(self, permutations):
        self.seen = permutations
        return (self.x * self.y[permutations]).mean(1)

    def resampled(self, indices):
        return (self.x * self.y)[indices].mean(1)


def layers(n, count=3, signal=0.0, seed=0, interval="jackknife"):
    rng = np.random.default_rng(seed)
    x = rng.random((count, n))
    y = rng.random((count, n)) * (1 - signal) + signal * x
    return [MeanProduct(a, b, interval) for a, b in zip(x, y, strict=True)]


# --- the parts


def test_jackknife_error_of_a_mean_is_its_standard_error():
    x = np.random.default_rng(0).random(30)
    left_out = (x.sum() - x) / 29
    assert jackknife_error(left_out) == pytest.approx(x.std(ddof=1) / np.sqrt(30))


def test_percentile_interval_is_the_middle_95_percent_and_passes_over_nan():
    samples = np.append(np.arange(1001.0), [np.nan, np.nan])
    assert percentile_interval(samples) == (25, 975)


def test_normal_interval_is_1_96_errors_either_side():
    assert normal_interval(3.0, 2.0) == pytest.approx((3 - 3.919928, 3 + 3.919928))


@pytest.mark.parametrize(("hits", "n"), [(7, 20), (199, 200), (200, 200), (0, 13)])
def test_wilson_interval_of_independent_hits_is_the_textbook_one(hits, n):
    v = hits / n
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(v, n, np.sqrt(v * (1 - v) / n)) == pytest.approx(tuple(expected))


def test_wilson_interval_is_wider_where_items_hang_together():
    low, high = wilson_interval(0.7, 100, 0.1)
    tight_low, tight_high = wilson_interval(0.7, 100, 0.01)
    assert 0 < low < tight_low < 0.7 < tight_high < high < 1
    assert high - low == pytest.approx(2 * 1.96 * 0.1, rel=0.1)


def test_all_hits_do_not_claim_certainty_and_one_near_miss_hardly_changes_the_claim():
    perfect, _ = wilson_interval(1, 200, 0)
    near_miss, _ = wilson_interval(0.9995, 200, 7e-4)
    assert perfect == pytest.approx(0.9811, abs=1e-4)
    assert near_miss == pytest.approx(perfect, abs=1e-3)


def test_maximum_null_takes_the_best_layer_within_each_shuffle():
    permuted = np.array([[1, 5, 2], [4, 0, 3]])
    assert maximum_null(permuted).tolist() == [4, 5, 3]


def test_p_value_counts_ties_and_is_never_zero():
    null = np.array([0.1, 0.2, 0.3, 0.3])
    assert p_value(0.3, null) == 3 / 5
    assert p_value(0.3 + 1e-13, null) == 3 / 5
    assert p_value(1.0, null) == 1 / 5
    assert p_value(0.0, null) == 1


def test_null95_leaves_five_percent_above():
    null = np.random.default_rng(0).permutation(np.arange(2000.0))
    assert (null > null95(null)).mean() == 0.05


def test_permutations_are_permutations_and_every_order_is_as_likely():
    got = permutations(4, 24_000, seed=1)
    assert (np.sort(got, axis=1) == np.arange(4)).all()
    _, counts = np.unique(got, axis=0, return_counts=True)
    assert len(counts) == 24
    assert stats.chisquare(counts).pvalue > 0.001


def test_bootstrap_draws_each_item_once_on_average_and_repeats_some():
    got = bootstrap_indices(50, 2000, seed=1)
    assert got.shape == (2000, 50)
    assert stats.chisquare(np.bincount(got.ravel(), minlength=50)).pvalue > 0.001
    distinct = np.mean([len(set(row)) for row in got])
    assert distinct == pytest.approx(50 * (1 - (1 - 1 / 50) ** 50), rel=0.01)


def test_draws_depend_on_the_seed_and_on_nothing_else():
    for draw in (permutations, bootstrap_indices):
        assert (draw(9, 20, 5) == draw(9, 20, 5)).all()
        assert (draw(9, 20, 5) != draw(9, 20, 6)).any()


# --- the curve


def test_curve_holds_each_layers_value_and_the_interval_that_its_metric_asks_for():
    for interval in ("jackknife", "bootstrap", "wilson"):
        prepared = layers(40, interval=interval)
        got = curve(prepared, resamples=200, seed=3)
        assert got.value.tolist() == [m.value for m in prepared]
        assert got.chance == 0.25
        for layer, metric in enumerate(prepared):
            error = jackknife_error(metric.leave_one_out())
            expected = {
                "jackknife": normal_interval(metric.value, error),
                "bootstrap": percentile_interval(
                    metric.resampled(bootstrap_indices(40, 200, seed=3))
                ),
                "wilson": wilson_interval(metric.value, 40, error),
            }[interval]
            assert (got.low[layer], got.high[layer]) == expected


def test_every_layer_sees_the_same_shuffles():
    prepared = layers(12)
    curve(prepared, resamples=50)
    assert all((m.seen == prepared[0].seen).all() for m in prepared)


def test_null_and_p_are_for_the_best_of_all_layers():
    prepared = layers(12)
    got = curve(prepared, resamples=300, seed=7)
    null = np.max([m.permuted(permutations(12, 300, 7)) for m in prepared], axis=0)
    assert got.null95 == np.percentile(null, 95)
    assert got.p == (1 + (null >= got.value.max()).sum()) / 301


def test_a_generator_of_layers_gives_the_same_curve():
    assert_same(curve(iter(layers(12))), curve(layers(12)))


def test_too_few_items_give_nan_rather_than_a_number():
    got = curve(layers(1))
    for field in (got.value, got.low, got.high):
        assert field.shape == (3,) and np.isnan(field).all()
    assert np.isnan([got.chance, got.null95, got.p]).all()


@pytest.mark.parametrize("n", [2, 3])
def test_too_few_items_for_an_interval_still_give_the_value(n):
    got = curve(layers(n))
    assert np.isfinite(got.value).all() and np.isfinite(got.p)
    assert np.isnan(got.low).all() and np.isnan(got.high).all()


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_a_curve_from_too_few_items_to_enough(name):
    rng = np.random.default_rng(0)
    metric = METRICS[name]
    for n in (1, 2, 3, 4, 5, 11, 12, 13, 30):
        got = curve([metric(Pair(*gaussian_sides(rng, n, 8, 0.5))) for _ in range(2)], 50)
        assert np.isfinite(got.value).all() == (n >= metric.minimum_items)
        assert np.isfinite(got.low).all() == (n >= max(metric.minimum_items + 1, 4))
        assert not (got.low > got.high).any()


def assert_same(a: Curve, b: Curve) -> None:
    for field in ("value", "low", "high", "chance", "null95", "p"):
        np.testing.assert_array_equal(getattr(a, field), getattr(b, field))


def test_no_interval_of_a_jackknife_leaves_the_range_of_its_metric():
    free, kept = layers(8, signal=1.0), layers(8, signal=1.0)
    for one in kept:
        one.bounds = -0.3, 0.3
    wide, cut = curve(free, resamples=20), curve(kept, resamples=20)
    assert np.abs(np.concatenate([wide.low, wide.high])).max() > 0.3
    np.testing.assert_array_equal(cut.low, np.clip(wide.low, -0.3, 0.3))
    np.testing.assert_array_equal(cut.high, np.clip(wide.high, -0.3, 0.3))


def test_the_interval_of_cka_over_few_pairs_stays_within_minus_one_and_one():
    rng = np.random.default_rng(0)
    prepared = [METRICS["cka"](Pair(*rng.standard_normal((2, 5, 3)))) for _ in range(20)]
    errors = [jackknife_error(metric.leave_one_out()) for metric in prepared]
    assert any(abs(m.value) + Z95 * error > 1 for m, error in zip(prepared, errors, strict=True))
    found = curve(prepared, resamples=20)
    assert found.low.min() >= -1 and found.high.max() <= 1
