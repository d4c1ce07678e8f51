"""Every metric where its value is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from semhub.similarity import METRICS, chance, cosine
from tests.similarity.sides import NAMES, noisy_sides, prepared, value


@pytest.mark.parametrize("name", ["acc1", "mrr", "cka", "mknn", "joint_acc1"])
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


# The 13 * 12 maps i -> a i + b (mod 13) send every two items to every other two equally often.
MAPS = np.array([(a * np.arange(13) + b) % 13 for a in range(1, 13) for b in range(13)])


@pytest.mark.parametrize("name", [name for name in NAMES if name != "joint_acc1"])
def test_the_mean_over_all_shuffles_is_exactly_chance(name):
    got = prepared(name, *noisy_sides(4, n=13)).permuted(MAPS).mean()
    assert got == pytest.approx(chance(name, 13), abs=1e-12)


def test_the_joint_mean_over_all_shuffles_is_the_share_with_the_other_side_nearest_over_n():
    # A shuffle pairs anew what is across, and what is nearest within a side stays nearest.
    x, y = noisy_sides(4, n=13)
    pool = np.vstack([x, y])
    near = cosine(pool, pool) - 3 * np.eye(26)
    across = np.mean(near.argmax(1) // 13 != np.arange(26) // 13)
    assert 0 < across < 1
    got = prepared("joint_acc1", x, y).permuted(MAPS).mean()
    assert got == pytest.approx(across / 13, abs=1e-12)


def test_joint_chance_is_the_mean_over_all_ways_to_name_partners_in_one_pool():
    rng = np.random.default_rng(0)
    pool, values = rng.standard_normal((10, 4)), []
    for _ in range(4000):
        rng.shuffle(pool)
        values.append(value("joint_acc1", pool[:5], pool[5:]))
    error = np.std(values) / np.sqrt(len(values))
    assert np.mean(values) == pytest.approx(chance("joint_acc1", 5), abs=4 * error)


@pytest.mark.parametrize("offset", [0.0, 5.0])
def test_sides_that_lie_apart_are_retrieved_when_centred_and_never_in_one_pool(offset):
    x, y = noisy_sides(0, n=30, noise=0.1)
    side = np.zeros(7)
    side[0] = offset
    assert value("acc1", x + side, y - side) == pytest.approx(value("acc1", x, y))
    joint = value("joint_acc1", x + side, y - side)
    assert joint > 0.8 if offset == 0 else joint == 0


def test_csls_finds_the_partners_that_a_popular_neighbour_hides():
    n = 12
    s = 0.8 * np.eye(n)
    s[:, 0] = 0.9  # y_0 is nearer to every x than its partner is
    s[0, 0] = 0.95
    pair = SimpleNamespace(n=n, centred_similarity=s)
    assert METRICS["acc1"](pair).value == pytest.approx((1 / n + 1) / 2)
    assert METRICS["csls_acc1"](pair).value == 1


def test_csls_takes_off_what_a_state_has_in_common_with_its_ten_nearest():
    n = 12
    s = np.full((n, n), 0.1) + 0.5 * np.eye(n)
    got = METRICS["csls_acc1"](SimpleNamespace(n=n, centred_similarity=s)).similarity
    near = (0.6 + 9 * 0.1) / 10
    np.testing.assert_allclose(np.diag(got), 2 * 0.6 - 2 * near)
    np.testing.assert_allclose(got[0, 1:], 2 * 0.1 - 2 * near)
