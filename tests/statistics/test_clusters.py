"""Intervals over clusters: whole clusters are left out, and what is left is measured anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semhub.similarity import METRICS, Pair
from semhub.statistics.clusters import clusters
from semhub.statistics.curve import Z95, curve, jackknife_error, normal_interval, wilson_interval
from tests.reference import METRICS as SLOW
from tests.sentences import said
from tests.similarity.sides import NAMES, noisy_sides


def labels(rng, n, count):
    """Each of `count` labels at least once."""
    return rng.permutation(np.concatenate([np.arange(count), rng.integers(0, count, n - count)]))


# --- what clusters are


def test_items_with_one_label_are_a_cluster_whatever_their_order():
    found = clusters({"word": ["b", "a", "c", "a", "d", "b"]}, 6)
    assert found.names == ("word",)
    assert [group.tolist() for group in found.groups[0]] == [[1, 3], [0, 5], [2], [4]]
    assert (found.fewest, found.largest) == (4, 2)


def test_the_way_with_the_fewest_clusters_and_the_largest_cluster_count():
    found = clusters({"word": list("aabcd"), "colour": list("vwxyz")}, 5)
    assert (found.fewest, found.largest) == (4, 2)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (list("abcde"), "“word” have 5 rows and there are 6 pairs; give one label a pair."),
        (list("abcabc"), "“word” are only 3; an interval over clusters needs at least 4."),
        (["a"] * 6, "“word” are only 1;"),
    ],
)
def test_labels_that_cannot_be_used_are_one_sentence(given, sentence):
    assert sentence in said(lambda: clusters({"word": given}, 6))


# --- a cluster left out


def left_out(name, x, y, groups):
    """The metric of the raw states that stay, for each group."""
    kept = [np.setdiff1d(np.arange(len(x)), group) for group in groups]
    return [METRICS[name](Pair(x[keep], y[keep])).value for keep in kept]


@pytest.mark.parametrize("offset", [0.0, 300.0])
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_without_a_cluster_a_metric_is_that_of_the_states_that_stay(name, ties, offset, seed):
    rng = np.random.default_rng(seed)
    x, y = noisy_sides(seed, n=24, ties=ties)
    x, y = x + offset, y - offset
    found = clusters({"word": labels(rng, 24, 5)}, 24)
    groups = [group for group in found.groups[0] if len(group) <= 12]
    got = METRICS[name](Pair(x, y)).leave_out(groups)
    np.testing.assert_allclose(got, left_out(name, x, y, groups), atol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_cluster_a_metric_is_that_of_its_formula(name):
    x, y = noisy_sides(3, n=26)
    groups = [np.arange(5), np.arange(5, 9), np.array([2, 17, 25])]
    kept = [np.setdiff1d(np.arange(26), group) for group in groups]
    slow = [SLOW[name](x[keep], y[keep]) for keep in kept]
    np.testing.assert_allclose(METRICS[name](Pair(x, y)).leave_out(groups), slow, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_a_cluster_that_lies_far_off_leaves_the_others_as_they_are(name):
    x, y = noisy_sides(5, n=24)
    far, other = x.copy(), y.copy()
    far[:6] += 1e4
    other[:6] -= 1e4
    got = METRICS[name](Pair(far, other)).leave_out([np.arange(6)])
    np.testing.assert_allclose(got, left_out(name, x, y, [np.arange(6)]), atol=1e-6)


# --- intervals


@pytest.mark.parametrize("name", NAMES)
def test_an_interval_is_that_of_the_delete_a_cluster_jackknife(name):
    rng = np.random.default_rng(0)
    x, y = noisy_sides(1, n=40)
    grouped = clusters({"word": labels(rng, 40, 8)}, 40)
    metric = METRICS[name](Pair(x, y))
    values = np.array(left_out(name, x, y, grouped.groups[0]))
    got = curve([metric], 50, clusters=grouped)
    error, student = np.sqrt(7 / 8 * ((values - values.mean()) ** 2).sum()), 2.3646  # t, 7 degrees
    if metric.interval == "wilson":
        expected = wilson_interval(metric.value, np.sqrt(40 * 8), error, student)
    else:
        expected = normal_interval(metric.value, error, student)
    assert (got.low[0], got.high[0]) == pytest.approx(expected, abs=1e-4)
    np.testing.assert_allclose(got.influence[0][0], 7 * (values.mean() - values), atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_every_item_a_cluster_of_its_own_is_about_the_interval_over_items(name):
    """A little wider for retrieval, since the means that are taken off move with every item."""
    x, y = noisy_sides(2, n=100, d=16)
    alone = clusters({"item": np.arange(100)}, 100)
    over_items, over_clusters = (
        curve([METRICS[name](Pair(x, y))], 800, clusters=c) for c in (None, alone)
    )
    width = over_items.high[0] - over_items.low[0]
    assert 0.9 * width < over_clusters.high[0] - over_clusters.low[0] < 1.25 * width
    assert over_clusters.low[0] == pytest.approx(over_items.low[0], abs=0.15 * width)


def test_items_that_stand_twice_widen_the_interval_once_their_cluster_is_told():
    x, y = noisy_sides(4, n=30)
    twice = np.repeat(np.arange(30), 2)
    metric = METRICS["cka"](Pair(x[twice], y[twice]))
    items, pairs = (curve([metric], 50, clusters=c) for c in (None, clusters({"pair": twice}, 60)))
    assert pairs.high[0] - pairs.low[0] > 1.2 * (items.high[0] - items.low[0])


@pytest.mark.parametrize("name", ["cka", "acc1"])
def test_of_several_ways_the_variances_are_added_less_that_of_items(name):
    """Cameron, Gelbach & Miller 2011, equation 2.11, and never below the largest of them."""
    rng = np.random.default_rng(3)
    x, y = noisy_sides(6, n=60, noise=1.2)
    ways = {"word": labels(rng, 60, 9), "colour": labels(rng, 60, 6)}
    metric = METRICS[name](Pair(x, y))
    one = [
        jackknife_error(metric.leave_out(clusters({way: column}, 60).groups[0]))
        for way, column in ways.items()
    ]
    alone = jackknife_error(metric.leave_one_out())
    error = max(np.sqrt(max(one[0] ** 2 + one[1] ** 2 - alone**2, 0)), *one)
    got = curve([metric], 50, clusters=clusters(ways, 60))
    student = 2.5706  # t with 5 degrees: six colours are the fewest
    if metric.interval == "wilson":
        expected = wilson_interval(metric.value, np.sqrt(60 * 6), error, student)
    else:
        expected = normal_interval(metric.value, error, student)
    assert (got.low[0], got.high[0]) == pytest.approx(expected, abs=1e-4)
    assert [way.shape for way in got.influence] == [(1, 9), (1, 6)]


@pytest.mark.parametrize("name", ["cka", "mknn", "csls_acc1"])
def test_where_too_few_items_stay_there_is_no_interval(name):
    """Without the largest cluster three are left; with one item of it made a cluster, enough."""
    n = METRICS[name].minimum_items + 8
    x, y = noisy_sides(7, n=n)
    labels = ["large"] * (n - 3) + list("abc")
    got = curve([METRICS[name](Pair(x, y))], 50, clusters=clusters({"word": labels}, n))
    assert np.isfinite(got.value[0]) and np.isnan(got.low[0]) and got.influence is None
    labels[: n - 11] = [str(i) for i in range(n - 11)]
    got = curve([METRICS[name](Pair(x, y))], 50, clusters=clusters({"word": labels}, n))
    assert np.isfinite([got.low[0], got.high[0]]).all() and len(got.influence[0][0]) == n - 7


def test_without_clusters_nothing_is_changed():
    x, y = noisy_sides(8, n=40)
    metric = METRICS["cka"](Pair(x, y))
    got = curve([metric], 50)
    error = jackknife_error(metric.leave_one_out())
    assert (got.low[0], got.high[0]) == normal_interval(metric.value, error, Z95)
