"""What length explains is taken off, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from semhub.errors import InputError
from semhub.similarity.partial import length_covariates, partial_out
from tests.similarity.sides import value


def sides(rng, n=60, d=10, sink=0.0):
    """Two sides of unrelated states of like length, each with one state that stands in all."""
    tokens = rng.integers(4, 30, n)
    attention = sink * np.eye(d)[0]
    x, y = (rng.standard_normal((n, d)) + attention / tokens[:, None] for _ in range(2))
    return x, y, tokens


def test_it_is_the_residual_of_a_regression_with_the_mean_put_back():
    x, _, tokens = sides(np.random.default_rng(0), sink=30)
    known = length_covariates(tokens)
    expected = x - LinearRegression().fit(known, x).predict(known) + x.mean(0)
    np.testing.assert_allclose(partial_out(x, known), expected, atol=1e-10)


def test_all_layers_at_once_are_the_layers_one_by_one():
    x, y, tokens = sides(np.random.default_rng(0), sink=30)
    known = length_covariates(tokens)
    both = partial_out(np.stack([x, y]), known)
    np.testing.assert_allclose(both, [partial_out(x, known), partial_out(y, known)])


def test_what_is_left_has_nothing_to_do_with_length_and_its_mean_stays():
    x, _, tokens = sides(np.random.default_rng(0), sink=30)
    known = length_covariates(tokens)
    left = partial_out(x, known)
    np.testing.assert_allclose(left.mean(0), x.mean(0))
    np.testing.assert_allclose((left - left.mean(0)).T @ known, 0, atol=1e-9)
    np.testing.assert_allclose(partial_out(left, known), left, atol=1e-10)


def test_a_sink_and_a_drift_in_the_mean_over_tokens_are_taken_off_wholly():
    rng = np.random.default_rng(1)
    tokens = rng.integers(4, 30, 60)
    sink, drift, word = rng.standard_normal((3, 8))
    means = [
        np.mean([word + t * drift + (t == 0) * sink for t in range(count)], axis=0)
        for count in tokens
    ]
    left = partial_out(np.array(means), length_covariates(tokens))
    np.testing.assert_allclose(left - left.mean(0), 0, atol=1e-9)


def test_sides_alike_in_length_alone_meet_as_they_are_and_not_once_it_is_off():
    before, after = [], []
    for seed in range(20):
        x, y, tokens = sides(np.random.default_rng(seed), sink=200)
        known = length_covariates(tokens)
        before.append(value("centred_gap", x, y))
        after.append(value("centred_gap", partial_out(x, known), partial_out(y, known)))
    assert np.mean(before) > 0.5
    assert abs(np.mean(after)) < 3 * np.std(after) / np.sqrt(20)


def test_partners_that_differ_in_length_are_found_once_it_is_off():
    rng = np.random.default_rng(2)
    z = rng.standard_normal((60, 10))
    found = []
    for _ in range(2):
        _, side, tokens = sides(rng, sink=1000)
        found.append((z + 0.2 * side, length_covariates(tokens)))
    assert value("acc1", *(side for side, _ in found)) < 0.5
    assert value("acc1", *(partial_out(*side) for side in found)) > 0.9


def test_items_all_of_one_length_stay_as_they_are():
    x, _, _ = sides(np.random.default_rng(0))
    np.testing.assert_array_equal(partial_out(x, length_covariates(np.full(60, 7))), x)


def test_a_covariate_that_repeats_another_takes_off_nothing_more():
    x, _, tokens = sides(np.random.default_rng(0), sink=30)
    known = length_covariates(tokens)
    twice = np.hstack([known, known[:, :1] * 5 - 2])
    np.testing.assert_allclose(partial_out(x, twice), partial_out(x, known), atol=1e-9)


def test_bad_covariates_get_one_sentence():
    x, _, tokens = sides(np.random.default_rng(0))
    with pytest.raises(InputError, match="one row of covariates"):
        partial_out(x, length_covariates(tokens[:-1]))
    with pytest.raises(InputError, match="at least 12 items"):
        partial_out(x[:11], length_covariates(tokens[:11]))
    with pytest.raises(InputError, match="without tokens"):
        length_covariates(np.array([3, 0]))
