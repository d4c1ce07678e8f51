"""A curve less its first layer and less its untrained twin's."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair
from semhub.statistics.curve import bootstrap_indices
from semhub.statistics.excess import Measured, over_first, over_first_and_twin, over_twin


def measured(name, x, y):
    """Values and influence of states (layers, n, width), one metric prepared a layer."""
    values, influences = [], []
    for a, b in zip(x, y, strict=True):
        metric = METRICS[name](Pair(a, b))
        without = metric.leave_one_out()
        values.append(metric.value)
        influences.append((metric.n - 1) * (without.mean() - without))
    return Measured(np.array(values), np.array(influences))


def random(seed, layers=4, n=30):
    rng = np.random.default_rng(seed)
    influence = rng.standard_normal((layers, n))
    return Measured(rng.random(layers), influence - influence.mean(1, keepdims=True))


def test_values_are_differences_layer_by_layer():
    found, twin = random(0), random(1)
    rise, fall = found.value - found.value[0], twin.value - twin.value[0]
    np.testing.assert_allclose(over_first(found).value, rise)
    np.testing.assert_allclose(over_twin(found, twin).value, found.value - twin.value)
    np.testing.assert_allclose(over_first_and_twin(found, twin).value, rise - fall)


def test_the_interval_is_the_middle_of_draws_that_move_both_values_by_the_same_items():
    found, twin = random(0), random(1)
    got = over_twin(found, twin, resamples=200, seed=5)
    draws = bootstrap_indices(30, 200, 5)
    for k in range(4):
        drawn = [
            found.value[k] + found.influence[k, d].mean()
            - (twin.value[k] + twin.influence[k, d].mean())
            for d in draws
        ]  # fmt: skip
        assert (got.low[k], got.high[k]) == pytest.approx(tuple(np.percentile(drawn, [2.5, 97.5])))


def test_what_both_layers_share_makes_the_excess_no_less_sure():
    shared = np.random.default_rng(0).standard_normal(30)
    influence = np.stack([shared, shared + 0.01 * random(0).influence[0]])
    got = over_first(Measured(np.array([0.5, 0.6]), influence))
    assert got.low[1] > 0.09 and got.high[1] < 0.11


def test_the_first_layer_stands_nothing_above_itself():
    got = over_first(random(0))
    assert got.value[0] == got.low[0] == got.high[0] == 0


def test_a_layer_without_influence_has_no_interval():
    found = random(0)
    found.influence[2] = np.nan
    got = over_first(found)
    assert np.isnan(got.low).tolist() == np.isnan(got.high).tolist() == [False, False, True, False]
    assert np.isfinite(got.value).all()


@pytest.mark.parametrize("name", ["cka", "mknn"])
def test_the_interval_covers_the_true_excess_and_zero_where_there_is_none(name):
    rng, n, d = np.random.default_rng(0), 40, 12

    def layers():
        z, u, v, w = rng.standard_normal((4, n, d))
        # As alike at the first layer as at the second, and more at the third.
        x = np.stack([z + u, z + 0.7 * u + 0.7 * w, z + 0.5 * u])
        return x, np.stack([z + v, z + 0.7 * v + 0.7 * rng.standard_normal((n, d)), z + 0.5 * v])

    truth = np.mean([measured(name, *layers()).value for _ in range(800)], axis=0)
    got = [over_first(measured(name, *layers()), resamples=200) for _ in range(200)]
    assert truth[2] - truth[0] > 0.1
    for k in (1, 2):
        excess = truth[k] - truth[0]
        assert np.mean([run.low[k] <= excess <= run.high[k] for run in got]) >= 0.9


def test_a_twin_of_another_depth_gets_one_sentence():
    with pytest.raises(InputError, match="as many layers"):
        over_twin(random(0), random(1, layers=5))
