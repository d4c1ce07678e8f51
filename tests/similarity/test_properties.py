"""What changes no metric, and what each makes of edges and bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair, centred, chance, cosine, minimum_items
from tests.similarity.sides import CENTRED, NAMES, noisy_sides, value

sides = st.builds(noisy_sides, st.integers(0, 10_000), n=st.integers(14, 22), d=st.integers(6, 9))


def rotation(d, seed):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((d, d)))[0]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(xy=sides, scale=st.floats(1e-3, 1e3))
def test_one_scale_for_a_whole_side_changes_nothing(name, xy, scale):
    x, y = xy
    assert value(name, scale * x, y) == pytest.approx(value(name, x, y), abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(xy=sides, seed=st.integers(0, 99))
def test_turning_both_sides_alike_changes_nothing(name, xy, seed):
    x, y = xy
    q = rotation(x.shape[1], seed)
    assert value(name, x @ q, y @ q) == pytest.approx(value(name, x, y), abs=1e-9)


@pytest.mark.parametrize("name", ["cka", "mknn"])
@settings(max_examples=15, deadline=None)
@given(xy=sides, seed=st.integers(0, 99))
def test_turning_one_side_changes_nothing_for_metrics_of_structure(name, xy, seed):
    x, y = xy
    assert value(name, x @ rotation(x.shape[1], seed), y) == pytest.approx(value(name, x, y))


@pytest.mark.parametrize("name", [*CENTRED, "cka"])
@settings(max_examples=15, deadline=None)
@given(xy=sides, offset=st.floats(-100, 100))
def test_an_offset_of_one_side_changes_nothing_for_centred_metrics(name, xy, offset):
    x, y = xy
    assert value(name, x + offset, y) == pytest.approx(value(name, x, y), abs=1e-9)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_items_changes_nothing(name, ties, seed):
    x, y = noisy_sides(seed, ties=ties)
    order = np.random.default_rng(seed).permutation(len(x))
    assert value(name, x[order], y[order]) == pytest.approx(value(name, x, y), abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(xy=sides)
def test_the_two_sides_can_change_places(name, xy):
    assert value(name, *xy) == pytest.approx(value(name, *xy[::-1]), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_pair_given_twice_is_never_retrieved_at_rank_one(seed):
    x, y = (np.vstack([side, side]) for side in noisy_sides(seed))
    assert value("acc1", x, y) == 0
    assert value("joint_acc1", x, y) == 0
    assert value("csls_acc1", x, y) == 0
    assert value("mrr", x, y) <= 0.5


def test_a_zero_vector_is_like_nothing():
    got = cosine(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 0.0]]))
    np.testing.assert_allclose(got, [[0, 0], [0.6, 0]])


def test_centring_takes_the_mean_off_and_leaves_no_rounding_error_behind():
    x, _ = noisy_sides(0)
    np.testing.assert_allclose(centred(x).mean(0), 0, atol=1e-14)
    assert not centred(np.full((7, 3), 0.1)).any()


def test_float32_states_are_summed_in_float64():
    x, y = (1e4 + side.astype(np.float32) for side in noisy_sides(0))
    assert value("centred_gap", x, y) == value(
        "centred_gap", x.astype(np.float64), y.astype(np.float64)
    )


def test_sides_of_different_width_still_have_cka_and_mknn():
    x, y = noisy_sides(0)
    wide = np.hstack([y, np.zeros((20, 3))])
    for name in ("cka", "mknn"):
        assert value(name, x, wide) == pytest.approx(value(name, x, y))
    with pytest.raises(InputError, match="one width"):
        value("gap", x, wide)


def test_bad_sides_get_one_sentence():
    x, y = noisy_sides(0)
    with pytest.raises(InputError, match="equally many"):
        Pair(x, y[:-1])
    with pytest.raises(InputError, match="float32"):
        Pair(x * np.inf, y)


def test_an_unknown_metric_is_told_which_there_are():
    for ask in (lambda: chance("r2", 5), lambda: minimum_items("r2")):
        with pytest.raises(
            InputError, match="gap, centred_gap, acc1, mrr, cka, mknn, joint_acc1, csls"
        ):
            ask()


def test_chance_and_least_items_are_the_published_ones():
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
    assert [chance(name, 4) for name in NAMES[:5]] == [0, 0, 1 / 4, harmonic / 4, 0]
    assert chance("mknn", 201) == 10 / 200
    assert chance("joint_acc1", 4) == 1 / 7 and chance("csls_acc1", 4) == 1 / 4
    assert [minimum_items(name) for name in NAMES] == [2, 3, 3, 3, 4, 12, 2, 10]


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_is_finite_from_its_least_number_of_items_on(name):
    for n in (minimum_items(name), minimum_items(name) + 1):
        assert np.isfinite(value(name, *noisy_sides(0, n=n)))


@pytest.mark.parametrize("name", METRICS)
def test_what_each_pair_adds_has_the_value_as_its_mean(name):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(24, 6))
    metric = METRICS[name](Pair(x, x + rng.normal(size=x.shape)))
    assert metric.by_item.shape == (24,)
    assert metric.by_item.mean() == pytest.approx(metric.value)
