"""The best layer, chosen on one half and measured on the other."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.split_half import split_half_peak
from semhub.similarity import METRICS, Pair
from tests.similarity.sides import gaussian_sides

LAYERS = [0, 3, 5, 9, 12, 20]


def stack(rng, noises, n=40, d=12):
    """Both sides (layers, n, d), a layer for each of `noises`."""
    layers = [gaussian_sides(rng, n, d, noise) for noise in noises]
    return np.stack(layers, axis=1)


@pytest.mark.parametrize("name", list(METRICS))
def test_it_finds_a_planted_peak_and_measures_it_on_the_half_that_did_not_choose_it(name):
    x, y = stack(np.random.default_rng(0), [4, 4, 0.3, 4, 4, 4])
    got = split_half_peak(name, x, y, LAYERS, seed=1)
    assert (got.metric, got.n, got.layers) == (name, 20, (5, 5))
    order = np.random.default_rng(1).permutation(40)
    halves = [METRICS[name](Pair(x[2, h], y[2, h])).value for h in (order[:20], order[20:])]
    assert got.value == pytest.approx(np.mean(halves)) == got.chosen
    assert got.low <= got.value <= got.high
    assert got.chance == METRICS[name].chance(20)


@pytest.mark.parametrize("name", ["acc1", "centred_gap", "joint_acc1"])
def test_where_all_layers_are_alike_choosing_flatters_and_the_other_half_does_not(name):
    rng = np.random.default_rng(0)
    got = [split_half_peak(name, *stack(rng, [1.0] * 12), range(12), seed=i) for i in range(150)]
    plain = [METRICS[name](Pair(*gaussian_sides(rng, 20, 12, 1.0))).value for _ in range(2000)]
    truth, error = np.mean(plain), np.std(plain) / np.sqrt(150)
    assert np.mean([run.value for run in got]) == pytest.approx(truth, abs=4 * error)
    assert np.mean([run.chosen for run in got]) > truth + 4 * error
    assert np.mean([run.low <= truth <= run.high for run in got]) >= 0.9


@pytest.mark.parametrize("name", ["acc1", "gap", "centred_gap", "cka"])
def test_without_any_meaning_the_interval_holds_chance(name):
    rng = np.random.default_rng(2)
    got = [
        split_half_peak(name, *rng.standard_normal((2, 8, 40, 6)), range(8), seed=i)
        for i in range(150)
    ]
    assert np.mean([run.low <= run.chance <= run.high for run in got]) >= 0.9


def test_the_seed_alone_decides_the_halves():
    sides = stack(np.random.default_rng(0), [1.0] * 6)
    first, again, other = (split_half_peak("mrr", *sides, LAYERS, seed=s) for s in (1, 1, 2))
    assert first == again != other


def test_an_odd_pair_goes_to_the_second_half():
    x, y = stack(np.random.default_rng(0), [1.0] * 6, n=41)
    assert split_half_peak("acc1", x, y, LAYERS).n == 20


def test_too_few_pairs_and_an_unknown_metric_get_one_sentence():
    x, y = stack(np.random.default_rng(0), [1.0] * 6)
    with pytest.raises(InputError, match="at least 26 of them for mknn, and there are 25"):
        split_half_peak("mknn", x[:, :25], y[:, :25], LAYERS)
    with pytest.raises(InputError, match="no metric"):
        split_half_peak("r2", x, y, LAYERS)
