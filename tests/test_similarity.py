"""Every metric against its closed forms, and against a slow version that is obvious."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair, centred, chance, cosine, minimum_items

NAMES = list(METRICS)
CENTRED = ("centred_gap", "acc1", "mrr")
K = 10


def prepared(name, x, y):
    return METRICS[name](Pair(x, y))


def value(name, x, y):
    return prepared(name, x, y).value


def noisy_sides(seed, n=20, d=7, noise=0.8, ties=False):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d)) + 0.7
    x, y = z + noise * rng.standard_normal((n, d)), z + noise * rng.standard_normal((n, d))
    if ties:  # a coarse grid, a repeated pair and a zero vector
        x, y = np.round(x[:, :2]), np.round(y[:, :2])
        x[1], y[1], x[2] = x[0], y[0], 0
    return x, y


# --- the slow versions: loops over the definitions, on states already centred where need be


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


SLOW = {
    "gap": slow_gap,
    "centred_gap": slow_gap,
    "acc1": lambda x, y: slow_retrieval(x, y, lambda rank: float(rank == 1)),
    "mrr": lambda x, y: slow_retrieval(x, y, lambda rank: 1 / rank),
    "cka": slow_cka,
    "mknn": slow_mknn,
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


# --- closed forms


@pytest.mark.parametrize("name", ["acc1", "mrr", "cka", "mknn"])
def test_identical_sides_score_one(name):
    x, _ = noisy_sides(0, n=30)
    assert value(name, x, x) == pytest.approx(1)


def test_identical_orthonormal_sides_have_gap_one_and_the_centred_one_n_over_n_minus_1():
    x = np.eye(8)
    assert value("gap", x, x) == pytest.approx(1)
    assert value("centred_gap", x, x) == pytest.approx(8 / 7)


def test_orthogonal_sides_share_structure_but_no_direction():
    z, _ = noisy_sides(0, n=24)
    x, y = np.hstack([z, 0 * z]), np.hstack([0 * z, z])
    assert value("gap", x, y) == pytest.approx(0, abs=1e-12)
    assert value("centred_gap", x, y) == pytest.approx(0, abs=1e-12)
    assert value("acc1", x, y) == 0  # all tie, and ties count against
    assert value("mrr", x, y) == pytest.approx(1 / 24)
    assert value("cka", x, y) == pytest.approx(1)
    assert value("mknn", x, y) == pytest.approx(1)


def test_wrongly_paired_sides_fall_below_zero_gap_and_are_never_retrieved():
    x = np.eye(9)
    y = np.roll(x, 1, axis=0)
    assert value("gap", x, y) == pytest.approx(-1 / 8)
    assert value("acc1", x, y) == 0


@pytest.mark.parametrize("offset", [0.0, 1.0, 10.0])
def test_a_common_offset_hides_the_signal_from_gap_but_not_from_centred_gap(offset):
    n = 10  # a shared direction for each item, one of its own on each side, one common to all
    shared, own_x, own_y, common = np.split(np.eye(3 * n + 1), [n, 2 * n, 3 * n])
    x, y = shared + own_x + offset * common, shared + own_y + offset * common
    assert value("gap", x, y) == pytest.approx(1 / (2 + offset**2))
    assert value("centred_gap", x, y) == pytest.approx(n / (2 * (n - 1)))


def test_cka_of_independent_noise_is_near_zero_where_the_biased_one_is_near_one():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 64, 4096))
    a, b = x - x.mean(0), y - y.mean(0)
    k, m = a @ a.T, b @ b.T
    assert (k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum()) > 0.97
    assert abs(value("cka", x, y)) < 0.05


@pytest.mark.parametrize("noise", [0.5, 1.0])
def test_cka_of_a_planted_signal_is_its_squared_share_of_the_variance(noise):
    rng = np.random.default_rng(0)
    z, u, v = rng.standard_normal((3, 1500, 20))
    assert value("cka", z + noise * u, z + noise * v) == pytest.approx(
        (1 + noise**2) ** -2, abs=0.02
    )


def test_mknn_counts_shared_members_of_known_groups():
    rows, columns = np.divmod(np.arange(121), 11)  # each group of 11 holds 10 neighbours
    by_row, by_column = np.eye(11)[rows], np.eye(11)[columns]
    assert value("mknn", by_row, by_row) == pytest.approx(1)
    assert value("mknn", by_row, by_column) == 0


@pytest.mark.parametrize("name", NAMES)
def test_sides_without_any_information_score_no_better_than_chance(name):
    x = np.ones((15, 4)) * 0.1
    assert value(name, x, x) <= chance(name, 15) + 1e-12
    assert np.isfinite(prepared(name, x, x).leave_one_out()).all()


def test_cka_of_items_all_equally_far_apart_is_zero_rather_than_rounding_error():
    assert value("cka", np.eye(12), np.eye(12)) == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_over_all_shuffles_is_exactly_chance(name):
    # The 13 * 12 maps i -> a i + b (mod 13) send every two items to every other two equally often.
    maps = np.array([(a * np.arange(13) + b) % 13 for a in range(1, 13) for b in range(13)])
    got = prepared(name, *noisy_sides(4, n=13)).permuted(maps).mean()
    assert got == pytest.approx(chance(name, 13), abs=1e-12)


# --- properties

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
    assert value("mrr", x, y) <= 0.5


# --- edges and bad input


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
        with pytest.raises(InputError, match="gap, centred_gap, acc1, mrr, cka, mknn"):
            ask()


def test_chance_and_least_items_are_the_published_ones():
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
    assert [chance(name, 4) for name in NAMES[:5]] == [0, 0, 1 / 4, harmonic / 4, 0]
    assert chance("mknn", 201) == 10 / 200
    assert [minimum_items(name) for name in NAMES] == [2, 3, 3, 3, 4, 12]


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_is_finite_from_its_least_number_of_items_on(name):
    for n in (minimum_items(name), minimum_items(name) + 1):
        assert np.isfinite(value(name, *noisy_sides(0, n=n)))
