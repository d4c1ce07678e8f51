"""Metrics by rows against the same from whole matrices, and the memory that they take."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.similarity import METRICS, Pair, blocks, cka, prepared
from semhub.similarity.products import norm, repaired, side
from semhub.similarity.repairings import Repairings
from semhub.similarity.sweep import mutual
from semhub.statistics.draws import bootstrap_indices, permutations
from tests.similarity.sides import NAMES, noisy_sides

FLOAT32 = 1e-6
"""How far a re-paired `cka` may be from that of the whole kernels."""


@pytest.fixture(params=[1, 37, 150, 1001, 10**6], ids=lambda entries: f"blocks of {entries}")
def by_rows(request, monkeypatch):
    """No matrix is kept whole, and a block holds so many numbers, or one row."""
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "ENTRIES", request.param)


def both(name, x, y, *sets):
    """The metric by rows, and from whole matrices."""
    metric = prepared(x, y, [name], sets)[name]
    assert not isinstance(metric, METRICS[name])
    return metric, METRICS[name](Pair(x, y))


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("n", [20, 31])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_by_rows_is_that_of_whole_matrices(by_rows, name, n, ties):
    x, y = noisy_sides(n, n=n, ties=ties)
    shuffles, wrong = permutations(n, 23, 0), permutations(n, 7, 1)
    got, whole = both(name, x, y, shuffles, wrong)
    assert got.value == pytest.approx(whole.value, abs=1e-9)
    assert (got.n, got.interval, got.chance(n)) == (n, whole.interval, whole.chance(n))
    np.testing.assert_allclose(got.by_item, whole.by_item, atol=1e-9)
    np.testing.assert_allclose(got.leave_one_out(), whole.leave_one_out(), atol=1e-9)
    for again in (wrong, shuffles):
        apart = FLOAT32 if name == "cka" else 1e-9
        np.testing.assert_allclose(got.permuted(again), whole.permuted(again), atol=apart)
    groups = [np.arange(3), np.array([1, n - 1])]
    np.testing.assert_allclose(got.leave_out(groups), whole.leave_out(groups), atol=1e-9)
    if whole.interval == "bootstrap":
        draws = bootstrap_indices(n, 30, 2)
        np.testing.assert_allclose(got.resampled(draws), whole.resampled(draws), atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_sides_that_are_all_alike_or_nothing_tell_by_rows_what_they_tell_whole(by_rows, name):
    for x in (np.ones((25, 4)) * 0.1, np.zeros((25, 4)), np.eye(25)):
        got, whole = both(name, x, x, permutations(25, 5, 0))
        assert got.value == pytest.approx(whole.value, abs=1e-9)
        np.testing.assert_allclose(got.leave_one_out(), whole.leave_one_out(), atol=1e-9)


def test_metrics_that_share_a_sweep_are_those_of_each_alone(by_rows):
    x, y = noisy_sides(0, n=30)
    shuffles = permutations(30, 11, 0)
    together = prepared(x, y, METRICS, [shuffles])
    for name, metric in together.items():
        alone = prepared(x, y, [name], [shuffles])[name]
        np.testing.assert_allclose(metric.permuted(shuffles), alone.permuted(shuffles), atol=1e-12)


@pytest.mark.parametrize("name", ["cka", "mknn"])
def test_sides_of_two_widths_have_a_geometry_by_rows(by_rows, name):
    x, y = noisy_sides(0, n=30)
    got, whole = both(name, x, y[:, :4])
    assert got.value == pytest.approx(whole.value)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("cka", "mknn")])
def test_sides_of_two_widths_have_no_cosine_by_rows_either(by_rows, name):
    x, y = noisy_sides(0, n=30)
    with pytest.raises(InputError, match="use cka or mknn"):
        _ = prepared(x, y[:, :4], [name])[name].value


def test_up_to_a_stated_number_of_items_matrices_are_whole(monkeypatch):
    monkeypatch.setattr(blocks, "WHOLE", 30)
    few, many = (prepared(*noisy_sides(0, n=n), NAMES) for n in (30, 31))
    assert all(isinstance(few[name], METRICS[name]) for name in NAMES)
    assert not any(isinstance(many[name], METRICS[name]) for name in NAMES)


def test_repairings_name_the_partner_of_either_side():
    again = Repairings(9, [permutations(9, 4, 0), permutations(9, 2, 1)])
    assert again.of_x.shape == again.of_y.shape == (9, 6)
    for p, back in zip(again.of_x.T, again.of_y.T, strict=True):
        assert (back[p] == np.arange(9)).all()


def test_repairings_that_were_not_prepared_for_are_refused(by_rows):
    with pytest.raises(KeyError, match="were not there"):
        prepared(*noisy_sides(0), ["acc1"])["acc1"].permuted(permutations(20, 3, 0))


def test_of_many_that_tie_as_many_as_are_listed_stand_for_all(by_rows, monkeypatch):
    """Groups of alike items: on average over the draws, the overlap is that of all who tie."""
    monkeypatch.setattr(mutual, "MOST_TIED", 14)
    rng = np.random.default_rng(0)
    x, y = (rng.standard_normal((3, 6))[rng.integers(0, 3, 90)] for _side in range(2))
    shuffles = permutations(90, 40, 0)
    got, whole = both("mknn", x, y, shuffles)
    assert got.tally().repaired.shape == (40,)
    assert got.value == pytest.approx(whole.value, abs=0.05)
    assert got.permuted(shuffles).mean() == pytest.approx(whole.permuted(shuffles).mean(), abs=0.03)


# --- cka from products of widths


@pytest.mark.parametrize(("d", "e"), [(3, 5), (40, 7)])
def test_cka_from_products_of_widths_is_that_of_the_kernels(d, e):
    rng = np.random.default_rng(d)
    x, y = 5 * rng.standard_normal((31, d)), rng.standard_normal((31, e)) + 3
    pair, shuffles = Pair(x, y), permutations(31, 50, 0)
    got = repaired(pair.centred_x, pair.centred_y, shuffles)
    np.testing.assert_allclose(got, METRICS["cka"](pair).permuted(shuffles), atol=FLOAT32)


def test_a_kernel_of_items_all_equally_far_apart_vanishes_from_products_too():
    assert norm(side(Pair(np.eye(12), np.eye(12)).centred_x)) == 0
    assert not repaired(np.eye(12) - 1 / 12, np.eye(12) - 1 / 12, permutations(12, 3, 0)).any()


def test_shuffled_cka_spreads_as_two_over_n_times_n_minus_three_says():
    """The variance over all permutations of the product of two U-centred kernels of norm 1."""
    n = 15
    x, y = noisy_sides(0, n=n)
    null = METRICS["cka"](Pair(x, y)).permuted(permutations(n, 20_000, 0))
    assert null.var() == pytest.approx(2 / (n * (n - 3)), rel=0.05)


@pytest.mark.parametrize("look_up", [0, 10**9])
def test_of_many_items_cka_is_asked_for_fewer_shuffles(monkeypatch, look_up):
    monkeypatch.setattr(cka, "ALL_SHUFFLED", 25)
    monkeypatch.setattr(cka, "LOOK_UP", look_up)
    few, many = (METRICS["cka"](Pair(*noisy_sides(0, n=n))) for n in (25, 26))
    assert len(few.permuted(permutations(25, 300, 0))) == 300
    shuffles = permutations(26, 300, 0)
    got = many.permuted(shuffles)
    assert len(got) == cka.FEWER < 300
    monkeypatch.setattr(cka, "ALL_SHUFFLED", 10**6)
    np.testing.assert_allclose(got, many.permuted(shuffles)[: cka.FEWER], atol=FLOAT32)


# --- memory


@pytest.mark.parametrize("name", NAMES)
def test_twice_the_items_take_about_twice_the_memory(monkeypatch, name):
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "ENTRIES", 2**14)

    def most(n):
        x, y = np.random.default_rng(0).standard_normal((2, n, 24))
        shuffles = permutations(n, 20, 0)
        tracemalloc.start()
        try:
            metric = prepared(x, y, [name], [shuffles])[name]
            metric.leave_one_out(), metric.permuted(shuffles)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(300)  # what is imported and compiled once
    assert most(1200) / most(600) < 3  # of matrices of all with all: 4
